"""What of small counts everybody may know; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shown:
    """Counts as the public reads them: None where one is between 1 and the smallest shown. `total` adds up what is
    shown and nothing else, so that no hidden count follows from it; `more` says that there is more than the total."""

    counts: Mapping[str, int | None]
    total: int
    more: bool


def shown(counts: Mapping[str, int], smallest: int) -> Shown:
    """Hide each count from 1 to below `smallest`; zero is shown."""
    told = {name: None if 0 < count < smallest else count for name, count in counts.items()}
    return Shown(told, sum(count or 0 for count in told.values()), None in told.values())
