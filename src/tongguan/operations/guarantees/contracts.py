"""What crosses the module's border."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Application:
    """A guarantee as applied for; `firm` is the code of the firm it stands for (house, customs or social credit)."""

    firm: str
    kind: str
    issuer: str
    document_number: str
    limit_cny: Decimal
    valid_from: date
    valid_to: date


@dataclass(frozen=True, slots=True)
class Held:
    """What stands for a subject: the guarantee and the amount, CNY."""

    guarantee: str
    amount_cny: Decimal
