"""The legal clocks of cases, computed from the timeline and the calendar."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tongguan.platform.cases.contracts import Clock, Workflow
from tongguan.platform.cases.models import CaseStep


def running(workflow: Workflow, state: str) -> Clock | None:
    """The clock that ticks in a state; the first declared wins where several do."""
    return next((clock for clock in workflow.clocks if state in clock.runs), None)


def due_at(workflow: Workflow, case: Any, now: datetime) -> datetime | None:
    """When the running clock of the case's state ends; None where none runs."""
    clock = running(workflow, case.state)
    if clock is None:
        return None
    if clock.ends_at:
        ends: datetime | None = getattr(case, clock.ends_at)
        return (
            None if ends is None else max(ends, case.created_at)
        )  # over before it began: overdue from the start
    from tongguan.platform.calendars.interface import deadline

    started, stops = (now, []) if case.version == 1 else spans(workflow, clock, case.reference, now)
    return deadline(clock.limit, started, stops=stops).due_at


def spans(
    workflow: Workflow, clock: Clock, reference: str, now: datetime
) -> tuple[datetime, list[tuple[datetime, datetime]]]:
    """Since when the clock runs without having ended, and the intervals in which it rested."""
    started: datetime | None = None
    stops: list[tuple[datetime, datetime]] = []
    resting: datetime | None = None
    steps = (
        CaseStep.objects.filter(workflow=workflow.code, reference=reference)
        .order_by("version")
        .values_list("target", "at")
    )
    for target, at in steps:
        if resting is not None and target not in clock.stops:
            stops.append((resting, at))
            resting = None
        if target in clock.runs:
            started = started or at
        elif target in clock.stops:
            resting = resting or at
        else:
            started, stops = None, []
    if resting is not None:
        stops.append((resting, now))
    return started or now, stops
