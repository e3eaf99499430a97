"""The declared schedules."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from tongguan.engines.problems import Text
from tongguan.platform.schedules.contracts import CatchUp, Daily, Every, Schedule

Job = Callable[[datetime], int | None]
_schedules: dict[str, Schedule] = {}


def schedule(
    code: str,
    title: Text,
    when: Daily | Every,
    *,
    deadline: timedelta = timedelta(hours=1),
    catch_up: CatchUp = CatchUp.LATEST,
) -> Callable[[Job], Job]:
    """Declare a schedule in a module's `schedules.py`: `@schedule("report.daily", Text(…), Daily(time(7)))`."""

    def register(job: Job) -> Job:
        _schedules[code] = Schedule(code, title, when, job, deadline, catch_up)
        return job

    return register


def schedules() -> tuple[Schedule, ...]:
    """All declared schedules by code."""
    return tuple(_schedules[code] for code in sorted(_schedules))


def find(code: str) -> Schedule | None:
    """The schedule with this code, or None."""
    return _schedules.get(code)
