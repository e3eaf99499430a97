"""Random walks over every workflow of the house: nobody gets further than declared, and every step is on record."""

from __future__ import annotations

import importlib
import random
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from tests.factories.world import World, make_world
from tests.platform.cases.samples import answers
from tongguan.platform.audit.models import AuditEntry
from tongguan.platform.cases.actions import open_case, take_step
from tongguan.platform.cases.contracts import Group, Relation, Workflow
from tongguan.platform.cases.guards import may_not
from tongguan.platform.cases.models import CaseStep
from tongguan.platform.cases.queries import takers_of
from tongguan.platform.cases.registry import model_of, workflows
from tongguan.platform.events.models import OutboxEvent
from tongguan.platform.permissions.interface import SYSTEM, Actor, Refused

pytestmark = pytest.mark.django_db

WALKS = 6
STEPS = 25


def factory_of(workflow: Workflow) -> Callable[[World], tuple[Any, ...]]:
    """`new_<workflow>` of `tests/factories/<app label>.py`, or `new_case` where the module has one workflow."""
    module = importlib.import_module(f"tests.factories.{workflow.model.split('.')[0]}")
    return getattr(module, f"new_{workflow.code}", None) or module.new_case


@pytest.fixture
def world() -> World:
    return make_world()


def opened(kind: Workflow, world: World) -> Any:
    """A new case of this kind, by the factory's opener or the first person who may."""
    case, opening, data, *opener = factory_of(kind)(world)
    able = [a for a in world.everybody()[1:] if may_not(a, kind.by_code[opening], case, {}) is None]
    actor = opener[0] if opener else (able or [SYSTEM])[0]
    open_case(actor=actor, workflow=kind, case=case, step=opening, data=data)
    return case


def allowed(actor: Actor, workflow: Workflow, case, code: str) -> bool:
    step = workflow.by_code[code]
    takers = takers_of(workflow.code, case.reference)
    return may_not(actor, step, case, takers) is None and case.state in step.source


@pytest.mark.parametrize("kind", workflows(), ids=lambda kind: kind.code)
def test_walk(kind: Workflow, world: World) -> None:
    everybody = world.everybody()
    rng = random.Random(f"{kind.code}")
    taken = 0
    for _walk in range(WALKS):
        case = opened(kind, world)
        taken += walk(kind, case.reference, everybody, rng)
    assert taken >= WALKS, "the walks hardly moved: the workflow's guards or fields refuse everything"


def walk(kind: Workflow, reference: str, everybody: list[Actor], rng: random.Random) -> int:
    taken = 0
    for _step in range(STEPS):
        case = model_of(kind).objects.get(reference=reference)
        assert kind.by_state[case.state].group is Group.CLOSED or kind.leaving(case.state)
        leaving = [s.code for s in kind.leaving(case.state)]
        code = rng.choice(leaving) if leaving and rng.random() < 0.8 else rng.choice(list(kind.by_code))
        step = kind.by_code[code]
        able = [a for a in everybody if allowed(a, kind, case, code)]
        actor = rng.choice(able) if able and rng.random() < 0.6 else rng.choice(everybody)
        before = (CaseStep.objects.count(), AuditEntry.objects.count(), OutboxEvent.objects.count())
        permitted = allowed(actor, kind, case, code)
        try:
            data = answers(step, rng, actor)
            before = (CaseStep.objects.count(), AuditEntry.objects.count(), OutboxEvent.objects.count())
            row = take_step(
                actor=actor, workflow=kind, reference=reference, step=code, version=case.version, data=data
            )
        except Refused:
            after = model_of(kind).objects.get(reference=reference)
            assert (after.state, after.version) == (case.state, case.version)
            assert before[0] == CaseStep.objects.count()
            continue
        assert permitted, f"{actor.name} took {code} without being allowed to"
        assert actor.kind == "system" or step.who.relation is not Relation.SYSTEM
        taken += 1
        after = model_of(kind).objects.get(reference=reference)
        assert row.version == after.version == case.version + 1
        assert after.due_at is None or after.due_at >= after.created_at
        assert CaseStep.objects.count() == before[0] + 1
        assert AuditEntry.objects.count() > before[1]
        assert OutboxEvent.objects.filter(topic=f"{kind.code}.{code}").exists()
        assert after.changed_at <= timezone.now()
    return taken


@pytest.mark.parametrize("kind", workflows(), ids=lambda kind: kind.code)
def test_a_second_submit_of_the_same_step_is_refused(kind: Workflow, world: World) -> None:
    case = opened(kind, world)
    stale = case.version - 1
    any_step = kind.leaving(case.state)[0]
    actor = next(a for a in world.everybody() if allowed(a, kind, case, any_step.code))
    with pytest.raises(Refused) as refused:
        take_step(
            actor=actor, workflow=kind, reference=case.reference, step=any_step.code, version=stale, data={}
        )
    assert refused.value.status == 409
