"""Lodging: valid in, once, by who may, with every finding at its field."""

from __future__ import annotations

import uuid
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.declarations import lodged, party, valid
from tongguan.engines.declaration import from_json
from tongguan.operations.declarations.interface import lodge, lodged_snapshot, save_draft
from tongguan.operations.declarations.models import Declaration, DeclarationContainer, DeclarationItem
from tongguan.platform.events.models import OutboxEvent
from tongguan.platform.permissions.interface import Refused
from tongguan.simulator.declarations import FAULTS

pytestmark = pytest.mark.django_db


def test_a_valid_declaration_is_stored_whole(world):
    declaration = valid(world, lines=20)
    answer = lodge(actor=world.actor("trader"), declaration=declaration, submission_id=uuid.uuid4())
    case = Declaration.objects.get(reference=answer.reference)
    assert (case.state, case.version, answer.receipt, answer.replayed) == ("lodged", 1, "L", False)
    assert from_json(case.content.encode())[0] == declaration
    rows = list(DeclarationItem.objects.filter(declaration=case).order_by("line_number"))
    for row, item in zip(rows, declaration.items, strict=True):
        for name in ("line_number", "hs_code", "description", "quantity", "total_price", "second_quantity",
                     "net_mass_kg", "currency", "levy_mode", "unit_price", "second_unit"):  # fmt: skip
            assert getattr(row, name) == getattr(item, name), name
        assert tuple(row.container_numbers) == item.container_numbers
    boxes = DeclarationContainer.objects.filter(declaration=case).order_by("id")
    assert [(b.number, b.lcl, tuple(b.seals)) for b in boxes] == [
        (c.number, c.lcl, c.seals) for c in declaration.containers
    ]
    assert case.total_price == sum((item.total_price for item in declaration.items), Decimal(0))
    event = OutboxEvent.objects.get(topic="declaration.lodge")
    assert event.payload["data"]["content_sha256"] == case.content_sha256


def test_numbers_are_18_digits_of_office_year_flow_and_never_repeat(world):
    answers = [lodged(world, seed, flow=flow) for seed, flow in enumerate("IIEEI")]
    numbers = [answer.declaration_number for answer in answers]
    assert len(set(numbers)) == len(numbers)
    assert all(number.isdigit() and len(number) == 18 and number[:4] == "9901" for number in numbers)
    assert [number[8] for number in numbers] == list("11001")
    assert int(numbers[1][9:]) > int(numbers[0][9:])


def test_the_same_submission_is_answered_alike_and_stored_once(world):
    declaration, key = valid(world), uuid.uuid4()
    first = lodge(actor=world.actor("trader"), declaration=declaration, submission_id=key)
    again = lodge(actor=world.actor("trader"), declaration=declaration, submission_id=key)
    assert again == replace(first, replayed=True)
    assert Declaration.objects.count() == 1
    assert OutboxEvent.objects.filter(topic="declaration.lodge").count() == 1


def test_a_submission_id_reused_for_other_content_is_a_conflict(world):
    key = uuid.uuid4()
    lodge(actor=world.actor("trader"), declaration=valid(world, 1), submission_id=key)
    with pytest.raises(Refused) as refused:
        lodge(actor=world.actor("trader"), declaration=valid(world, 2), submission_id=key)
    assert refused.value.status == 409
    assert Declaration.objects.count() == 1


def test_a_foreign_submission_id_tells_nothing(world):
    key = uuid.uuid4()
    lodge(actor=world.actor("trader"), declaration=valid(world), submission_id=key)
    with pytest.raises(Refused) as refused:
        lodge(actor=world.actor("rival"), declaration=valid(world, trader="rival"), submission_id=key)
    assert [p.code for p in refused.value.problems] == ["declaration.submission_reused"]


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_every_fault_is_refused_by_name_and_leaves_nothing(world, fault):
    declaration = valid(world, seed=5, faults=(fault,))
    with pytest.raises(Refused) as refused:
        lodge(actor=world.actor("trader"), declaration=declaration, submission_id=uuid.uuid4())
    assert f"declaration.{fault}" in {p.code for p in refused.value.problems}
    assert all(p.pointer.startswith("/") for p in refused.value.problems)
    assert not Declaration.objects.exists()
    assert not DeclarationItem.objects.exists()
    assert not OutboxEvent.objects.exists()


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"declaration_number": "990120261000000001"}, "/declaration_number", "declaration.number_given"),
        ({"customs_office": "5316"}, "/customs_office", "declaration.no_office"),
        ({"package_count": 10**12}, "/package_count", "declaration.too_many_packages"),
        ({"bill_number": "B" * 71}, "/bill_number", "declaration.text_length"),
        ({"flow": "X"}, "/flow", "declaration.flow"),
    ],
)
def test_house_rules(world, changes, pointer, code):
    with pytest.raises(Refused) as refused:
        lodge(
            actor=world.actor("trader"),
            declaration=replace(valid(world), **changes),
            submission_id=uuid.uuid4(),
        )
    assert (code, pointer) in {(p.code, p.pointer) for p in refused.value.problems}


