"""A workflow that contradicts itself is refused when it registers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tongguan.engines.problems import Text
from tongguan.platform.cases.contracts import (
    NEW,
    SYSTEM_ONLY,
    Clock,
    Group,
    Relation,
    State,
    Transition,
    Who,
    Workflow,
)
from tongguan.platform.cases.errors import WorkflowError
from tongguan.platform.cases.registry import effects_of, faults_of, register, workflows

LABEL = Text(zh="例", en="Example")
GOOD = Workflow(
    code="example",
    title=LABEL,
    model="example.Example",
    view="example.view",
    states=(State("open", LABEL), State("done", LABEL, Group.CLOSED)),
    transitions=(
        Transition("start", LABEL, (NEW,), "open", SYSTEM_ONLY),
        Transition("finish", LABEL, ("open",), "done", SYSTEM_ONLY),
    ),
)


def test_a_consistent_workflow_has_no_faults() -> None:
    assert faults_of(GOOD) == []


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (replace(GOOD, transitions=GOOD.transitions[:1]), "never reached"),
        (replace(GOOD, states=(*GOOD.states, State("limbo", LABEL))), "limbo is never reached"),
        (
            replace(
                GOOD,
                states=(*GOOD.states, State("trap", LABEL)),
                transitions=(*GOOD.transitions, Transition("fall", LABEL, ("open",), "trap", SYSTEM_ONLY)),
            ),
            "dead end",
        ),
        (
            replace(
                GOOD, transitions=(*GOOD.transitions, Transition("x", LABEL, ("open",), "no", SYSTEM_ONLY))
            ),
            "unknown state no",
        ),
        (replace(GOOD, transitions=(*GOOD.transitions, GOOD.transitions[1])), "used twice"),
        (replace(GOOD, clocks=(Clock("c", LABEL, ("no",), (), "limit"),)), "unknown state no"),
        (
            replace(
                GOOD,
                transitions=(
                    GOOD.transitions[0],
                    replace(GOOD.transitions[1], who=Who("p", Relation.OFFICE, other_than=("never",))),
                ),
            ),
            "unknown step never",
        ),
    ],
)
def test_faults_are_named(broken: Workflow, words: str) -> None:
    assert any(words in fault for fault in faults_of(broken))
    with pytest.raises(WorkflowError):
        register(broken)


@pytest.mark.parametrize("kind", workflows(), ids=lambda kind: kind.code)
def test_every_effect_exists(kind: Workflow) -> None:
    for step in kind.transitions:
        effects_of(step)
