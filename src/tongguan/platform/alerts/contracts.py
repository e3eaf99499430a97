"""What crosses the border of the module."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from tongguan.engines.problems import Text


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that the alert rests on.

    kind: message, field, image, image_region, track, reading, document, row; ref: which one; pointer: where in it
    (a JSON pointer, a field, `x,y,width,height` in pixels, a time span); url: its page in the house; note: in words.
    """

    kind: str
    ref: str
    pointer: str = ""
    url: str = ""
    note: Text | None = None

    def as_json(self) -> dict[str, Any]:
        """The stored form."""
        out = asdict(self)
        out["note"] = {"zh": self.note.zh, "en": self.note.en} if self.note else None
        return out

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Evidence:
        """Back from the stored form."""
        note = stored.get("note")
        text = Text(zh=note["zh"], en=note["en"]) if note else None
        return cls(stored["kind"], stored["ref"], stored.get("pointer", ""), stored.get("url", ""), text)


@dataclass(frozen=True, slots=True)
class Source:
    """The rule, model, device or watch that raised it, with its version: where the outcome goes back to."""

    kind: str
    code: str
    version: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an alert came out. `hit` is True, False or, where it teaches nothing, None."""

    alert_id: int
    kind: str
    source: Source
    source_key: str
    disposition: str
    hit: bool | None
    note: str
    clue_result: str = ""


Feedback = Callable[[Outcome], None]


@dataclass(frozen=True, slots=True)
class Funnel:
    """How many alerts became what, in a span of time."""

    raised: int
    acknowledged: int
    escalated: int
    dispositioned: int
    false_alarms: int
    clues: int
    criminal_cases: int
    administrative_cases: int
