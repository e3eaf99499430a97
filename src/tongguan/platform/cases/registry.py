"""All workflows, checked when they register."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from django.apps import apps
from django.utils.module_loading import import_string

from tongguan.platform.cases.contracts import NEW, Effect, Group, Transition, Workflow
from tongguan.platform.cases.errors import WorkflowError
from tongguan.platform.permissions.interface import Actor

_workflows: dict[str, Workflow] = {}
_watchers: list[Callable[[Workflow], None]] = []


def register(workflow: Workflow) -> Workflow:
    """Make a workflow known; raises WorkflowError where its declaration contradicts itself."""
    faults = faults_of(workflow)
    if faults:
        raise WorkflowError(f"{workflow.code}: " + "; ".join(faults))
    _workflows[workflow.code] = workflow
    for watcher in _watchers:
        watcher(workflow)
    return workflow


def on_register(watcher: Callable[[Workflow], None]) -> None:
    """Call `watcher` with every workflow, those registered already included."""
    _watchers.append(watcher)
    for known in _workflows.values():
        watcher(known)


def faults_of(workflow: Workflow) -> list[str]:
    """What is wrong with a declaration: unknown or unreachable states, dead ends, doubled codes."""
    found: list[str] = []
    known = set(workflow.by_state)
    if len(known) != len(workflow.states) or len(workflow.by_code) != len(workflow.transitions):
        found.append("a state or transition code is used twice")
    for step in workflow.transitions:
        if step.target not in known:
            found.append(f"{step.code} leads to unknown state {step.target}")
        found += [f"{step.code} leaves unknown state {s}" for s in step.source if s != NEW and s not in known]
        found += [
            f"{step.code} excludes takers of unknown step {other}"
            for other in step.who.other_than
            if other not in workflow.by_code
        ]
    found += [f"state {s} is never reached" for s in sorted(known - reachable(workflow))]
    for state in workflow.states:
        if state.group is not Group.CLOSED and not workflow.leaving(state.code):
            found.append(f"state {state.code} is a dead end but not closed")
    for clock in workflow.clocks:
        found += [
            f"clock {clock.code}: unknown state {s}" for s in clock.runs + clock.stops if s not in known
        ]
    return found


def reachable(workflow: Workflow) -> set[str]:
    """States that some chain of transitions reaches from the opening."""
    reached: set[str] = set()
    edge = [step.target for step in workflow.transitions if NEW in step.source]
    while edge:
        state = edge.pop()
        if state not in reached:
            reached.add(state)
            edge += [step.target for step in workflow.leaving(state)]
    return reached


def workflows() -> tuple[Workflow, ...]:
    """All registered workflows by code."""
    return tuple(_workflows[code] for code in sorted(_workflows))


def workflow(code: str) -> Workflow | None:
    """The workflow with this code, or None."""
    return _workflows.get(code)


def model_of(kind: Workflow) -> type:
    """The Django model of a case type."""
    return apps.get_model(kind.model)


@cache
def imported(path: str) -> Callable[..., Any]:
    """The function of an import string `package.module:function`."""
    return import_string(path.replace(":", "."))


def effects_of(step: Transition) -> tuple[Effect, ...]:
    """The functions that act with a step."""
    return tuple(imported(path) for path in step.effects)


def seal_of(kind: Workflow) -> Callable[[Actor, Any], bool] | None:
    """Who is kept out of a case's content and when; None where nobody is."""
    return imported(kind.sealed) if kind.sealed else None
