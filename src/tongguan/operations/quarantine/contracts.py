"""What crosses the border of the laboratory. No Django."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from tongguan.engines.problems import Problem

DOCUMENT_INDEX = "quarantine.document"
"""The purpose under which documents of people are indexed."""


@dataclass(frozen=True, slots=True)
class Person:
    """Whose sample it is. Kept sealed; a document is found again by its keyed index."""

    name: str
    document: str = ""
    nationality: str = ""
    born_on: str = ""
    sex: str = ""
    flight: str = ""
    seat: str = ""

    def as_json(self) -> dict[str, str]:
        """The sealed form."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Relation:
    """What caused an order: a lane's encounter, a hit, a sample request, an earlier sample, or an officer's word."""

    kind: str
    ref: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Custody:
    """One hand-over: who has it now, where, at how many degrees Celsius (None: not measured), in which box."""

    receiver: str
    place: str
    temperature_c: Decimal | None = None
    box: str = ""


@dataclass(frozen=True, slots=True)
class Scanned:
    """What became of one scanned tube; `problem` says why it was refused or is held."""

    tube: str
    accepted: bool
    problem: Problem | None = None

    def stored(self) -> list[Any]:
        """JSON-ready."""
        return [self.tube, self.accepted, self.problem.stored() if self.problem else None]

    @classmethod
    def restored(cls, held: list[Any]) -> Scanned:
        """Back from the stored form."""
        tube, accepted, problem = held
        return cls(tube, accepted, Problem.restored(problem) if problem else None)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a sample came to: the result's code, the reason in both languages, each target's calls, the wells."""

    result: str
    zh: str
    en: str
    calls: Mapping[str, list[str]]
    measurement: str
    run: str
    pooled: bool = False

    def as_json(self) -> dict[str, Any]:
        """The sealed form."""
        return {**asdict(self), "calls": {name: list(found) for name, found in self.calls.items()}}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Outcome:
        """Back from the sealed form."""
        return cls(**stored)


@dataclass(frozen=True, slots=True)
class RunUpload:
    """What an instrument sends: the file's bytes, and when the run began where the file does not say."""

    content: bytes
    name: str
    started_at: datetime | None = None