def test_only_for_a_firm_one_represents(world):
    declaration = valid(world, declarant="broker")
    for who, at in (
        ("rival", "/consignee/code"),
        ("trader", "/declarant/code"),
        ("broker", "/consignee/code"),
    ):
        with pytest.raises(Refused) as refused:
            lodge(actor=world.actor(who), declaration=declaration, submission_id=uuid.uuid4())
        assert at in {p.pointer for p in refused.value.problems}, who


def test_a_broker_lodges_while_the_delegation_holds(world):
    grant = world.delegate()
    answer = lodge(
        actor=world.actor("broker"),
        declaration=valid(world, declarant="broker"),
        submission_id=uuid.uuid4(),
    )
    assert Declaration.objects.get(reference=answer.reference).applicant == world.organisations["trader"]
    grant.revoked_at = "2026-11-22T00:00:00Z"
    grant.save()
    with pytest.raises(Refused) as refused:
        lodge(
            actor=world.actor("broker"),
            declaration=valid(world, 2, declarant="broker"),
            submission_id=uuid.uuid4(),
        )
    assert [p.code for p in refused.value.problems] == ["declaration.not_represented"]


def test_an_unregistered_firm_cannot_declare(world):
    stranger = replace(party(world, "trader"), code="91440300MA5EXAMP17")
    with pytest.raises(Refused) as refused:
        lodge(
            actor=world.actor("trader"),
            declaration=replace(valid(world), consignee=stranger),
            submission_id=uuid.uuid4(),
        )
    assert "declaration.not_registered" in {p.code for p in refused.value.problems}


def test_officers_do_not_lodge(world):
    with pytest.raises(Refused):
        lodge(actor=world.actor("assessor"), declaration=valid(world), submission_id=uuid.uuid4())


def test_lodging_takes_few_statements(world):
    lodged(world, 1)
    actor, declaration = world.actor("trader"), valid(world, 2, lines=20)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        lodge(actor=actor, declaration=declaration, submission_id=uuid.uuid4())
    aside = ("SAVEPOINT", "RELEASE", "SELECT number FROM reference_referenceversion")
    work = [q["sql"] for q in seen if not q["sql"].startswith(aside)]
    assert len(work) <= 8, work


def test_a_draft_is_kept_unfinished_replaced_and_lodged(world):
    key, actor = uuid.uuid4(), world.actor("trader")
    half = replace(valid(world), items=(), gross_mass_kg=None)
    draft = save_draft(actor=actor, declaration=half, submission_id=key)
    assert (draft.state, draft.declaration_number) == ("draft", None)
    again = save_draft(actor=actor, declaration=replace(half, note="later"), submission_id=key)
    assert (again.pk, again.version, again.document.note) == (draft.pk, 2, "later")
    answer = lodge(actor=actor, declaration=valid(world), submission_id=key)
    assert (answer.reference, answer.state) == (draft.reference, "lodged")
    assert lodge(actor=actor, declaration=valid(world), submission_id=key).replayed
    assert DeclarationItem.objects.filter(declaration=draft).count() == 3


def test_a_draft_that_breaks_a_rule_cannot_be_lodged_from_the_case_page(world):
    from tongguan.operations.declarations.workflow import DECLARATION
    from tongguan.platform.cases.interface import take_step

    actor = world.actor("trader")
    draft = save_draft(actor=actor, declaration=replace(valid(world), items=()), submission_id=uuid.uuid4())
    with pytest.raises(Refused) as refused:
        take_step(actor=actor, workflow=DECLARATION, reference=draft.reference, step="lodge", version=1)
    assert "/items" in {p.pointer for p in refused.value.problems}


def test_the_snapshot_is_flat_and_json_ready(world):
    import json

    answer = lodged(world)
    snapshot = lodged_snapshot(answer.reference)
    assert json.loads(json.dumps(snapshot)) == snapshot
    assert snapshot["declaration_number"] == answer.declaration_number
    assert snapshot["items"][0]["line_number"] == 1
    assert snapshot["trader_code"] == world.organisations["trader"].uscc
