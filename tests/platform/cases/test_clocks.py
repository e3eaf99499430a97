"""Clocks: run, rest and end with the states of the timeline."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tongguan.engines.problems import Text
from tongguan.platform.audit.interface import record
from tongguan.platform.cases.clocks import running, spans
from tongguan.platform.cases.contracts import SYSTEM_ONLY, Clock, State, Transition, Workflow
from tongguan.platform.cases.models import CaseStep
from tongguan.platform.permissions.interface import SYSTEM

LABEL = Text(zh="例", en="Example")
CLOCK = Clock("c", LABEL, ("work",), ("wait",), "any.limit")
FLOW = Workflow(
    code="clocked",
    title=LABEL,
    model="x.X",
    view="x.view",
    states=tuple(State(code, LABEL) for code in ("work", "wait", "done")),
    transitions=(Transition("go", LABEL, ("work",), "done", SYSTEM_ONLY),),
    clocks=(CLOCK,),
)
START = datetime(2026, 3, 2, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


def course(*targets: str) -> None:
    for number, target in enumerate(targets, 1):
        entry = record(actor=SYSTEM, action="clocked.step", subject=("clocked", "R"), data={})
        CaseStep.objects.create(
            workflow="clocked", reference="R", version=number, transition="t", target=target,
            at=START + number * HOUR, actor_name="s", audit_entry=entry,
        )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("targets", "started", "stops"),
    [
        (("work",), 1, []),
        (("work", "wait"), 1, [(2, 9)]),
        (("work", "wait", "work"), 1, [(2, 3)]),
        (("work", "wait", "wait", "work", "wait"), 1, [(2, 4), (5, 9)]),
        (("work", "done", "work"), 3, []),
    ],
)
def test_spans(targets: tuple[str, ...], started: int, stops: list[tuple[int, int]]) -> None:
    course(*targets)
    found = spans(FLOW, CLOCK, "R", START + 9 * HOUR)
    assert found == (START + started * HOUR, [(START + a * HOUR, START + b * HOUR) for a, b in stops])


def test_no_clock_runs_where_none_is_declared() -> None:
    assert running(FLOW, "work") is CLOCK
    assert running(FLOW, "done") is None
