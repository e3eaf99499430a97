"""What crosses the module's border."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from tongguan.engines.targeting import Share

STEP_OF = {"clear": "judge_clear", "sample": "judge_sample", "open": "judge_open"}
"""The step that judges so."""


@dataclass(frozen=True, slots=True)
class Look:
    """A whole session as a phone kept it: `stills` and `segments` are JSON lists, all times the phone's own.
    `entry_diameter_cm` is the hole's, `entry_position` says where it is."""

    inspection: str
    entry_diameter_cm: Decimal
    entry_position: str
    opened_at: datetime
    stills: str
    segments: str
    judgement: str
    remark: str


@dataclass(frozen=True, slots=True)
class Month:
    """What endoscopes saw in a month. `avoided` is the share judged clear, whose samples were not taken, with its
    95 % interval; `found_later` of those, how many goods turned out otherwise in the same inspection."""

    first: date
    avoided: Share
    sample: int
    open: int
    found_later: int

    @property
    def judged(self) -> int:
        """Sessions with a judgement."""
        return self.avoided.of
