"""Random walks: only declared steps by declared people happen, each is kept, and the law's separation holds."""

from __future__ import annotations

import itertools
import random
import uuid

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.declarations import lodged, valid
from tongguan.operations.declarations.interface import lodge, release, route, save_draft
from tongguan.operations.declarations.models import Declaration
from tongguan.operations.declarations.workflow import DECLARATION
from tongguan.platform.cases.interface import Relation, possible_steps, take_step, timeline
from tongguan.platform.permissions.interface import SYSTEM, Refused

pytestmark = pytest.mark.django_db
DATA = {
    "reason": "because",
    "method": "physical",
    "amount": "100.00",
    "payer_reference": "P-1",
}
PEOPLE = ("trader", "rival", "broker", "assessor", "airport_assessor", "cashier", "inspector", "gate_officer")


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 2**32))
def test_random_walks_keep_the_invariants(world, seed):
    rng = random.Random(seed)
    reference = lodged(world, rng.randrange(40)).reference
    actors = {name: world.actor(name) for name in PEOPLE} | {"system": SYSTEM}
    for _ in range(14):
        case = Declaration.objects.get(reference=reference)
        step = rng.choice(DECLARATION.transitions)
        who, actor = rng.choice(list(actors.items()))
        data = {field.name: DATA[field.name] for field in step.fields if field.name in DATA}
        before = (case.state, case.version)
        try:
            take_step(actor=actor, workflow=DECLARATION, reference=reference, step=step.code,
                      version=case.version, data=data)  # fmt: skip
        except Refused:
            case.refresh_from_db()
            assert (case.state, case.version) == before
            continue
        case.refresh_from_db()
        assert before[0] in step.source
        assert (case.state, case.version) == (step.target, before[1] + 1)
        if who != "system":
            assert step.who.relation is not Relation.SYSTEM
            assert who not in ("rival", "broker", "airport_assessor", "gate_officer")
            assert (who == "trader") == (step.who.relation is Relation.APPLICANT)
    steps = timeline("declaration", reference)
    assert [step.version for step in steps] == list(range(1, len(steps) + 1))
    assert all(a.target == b.source for a, b in itertools.pairwise(steps))
    assert all(entry.audit_entry_id for entry in steps)


def test_offered_steps_by_role(world):
    reference = lodged(world).reference
    route(reference, "review", [])
    case = Declaration.objects.get(reference=reference)
    offered = {
        name: {s.code for s in possible_steps(world.actor(name), DECLARATION, case)} for name in PEOPLE
    }
    assert offered["assessor"] == {"request_documents", "return_for_correction", "accept", "order_inspection"}
    assert all(not offered[name] for name in PEOPLE if name != "assessor")


def returned(world):
    reference = lodged(world).reference
    route(reference, "review", [])
    take_step(actor=world.actor("assessor"), workflow=DECLARATION, reference=reference,
              step="return_for_correction", version=2, data=DATA)  # fmt: skip
    return Declaration.objects.get(reference=reference)


def test_a_returned_declaration_keeps_its_number_when_corrected(world):
    case = returned(world)
    corrected = valid(world, 9, lines=2)
    answer = lodge(actor=world.actor("trader"), declaration=corrected, submission_id=uuid.uuid4(),
                   reference=case.reference, version=case.version)  # fmt: skip
    assert (answer.declaration_number, answer.state) == (case.declaration_number, "lodged")
    assert case.lines.count() == 2
    first = valid(world, 1)
    again = lodge(actor=world.actor("trader"), declaration=first, submission_id=case.submission_id)
    assert again.replayed, "the first submission, sent again late, is still known"
    assert Declaration.objects.count() == 1


def test_a_correction_cannot_change_direction_or_trader(world):
    case = returned(world)
    with pytest.raises(Refused) as refused:
        lodge(actor=world.actor("trader"), declaration=valid(world, 9, flow="E"), submission_id=uuid.uuid4(),
              reference=case.reference, version=case.version)  # fmt: skip
    assert "/flow" in {problem.pointer for problem in refused.value.problems}


def test_a_second_correction_from_an_old_page_is_overtaken(world):
    case = returned(world)
    given = {"actor": world.actor("trader"), "reference": case.reference, "version": case.version}
    lodge(declaration=valid(world, 9), submission_id=uuid.uuid4(), **given)
    with pytest.raises(Refused) as refused:
        lodge(declaration=valid(world, 10), submission_id=uuid.uuid4(), **given)
    assert refused.value.status == 409


def test_a_rival_cannot_touch_a_draft(world):
    draft = save_draft(actor=world.actor("trader"), declaration=valid(world), submission_id=uuid.uuid4())
    for step in ("lodge", "withdraw", "save_draft"):
        with pytest.raises(Refused):
            take_step(actor=world.actor("rival"), workflow=DECLARATION, reference=draft.reference, step=step,
                      version=1)  # fmt: skip
    with pytest.raises(Refused):
        save_draft(actor=world.actor("rival"), declaration=valid(world, 2, trader="rival"),
                   submission_id=draft.submission_id)  # fmt: skip
    draft.refresh_from_db()
    assert (draft.state, draft.version) == ("draft", 1)


def test_the_moment_of_release_is_kept_and_found_again_in_the_timeline(world):
    from importlib import import_module

    from django.db import connection

    reference = lodged(world).reference
    route(reference, "green", [])
    assert Declaration.objects.get(reference=reference).released_at is None
    release(reference)
    case = Declaration.objects.get(reference=reference)
    step = next(s for s in timeline("declaration", reference) if s.transition == "release")
    assert abs((case.released_at - step.at).total_seconds()) < 1
    Declaration.objects.update(released_at=None)
    other = lodged(world, 2).reference
    name = "tongguan.operations.declarations.migrations.0005_released_from_timeline"
    with connection.cursor() as cursor:
        cursor.execute(import_module(name).RELEASED)
    assert Declaration.objects.get(reference=reference).released_at == step.at
    assert Declaration.objects.get(reference=other).released_at is None
