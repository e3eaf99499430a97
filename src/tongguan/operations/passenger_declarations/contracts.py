"""What crosses the module's border."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from tongguan.engines.problems import Text

WORKFLOW = "passenger_declaration"
FORMS, PORTS = "traveller_form", "traveller_port"
"""Code lists: which editions of the form hold where and when; ports with the names that travellers read."""
PREFIX = "passenger_declarations."
"""Of this module's legal numbers."""
COLOURS = ("green", "yellow", "red")


@dataclass(frozen=True, slots=True)
class Sent:
    """A declaration as a device sends it. `kept` holds by question the suggestion that the traveller refused: both
    values are kept. `office` is the code of the port the device stands at, empty for a phone."""

    form: str
    language: str
    mode: str
    answers: Mapping[str, Any]
    kept: Mapping[str, str] = field(default_factory=dict)
    office: str = ""


@dataclass(frozen=True, slots=True)
class Hint:
    """An answer that contradicts what is known. `code` names the sentence (`hint.<code>`), `suggestion` the other
    value, empty where it is not the traveller's to be told."""

    question: str
    code: str
    suggestion: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the traveller gets."""

    reference: str
    code: str
    colour: str
    issued_at: datetime
    expires_at: datetime
    state: str


@dataclass(frozen=True, slots=True)
class ReceiptVerdict:
    """What a gate says to a code. `reason` is stable (`valid`, `altered`, `expired` …), `message` for the officer;
    what follows is given where the signature holds. `document_checked`: the traveller's document was compared."""

    valid: bool
    reason: str
    message: Text
    colour: str = ""
    flight: str = ""
    travel_date: date | None = None
    leaving: bool = False
    form: int = 0
    serial: str = ""
    issued_at: datetime | None = None
    expires_at: datetime | None = None
    reference: str = ""
    document_checked: bool = False


@dataclass(frozen=True, slots=True)
class FlightSummary:
    """Counts of one flight. `declared` counts travellers: declarations that no newer one replaced; by colour and by
    state they add up to it. `announced` is how many the airline's messages list; None where none came."""

    flight: str
    travel_date: date
    leaving: bool
    declared: int
    by_colour: Mapping[str, int]
    by_state: Mapping[str, int]
    superseded: int
    announced: int | None = None

    @property
    def missing(self) -> int | None:
        """How many of those announced have not declared; None where nobody was announced."""
        return None if self.announced is None else max(0, self.announced - self.declared)
