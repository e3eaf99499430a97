"""What a check of health says."""

from __future__ import annotations

from dataclasses import dataclass

from tongguan.engines.problems import Text


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing that was looked at. `value` is in `unit`, None where it could not be read; `vital` readings decide
    whether the process may receive work."""

    code: str
    title: Text
    good: bool
    told: Text
    value: float | None = None
    unit: str = ""
    vital: bool = False
