"""Amendment and cancellation: asked with a reason, decided by an officer, every difference and version kept."""

from __future__ import annotations

import uuid
from dataclasses import replace
from decimal import Decimal

import pytest
from django.test import Client

from tests.factories.declarations import importable, lodged, summarised, valid
from tests.factories.guarantees import in_force
from tests.factories.selection import dispatch_all, draw_now
from tests.factories.submissions import submission
from tongguan.operations.amendments.models import ChangeRequest
from tongguan.operations.amendments.workflow import CHANGE_REQUEST
from tongguan.operations.declarations.interface import ask_amendment, ask_cancellation, lodge, route
from tongguan.operations.declarations.models import Declaration, DeclarationVersion
from tongguan.operations.declarations.workflow import DECLARATION
from tongguan.operations.duties.interface import bills_of
from tongguan.operations.guarantees.interface import held_for
from tongguan.operations.levies.models import Levy
from tongguan.platform.cases.interface import take_step, timeline
from tongguan.platform.permissions.interface import Refused
from tongguan.platform.reference.models import Parameter

pytestmark = pytest.mark.django_db


def asked(world, reference: str, declaration, reason: str = "录入错误", **given):
    told, _replayed = ask_amendment(
        actor=world.actor(given.pop("who", "trader")), reference=reference, declaration=declaration,
        reason=reason, submission=given.pop("submission", submission()),
    )  # fmt: skip
    return ChangeRequest.objects.get(reference=told)


def decide(world, request: ChangeRequest, step: str = "approve", who: str = "assessor") -> None:
    request.refresh_from_db()
    take_step(actor=world.actor(who), workflow=CHANGE_REQUEST, reference=request.reference, step=step,
              version=request.version, data={"reason": "x"})  # fmt: skip


def stands(reference: str) -> Declaration:
    return Declaration.objects.get(reference=reference)


@pytest.fixture
def reviewed(world) -> Declaration:
    reference = lodged(world).reference
    route(reference, "review")
    return stands(reference)


@pytest.fixture
def billed(world) -> Declaration:
    Parameter.objects.filter(code="selection.random_share").update(value="0")
    for seed in range(1, 40):
        answer = lodge(
            actor=world.actor("trader"), declaration=importable(world, seed), submission_id=uuid.uuid4()
        )
        dispatch_all()
        draw_now()
        case = stands(answer.reference)
        if case.state == "duty_due":
            return case
    raise AssertionError("no seed owes anything")


def test_approved_it_takes_the_place_of_what_was_declared_which_is_kept(world, reviewed):
    before = reviewed.document
    wanted = replace(before, note="更正", package_count=before.package_count + 1)
    request = asked(world, reviewed.reference, wanted)
    assert {change["pointer"] for change in request.changes} == {"/note", "/package_count"}
    assert stands(reviewed.reference).document == before, "nothing changes before the decision"
    decide(world, request)
    case = stands(reviewed.reference)
    assert (case.document, case.state, case.package_count) == (wanted, "review", wanted.package_count)
    assert case.declaration_number == reviewed.declaration_number
    kept = DeclarationVersion.objects.get(declaration=case)
    assert (kept.number, kept.cause, kept.content_sha256) == (1, "amended", reviewed.content_sha256)
    assert kept.reason == "录入错误"
    assert timeline("declaration", case.reference)[-1].receipt == "M"


def test_refused_or_taken_back_nothing_changes(world, reviewed):
    wanted = replace(reviewed.document, note="更正")
    decide(world, asked(world, reviewed.reference, wanted), "refuse")
    decide(world, asked(world, reviewed.reference, wanted), "take_back", "trader")
    assert stands(reviewed.reference).content_sha256 == reviewed.content_sha256
    assert not DeclarationVersion.objects.exists()


def test_one_request_at_a_time_and_once_a_submission(world, reviewed):
    key, wanted = submission(), replace(reviewed.document, note="更正")
    first = asked(world, reviewed.reference, wanted, submission=key)
    assert asked(world, reviewed.reference, wanted, submission=key) == first
    with pytest.raises(Refused) as refused:
        asked(world, reviewed.reference, wanted)
    assert [problem.code for problem in refused.value.problems] == ["amendment.open"]
    assert ChangeRequest.objects.count() == 1


