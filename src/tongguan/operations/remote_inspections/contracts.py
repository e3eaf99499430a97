"""What crosses the module's border."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from tongguan.engines.problems import Text

REQUIREMENTS = "quarantine_requirement"
"""The code list of requirements: attributes `country` (alpha-3, empty: any) and `hs_prefix`."""
CERTIFICATE = "veterinary_certificate"
"""The kind of issued document."""
CODE_LETTERS = "ACDEFGHJKLMNPQRTUVWXY34679"
"""Letters and digits that are not mistaken for each other when written by hand or read aloud."""
CODE_LENGTH = 6


@dataclass(frozen=True, slots=True)
class Application:
    """What an exporter asks for. `destination` is a country's alpha-3 code, the site's place in degrees; `documents`
    are digests of files stored before."""

    office: str
    goods: str
    hs_code: str
    quantity: str
    destination: str
    consignee: str
    site_name: str
    site_latitude: Decimal
    site_longitude: Decimal
    documents: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Requirement:
    """What a destination asks for; `verified` False is an unverified default."""

    code: str
    text: Text
    verified: bool


@dataclass(frozen=True, slots=True)
class Fix:
    """A place the site's device gave: degrees, accuracy in metres (68 %), the device's own time."""

    latitude: Decimal
    longitude: Decimal
    accuracy_m: Decimal
    device_at: datetime
