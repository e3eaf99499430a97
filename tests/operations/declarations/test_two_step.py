"""Declaring in two steps: stored, arrived, controlled, picked up against a guarantee, completed, paid, released."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from dataclasses import replace
from decimal import Decimal

import pytest
from django.utils import timezone

from tests.factories.declarations import TWO_STEP, importable, lodged, summarised, summary_of
from tests.factories.guarantees import in_force
from tests.factories.selection import active_rule, dispatch_all, draw_now
from tests.platform.cases.samples import answers
from tongguan.engines.declaration import Container, Money
from tongguan.operations.declarations.interface import lodge, lodged_snapshot, save_draft
from tongguan.operations.declarations.models import Declaration, DeclarationVersion
from tongguan.operations.declarations.workflow import DECLARATION
from tongguan.operations.guarantees.interface import held_for
from tongguan.operations.guarantees.models import Guarantee
from tongguan.operations.inspections.models import Inspection
from tongguan.operations.selection.models import Selection
from tongguan.platform.cases.interface import possible_steps, take_step, timeline
from tongguan.platform.permissions.interface import SYSTEM, Refused
from tongguan.platform.reference.models import Parameter

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_chance(world) -> None:
    Parameter.objects.filter(code="selection.random_share").update(value="0")


def stands(reference: str) -> Declaration:
    return Declaration.objects.get(reference=reference)


def receipts(reference: str) -> list[str]:
    return [step.receipt for step in timeline("declaration", reference) if step.receipt]


def complete(world, case: Declaration, whole, key: uuid.UUID | None = None):
    return lodge(
        actor=world.actor("trader"),
        declaration=whole,
        submission_id=key or uuid.uuid4(),
        reference=case.reference,
        version=case.version,
    )


def pay(world, reference: str) -> None:
    case = stands(reference)
    data = {"amount": str(case.duty_amount), "payer_reference": "P-1"}
    take_step(actor=world.actor("cashier"), workflow=DECLARATION, reference=reference, step="confirm_payment",
              version=case.version, data=data)  # fmt: skip


def through(world, seed: int = 1):
    """A summary of goods that are here, drawn and released for pick-up."""
    answer, whole = summarised(world, seed)
    dispatch_all()
    draw_now()
    return stands(answer.reference), whole


def test_the_whole_way_with_the_receipts_of_each_step(world):
    guarantee = in_force(world)
    answer, whole = summarised(world)
    assert (answer.state, answer.receipt) == ("summary_stored", "SpL")
    number = answer.declaration_number
    dispatch_all()
    assert stands(answer.reference).state == "lodged", "the goods are here: selection is asked"
    draw_now()
    case = stands(answer.reference)
    assert case.state == "pick_up"
    assert case.pick_up_at is not None
    held = held_for(f"declaration/{case.reference}")
    assert held is not None
    assert held.guarantee == guarantee.reference
    assert held.amount_cny == case.security_amount > 0
    done = complete(world, case, whole)
    assert (done.declaration_number, done.receipt, done.state) == (number, "L", "lodged")
    dispatch_all()
    case = stands(case.reference)
    assert (case.state, case.stage) == ("duty_due", "complete")
    held = held_for(f"declaration/{case.reference}")
    assert held.amount_cny >= case.duty_amount, "what is held covers the bill"
    pay(world, case.reference)
    dispatch_all()
    case = stands(case.reference)
    assert case.state == "released"
    assert held_for(f"declaration/{case.reference}") is None, "the guarantee is free again"
    assert Guarantee.objects.get().held_cny == 0
    assert receipts(case.reference) == ["SpL", "SpJ", "SpK", "L", "G", "T", "P"]


def test_without_room_on_a_guarantee_the_goods_wait_and_go_as_soon_as_there_is(world):
    in_force(world, limit="0.01")
    case, _whole = through(world)
    assert (case.state, case.pick_up_at) == ("summary_finished", None)
    assert case.security_amount > 0
    assert held_for(f"declaration/{case.reference}") is None
    in_force(world)
    dispatch_all()
    assert stands(case.reference).state == "pick_up"


def test_an_untaxed_summary_needs_no_guarantee(world):
    whole = importable(world, 3)
    items = tuple(replace(item, levy_mode="3") for item in whole.items)
    whole = replace(whole, supervision_mode="0615", levy_nature="503", items=items)
    summary = summary_of(whole)
    summary = replace(summary, items=tuple(replace(item, levy_mode="3") for item in summary.items))
    answer = lodge(
        actor=world.actor("trader"), declaration=summary, submission_id=uuid.uuid4(), manner=TWO_STEP
    )
    dispatch_all()
    draw_now()
    case = stands(answer.reference)
    assert (case.state, case.security_amount) == ("pick_up", 0)


def test_a_higher_bill_raises_what_is_held_where_there_is_room(world):
    in_force(world)
    case, whole = through(world)
    first = held_for(f"declaration/{case.reference}").amount_cny
    complete(world, case, replace(whole, transaction_mode="3", freight=Money(Decimal(5000), "USD"),
                                  insurance=Money(Decimal(50), "USD")))  # fmt: skip
    dispatch_all()
    case = stands(case.reference)
    assert case.duty_amount > first
    assert held_for(f"declaration/{case.reference}").amount_cny == case.security_amount == case.duty_amount


def test_control_waits_for_the_goods(world):
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    whole = replace(importable(world), movement_date=tomorrow)
    answer = lodge(actor=world.actor("trader"), declaration=summary_of(whole), submission_id=uuid.uuid4(),
                   manner=TWO_STEP)  # fmt: skip
    dispatch_all()
    draw_now()
    assert stands(answer.reference).state == "summary_stored"
    assert not Selection.objects.exists(), (
        "nothing is decided that anybody could know before the goods are here"
    )
    take_step(actor=world.actor("assessor"), workflow=DECLARATION, reference=answer.reference,
              step="confirm_arrival", version=1, data={"entered_on": timezone.localdate().isoformat()})  # fmt: skip
    dispatch_all()
    draw_now()
    assert stands(answer.reference).state in ("pick_up", "summary_finished")


def test_examined_at_the_summary_only(world):
    active_rule(world)
    in_force(world)
    case, whole = through(world)
    assert case.state == "inspection"
    assert receipts(case.reference) == ["SpL", "SpC"]
    take_step(actor=SYSTEM, workflow=DECLARATION, reference=case.reference, step="inspection_reported")
    take_step(actor=world.actor("assessor"), workflow=DECLARATION, reference=case.reference, step="decide_pass",
              version=stands(case.reference).version)  # fmt: skip
    dispatch_all()
    case = stands(case.reference)
    assert case.state == "pick_up"
    examinations = Inspection.objects.count()
    complete(world, case, whole)
    dispatch_all()
    draw_now()
    case = stands(case.reference)
    assert case.state == "duty_due", "the rule that chose the summary examines nothing at the second step"
    assert Inspection.objects.count() == examinations


def test_a_review_rule_on_the_difference_sends_the_complete_declaration_to_an_officer(world):
    condition = {"field": "summary_price_ratio", "op": "lt", "value": "0.9"}
    active_rule(world, "SHIFT", condition, lane="review")
    in_force(world)
    case, whole = through(world)
    items = tuple(
        replace(item, unit_price=item.unit_price / 2, total_price=(item.unit_price / 2 * item.quantity).quantize(
            Decimal("0.01")))
        for item in whole.items
    )  # fmt: skip
    complete(world, case, replace(whole, items=items))
    dispatch_all()
    case = stands(case.reference)
    assert case.state == "review"
    assert case.shift["summary_fields_changed"] == len(items)
    assert Decimal(case.shift["summary_price_ratio"]) == Decimal("0.5000")
    assert lodged_snapshot(case.reference)["summary_price_ratio"] == case.shift["summary_price_ratio"]
    officer = {step.code for step in possible_steps(world.actor("assessor"), DECLARATION, case)}
    assert officer == {"accept", "request_documents", "return_for_correction"}, (
        "and cannot order an examination"
    )
    version = DeclarationVersion.objects.get(declaration=case)
    assert version.cause == "completed"
    assert {change["pointer"] for change in version.changes} >= {
        "/items/0/total_price",
        "/items/0/unit_price",
    }


LOCKED = {
    "/bill_number": lambda d: replace(d, bill_number="OTHER123456"),
    "/conveyance_name": lambda d: replace(d, conveyance_name="ANOTHER SHIP"),
    "/supervision_mode": lambda d: replace(d, supervision_mode="0615", levy_nature="503"),
    "/items/0/origin_country": lambda d: replace(
        d, items=(replace(d.items[0], origin_country="KEN"), *d.items[1:])
    ),
    "/items/1/hs_code": lambda d: replace(
        d, items=(d.items[0], replace(d.items[1], hs_code="0902409000"), *d.items[2:])
    ),
    "/items": lambda d: replace(d, items=d.items[:-1]),
    "/containers": lambda d: replace(d, containers=(*d.containers, Container("TGNU1234560", "11", True))),
}


@pytest.mark.parametrize("pointer", sorted(LOCKED))
def test_a_fixed_field_cannot_change_and_nothing_is_kept_of_the_attempt(world, pointer):
    in_force(world)
    case, whole = through(world, 7)
    with pytest.raises(Refused) as refused:
        complete(world, case, LOCKED[pointer](whole))
    told = {
        problem.pointer for problem in refused.value.problems if problem.code == "declaration.locked_field"
    }
    assert told == {pointer}
    after = stands(case.reference)
    assert (after.state, after.version, after.content_sha256) == (
        case.state,
        case.version,
        case.content_sha256,
    )
    assert not DeclarationVersion.objects.exists()


def test_more_digits_of_a_code_are_no_change(world):
    in_force(world)
    whole = importable(world, 8)
    summary = summary_of(whole)
    short = replace(summary, items=tuple(replace(i, hs_code=i.hs_code[:10]) for i in summary.items))
    answer = lodge(
        actor=world.actor("trader"), declaration=short, submission_id=uuid.uuid4(), manner=TWO_STEP
    )
    dispatch_all()
    draw_now()
    assert complete(world, stands(answer.reference), whole).receipt == "L"


@pytest.mark.parametrize(("day", "stage"), [(14, "complete"), (15, "late")])
def test_day_fourteen_is_in_time_and_day_fifteen_is_not(world, monkeypatch, day, stage):
    entered = dt.date(2026, 11, 9)  # a Monday; day 14 is Monday 23 November, day 15 a working day too
    now = timezone.make_aware(dt.datetime.combine(entered + dt.timedelta(days=1), dt.time(9)))
    monkeypatch.setattr(timezone, "now", lambda: now)
    in_force(world, limit="10000000")
    answer, whole = summarised(world)
    whole = replace(whole, movement_date=entered)
    Declaration.objects.filter(reference=answer.reference).update(movement_date=entered)
    dispatch_all()
    draw_now()
    case = stands(answer.reference)
    assert (case.entered_on, case.state) == (entered, "pick_up")
    assert timezone.localdate(case.due_at) == entered + dt.timedelta(days=14)
    now = timezone.make_aware(dt.datetime.combine(entered + dt.timedelta(days=day), dt.time(17)))
    done = complete(world, case, whole)
    dispatch_all()
    case = stands(case.reference)
    assert (done.receipt, case.stage) == ("L", stage)
    assert case.shift["late_days"] == day - 14
    from tongguan.operations.duties.interface import assessment_of, bills_of

    fee = assessment_of(case.reference).late_fee
    assert (fee > 0) == (day == 15)
    if fee:
        value = sum(line.dutiable_value for line in assessment_of(case.reference).lines.all())
        assert fee == int(value * Decimal("0.0005"))
        assert {bill.kind for bill in bills_of(case.reference)} == {"taxes", "late_fee"}


def test_too_late_there_is_no_pick_up_and_the_goods_can_be_examined(world, monkeypatch):
    case, whole = through(world)
    assert case.state == "summary_finished", "no guarantee"
    later = timezone.now() + dt.timedelta(days=30)
    monkeypatch.setattr(timezone, "now", lambda: later)
    in_force(world)
    dispatch_all()
    case = stands(case.reference)
    assert (case.state, case.pick_up_at) == ("summary_finished", None)
    active_rule(world)
    complete(world, case, whole)
    dispatch_all()
    draw_now()
    assert stands(case.reference).state == "inspection", "as if there had been one step"
    assert receipts(case.reference)[-1] == "C"


def test_the_same_message_again_is_answered_the_same_at_each_step(world):
    in_force(world)
    key, whole = uuid.uuid4(), importable(world)
    given = {"actor": world.actor("trader"), "declaration": summary_of(whole), "submission_id": key}
    first = lodge(**given, manner=TWO_STEP)
    again = lodge(**given, manner=TWO_STEP)
    assert again == replace(first, replayed=True)
    dispatch_all()
    draw_now()
    again = lodge(**given, manner=TWO_STEP)
    assert (again.receipt, again.replayed, again.declaration_number) == (
        "SpL",
        True,
        first.declaration_number,
    )
    case, second = stands(first.reference), uuid.uuid4()
    done = complete(world, case, whole, second)
    steps = len(timeline("declaration", case.reference))
    assert complete(world, case, whole, second) == replace(done, replayed=True)
    assert len(timeline("declaration", case.reference)) == steps
    with pytest.raises(Refused):
        complete(world, case, replace(whole, note="other"), second)
    assert Declaration.objects.count() == 1


def test_a_returned_summary_and_a_returned_complete_declaration_are_lodged_again(world):
    active_rule(world, lane="review")
    in_force(world)
    answer, whole = summarised(world)
    dispatch_all()
    draw_now()
    case = stands(answer.reference)
    assert case.state == "review"

    def officer(step: str, **data: str) -> None:
        take_step(actor=world.actor("assessor"), workflow=DECLARATION, reference=case.reference, step=step,
                  version=stands(case.reference).version, data=data)  # fmt: skip

    officer("request_documents", reason="x")
    assert receipts(case.reference)[-1] == "Sp1"
    supplied = answers(DECLARATION.by_code["supply_documents"], random.Random(1), world.actor("trader"))
    take_step(actor=world.actor("trader"), workflow=DECLARATION, reference=case.reference, step="supply_documents",
              version=stands(case.reference).version, data=supplied)  # fmt: skip
    officer("return_for_correction", reason="x")
    assert receipts(case.reference)[-1] == "SpE"
    done = complete(world, stands(case.reference), replace(summary_of(whole), note="ok"))
    assert (done.receipt, done.state) == ("SpL", "summary_stored")
    dispatch_all()
    draw_now()
    officer("accept_summary")
    dispatch_all()
    case = stands(case.reference)
    assert case.state == "pick_up"
    complete(world, case, whole)
    dispatch_all()
    officer("return_for_correction", reason="x")
    assert receipts(case.reference)[-1] == "E"
    done = complete(world, stands(case.reference), replace(whole, note="corrected"))
    assert (done.receipt, done.state) == ("L", "lodged")
    assert stands(case.reference).stage == "complete"


def test_a_two_step_draft_becomes_a_summary(world):
    key, whole = uuid.uuid4(), importable(world)
    draft = save_draft(
        actor=world.actor("trader"), declaration=summary_of(whole), submission_id=key, manner=TWO_STEP
    )
    assert {s.code for s in possible_steps(world.actor("trader"), DECLARATION, draft)} == {
        "save_draft", "lodge_summary", "withdraw",
    }  # fmt: skip
    done = lodge(
        actor=world.actor("trader"), declaration=summary_of(whole), submission_id=key, manner=TWO_STEP
    )
    assert (done.reference, done.receipt) == (draft.reference, "SpL")


def test_summaries_ask_for_credit_imports_and_goods_off_the_list(world):
    def refusal(declaration) -> set[tuple[str, str]]:
        with pytest.raises(Refused) as refused:
            lodge(
                actor=world.actor("trader"),
                declaration=declaration,
                submission_id=uuid.uuid4(),
                manner=TWO_STEP,
            )
        return {(problem.code, problem.pointer) for problem in refused.value.problems}

    summary = summary_of(importable(world))
    outward = replace(summary, flow="E", consignor=summary.consignee)
    assert ("declaration.two_step_import", "/flow") in refusal(outward)
    waste = replace(summary, items=(replace(summary.items[0], hs_code="3915100000"), *summary.items[1:]))
    assert ("declaration.two_step_negative", "/items/0/hs_code") in refusal(waste)
    nameless = replace(summary, items=(replace(summary.items[0], description=""), *summary.items[1:]))
    assert ("declaration.summary_item", "/items/0/description") in refusal(nameless)
    world.organisations["trader"].credit_level = "discredited"
    world.organisations["trader"].save()
    assert refusal(summary) == {("declaration.two_step_credit", "/consignee")}
    assert not Declaration.objects.exists()


def test_one_step_declarations_have_no_second_step(world):
    reference = lodged(world).reference
    for step in ("complete", "pick_up", "lodge_summary", "pass_summary", "goods_arrived"):
        with pytest.raises(Refused):
            take_step(actor=SYSTEM, workflow=DECLARATION, reference=reference, step=step,
                      data={"entered_on": "2026-01-01", "amount": "0"})  # fmt: skip