def test_what_cannot_be_amended_is_told_at_its_field(world, reviewed):
    document = reviewed.document
    for wanted, pointer in (
        (replace(document, flow="E"), "/flow"),
        (replace(document, consignee=replace(document.consignee, code=world.organisations["rival"].uscc)),
         "/consignee/code"),
        (replace(document, gross_mass_kg=Decimal(1)), "/net_mass_kg"),
        (document, ""),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            asked(world, reviewed.reference, wanted)
        assert pointer in {problem.pointer for problem in refused.value.problems}
    with pytest.raises(Refused):
        asked(world, reviewed.reference, replace(document, note="x"), reason="  ")
    assert not ChangeRequest.objects.exists()


@pytest.mark.parametrize("who", ["rival", "broker", "airport_assessor", "assessor"])
def test_strangers_and_officers_do_not_ask(world, reviewed, who):
    with pytest.raises(Refused):
        asked(world, reviewed.reference, replace(reviewed.document, note="x"), who=who)


def test_under_control_nothing_is_amended_or_cancelled(world):
    reference = lodged(world).reference
    for state in ("lodged", "inspection", "inspected", "suspended"):
        Declaration.objects.filter(reference=reference).update(state=state)
        with pytest.raises(Refused) as refused:
            asked(world, reference, replace(stands(reference).document, note="x"))
        assert refused.value.status == 409
        with pytest.raises(Refused):
            ask_cancellation(
                actor=world.actor("trader"), reference=reference, reason="x", submission=submission()
            )


def test_an_approval_on_a_content_that_moved_on_is_refused(world, reviewed):
    request = asked(world, reviewed.reference, replace(reviewed.document, note="更正"))
    take_step(actor=world.actor("assessor"), workflow=DECLARATION, reference=reviewed.reference,
              step="return_for_correction", version=2, data={"reason": "x"})  # fmt: skip
    lodge(actor=world.actor("trader"), declaration=valid(world, 9), submission_id=uuid.uuid4(),
          reference=reviewed.reference, version=3)  # fmt: skip
    route(reviewed.reference, "review")
    with pytest.raises(Refused):
        decide(world, request)
    request.refresh_from_db()
    assert (request.state, stands(reviewed.reference).document) == ("requested", valid(world, 9))


def test_amended_after_the_bill_it_is_assessed_and_billed_anew(world, billed):
    old = bills_of(billed.reference)
    first = billed.document.items[0]
    dearer = replace(first, unit_price=first.unit_price * 2, total_price=(first.unit_price * 2 * first.quantity)
                     .quantize(Decimal("0.01")))  # fmt: skip
    wanted = replace(billed.document, items=(dearer, *billed.document.items[1:]))
    decide(world, asked(world, billed.reference, wanted))
    dispatch_all()
    case = stands(billed.reference)
    assert (case.state, case.duty_amount) == ("review", None)
    assert {bill.state for bill in bills_of(case.reference)} == {"void"}
    take_step(actor=world.actor("assessor"), workflow=DECLARATION, reference=case.reference, step="accept",
              version=case.version)  # fmt: skip
    dispatch_all()
    case = stands(case.reference)
    assert case.state == "duty_due"
    assert case.duty_amount > billed.duty_amount
    standing = [bill for bill in bills_of(case.reference) if bill.state == "issued"]
    assert sum(bill.amount for bill in standing) == case.duty_amount
    assert len(bills_of(case.reference)) == len(old) + len(standing)


def test_released_it_is_amended_in_place_and_the_money_is_a_decision_of_its_own(world, billed):
    take_step(actor=world.actor("cashier"), workflow=DECLARATION, reference=billed.reference, step="confirm_payment",
              version=billed.version, data={"amount": str(billed.duty_amount), "payer_reference": "P"})  # fmt: skip
    dispatch_all()
    decide(world, asked(world, billed.reference, replace(billed.document, note="更正")))
    dispatch_all()
    case = stands(billed.reference)
    assert (case.state, case.document.note, case.duty_amount) == ("released", "更正", billed.duty_amount)
    assert not Levy.objects.exists(), "what bears on no tax levies nothing"
    item = case.document.items[0]
    dearer = replace(item, unit_price=item.unit_price * 2, total_price=item.total_price * 2)
    wanted = replace(case.document, items=(dearer, *case.document.items[1:]))
    decide(world, asked(world, billed.reference, wanted))
    dispatch_all()
    case, levy = stands(billed.reference), Levy.objects.get()
    assert (case.state, case.document, case.duty_amount) == ("released", wanted, billed.duty_amount)
    assert (levy.state, levy.cause, levy.declaration) == ("open", "amendment", case.reference)
    assert {bill.state for bill in bills_of(case.reference)} == {"issued"}, (
        "nothing is billed before two officers"
    )
    Declaration.objects.filter(pk=case.pk).update(state="closed")
    decide(world, asked(world, billed.reference, replace(wanted, note="再更正")))
    assert stands(billed.reference).state == "closed"


def test_cancelled_it_ends_its_bills_are_void_and_its_number_stays(world, billed):
    told, _ = ask_cancellation(
        actor=world.actor("trader"), reference=billed.reference, reason="退运", submission=submission()
    )
    decide(world, ChangeRequest.objects.get(reference=told))
    dispatch_all()
    case = stands(billed.reference)
    assert (case.state, case.declaration_number) == ("cancelled", billed.declaration_number)
    assert timeline("declaration", case.reference)[-1].receipt == "D"
    assert {bill.state for bill in bills_of(case.reference)} == {"void"}


def test_a_locked_field_of_a_summary_changes_by_an_approved_amendment_alone(world):
    Parameter.objects.filter(code="selection.random_share").update(value="0")
    in_force(world)
    answer, whole = summarised(world)
    dispatch_all()
    draw_now()
    case = stands(answer.reference)
    assert case.state == "pick_up"
    moved = replace(whole, conveyance_name="ANOTHER SHIP")
    given = {"actor": world.actor("trader"), "declaration": moved, "reference": case.reference}
    with pytest.raises(Refused):
        lodge(**given, submission_id=uuid.uuid4(), version=case.version)
    decide(world, asked(world, case.reference, replace(case.document, conveyance_name="ANOTHER SHIP")))
    case = stands(case.reference)
    assert case.state == "pick_up"
    assert lodge(**given, submission_id=uuid.uuid4(), version=case.version).receipt == "L"
    assert [v.cause for v in case.versions.order_by("number")] == ["amended", "completed"]
    with pytest.raises(Refused):
        ask_cancellation(
            actor=world.actor("trader"), reference=case.reference, reason="x", submission=submission()
        )


def test_released_on_a_guarantee_and_discharged_when_paid(world, billed):
    given = {"actor": world.actor("trader"), "workflow": DECLARATION, "reference": billed.reference}
    with pytest.raises(Refused) as refused:
        take_step(**given, step="release_on_guarantee", version=billed.version)
    assert [problem.code for problem in refused.value.problems] == ["declaration.no_cover"]
    in_force(world, "100000000")
    take_step(**given, step="release_on_guarantee", version=billed.version)
    case = stands(billed.reference)
    assert (case.state, timeline("declaration", case.reference)[-1].receipt) == ("guaranteed", "K")
    assert held_for(f"declaration/{case.reference}").amount_cny == case.duty_amount
    take_step(actor=world.actor("cashier"), workflow=DECLARATION, reference=case.reference, step="confirm_payment",
              version=case.version, data={"amount": str(case.duty_amount), "payer_reference": "P"})  # fmt: skip
    assert held_for(f"declaration/{case.reference}") is None
    assert stands(case.reference).state == "released"


def test_pages(world, reviewed):
    request = asked(world, reviewed.reference, replace(reviewed.document, note="更正"))
    officer = Client(headers={"Accept-Language": "en"})
    officer.force_login(world.users["assessor"], backend="django.contrib.auth.backends.ModelBackend")
    page = officer.get(f"/cases/change_request/{request.reference}/")
    assert page.status_code == 200
    assert "更正".encode() in page.content
    assert officer.get("/cases/change_request/").status_code == 200
    assert "更正" in officer.get(f"/amendments/{request.reference}/content.json").json()["note"]
    rival = Client()
    rival.force_login(world.users["rival"], backend="django.contrib.auth.backends.ModelBackend")
    for path in (
        f"/cases/change_request/{request.reference}/",
        f"/amendments/{request.reference}/content.json",
    ):
        assert rival.get(path).status_code == 404
