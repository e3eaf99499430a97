"""How a module declares what must happen when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from tongguan.engines.problems import Text

SHANGHAI = ZoneInfo("Asia/Shanghai")


class CatchUp(StrEnum):
    """What happens with times that passed while nothing ran: all of them in order, or the latest alone."""

    ALL = "all"
    LATEST = "latest"


@dataclass(frozen=True, slots=True)
class Daily:
    """Every day at a time in Shanghai; on `weekdays` only where given (0 is Monday)."""

    at: time
    weekdays: frozenset[int] = frozenset()

    def after(self, moment: datetime) -> datetime:
        """The first due time after a moment."""
        day = moment.astimezone(SHANGHAI).date()
        while True:
            due = datetime.combine(day, self.at, SHANGHAI)
            if due > moment and (not self.weekdays or day.weekday() in self.weekdays):
                return due.astimezone(UTC)
            day += timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Every:
    """At whole multiples of an interval since midnight UTC of 1970, so that restarts do not shift it."""

    interval: timedelta

    def after(self, moment: datetime) -> datetime:
        """The first due time after a moment."""
        epoch = datetime(1970, 1, 1, tzinfo=UTC)
        return epoch + ((moment - epoch) // self.interval + 1) * self.interval


@dataclass(frozen=True, slots=True)
class Schedule:
    """One declared schedule. `run(due_at)` does the work for one due time and returns how many rows it made.

    It runs in one transaction: it is whole or, on an exception or a kill, as if it had not begun, and is tried
    again. `deadline` is how long after the due time it must be done; later is shown red.
    """

    code: str
    title: Text
    when: Daily | Every
    run: Callable[[datetime], int | None]
    deadline: timedelta
    catch_up: CatchUp
