"""A person on a manifest."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

from tongguan.engines.problems import Problem
from tongguan.engines.screening.dates import PartialDate
from tongguan.engines.screening.documents import Document
from tongguan.engines.screening.travellers.voyage import Function, Voyage


class Sex(StrEnum):
    """As passports have it; empty where unknown."""

    FEMALE = "F"
    MALE = "M"
    UNKNOWN = ""


class Role(StrEnum):
    """Why a person is on board."""

    PASSENGER = "passenger"
    CREW = "crew"
    INFANT = "infant"


@dataclass(slots=True)
class Traveller:
    """One person as sent: `names` holds the whole name first, then other spellings of the same message.

    `reference` names the person within the file; `position` says where the file has it (a segment, a row);
    `embarks` and `leaves` are the person's own first and last port.
    """

    reference: str
    names: list[str] = field(default_factory=list)
    births: list[PartialDate] = field(default_factory=list)
    sex: Sex = Sex.UNKNOWN
    nationality: str = ""
    documents: list[Document] = field(default_factory=list)
    role: Role = Role.PASSENGER
    flight: str = ""
    position: str = ""
    problems: list[Problem] = field(default_factory=list)
    seat: str = ""
    booking: str = ""
    embarks: str = ""
    leaves: str = ""

    @property
    def name(self) -> str:
        """The name as sent first; empty where there is none."""
        return self.names[0] if self.names else ""


@dataclass(slots=True)
class Sent:
    """One message of a file: its flight, what it does, whom it names. `prepared` is when its sender made it."""

    kind: str
    voyage: Voyage = field(default_factory=Voyage)
    function: Function = Function.LIST
    sender: str = ""
    reference: str = ""
    prepared: dt.datetime | None = None
    travellers: list[Traveller] = field(default_factory=list)


@dataclass(slots=True)
class Manifest:
    """Everybody in a file, what was wrong with the file, and the rows nobody can be made of; `messages` hold the same
    people by message and flight."""

    kind: str
    travellers: list[Traveller] = field(default_factory=list)
    messages: list[Sent] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    rejects: list[Problem] = field(default_factory=list)


def sex_of(text: str) -> Sex:
    """`F`, `female`, `女`, `FI` (a female infant) and the like."""
    word = text.strip().upper()
    if word in ("F", "FI", "FEMALE", "W", "女", "MRS", "MS", "MISS"):
        return Sex.FEMALE
    return Sex.MALE if word in ("M", "MI", "MALE", "男", "MR", "MSTR") else Sex.UNKNOWN
