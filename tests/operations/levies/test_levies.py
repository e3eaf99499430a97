"""Levies and refunds after release: two officers, exact bills, terms, what is undone, and what never happens."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.levies import opened, paid, price, step
from tests.factories.submissions import submission
from tongguan.operations.declarations.models import Declaration, DeclarationVersion
from tongguan.operations.duties.interface import LATE_FEE, assessment_of, billed_by_tax, bills_of
from tongguan.operations.duties.models import ExchangeRate, PaymentMark
from tongguan.operations.levies.actions.assessing import found_for
from tongguan.operations.levies.actions.settling import payable
from tongguan.operations.levies.interface import Opening, account_of, ask, open_levy_case
from tongguan.operations.levies.models import Levy
from tongguan.operations.levies.queries import heads, paid_total
from tongguan.platform.permissions.interface import Refused
from tongguan.platform.reference.interface import forget
from tongguan.platform.reference.models import Rate

pytestmark = pytest.mark.django_db


@pytest.fixture
def declaration(world) -> Declaration:
    return paid(world)


def codes_of(refused) -> set[str]:
    return {problem.code for problem in refused.value.problems}


def assessed(world, declaration, corrections=(), **given) -> Levy:
    return step(world, opened(world, declaration, corrections, **given), "assess", "assessor", reason="x")


def approved(world, declaration, corrections=(), **given) -> Levy:
    levy = assessed(world, declaration, corrections, **given)
    return step(world, levy, "approve_refund" if levy.stage == "refund" else "approve", "assessor_2")


def settle(world, levy: Levy) -> Levy:
    if levy.state == "due":
        code = "confirm_payment" if levy.stage == "supplement" else "confirm_payment_first"
        today = timezone.localdate()
        step(world, levy, code, "cashier", amount=str(payable(levy, today)), paid_on=today.isoformat(),
             payer_reference="P-2")  # fmt: skip
    if levy.state == "refundable":
        step(world, levy, "confirm_refund", "cashier", amount=str(levy.to_give_back), refund_reference="R-1")
    return levy


def due_by_tax(reference: str) -> dict[str, Decimal]:
    """What the assessment that counts says is due, in the four groups of its columns and the fee."""
    kept = assessment_of(reference)
    return {
        "duty": kept.duty,
        "consumption_tax": kept.consumption_tax,
        "vat": kept.vat,
        "other": kept.other_duties,
        LATE_FEE: kept.late_fee,
    }


def billed(reference: str) -> dict[str, Decimal]:
    """What the standing bills ask for, in the same groups."""
    found = dict.fromkeys(("duty", "consumption_tax", "vat", "other", LATE_FEE), Decimal(0))
    for tax, amount in billed_by_tax(reference).items():
        found[tax if tax in found else "other"] += amount
    return found


def test_a_higher_price_is_levied_after_release_with_a_bill_for_the_difference(world, declaration):
    before = declaration.duty_amount
    levy = approved(world, declaration, price(declaration, "2"))
    assert (levy.state, levy.stage, levy.refund) == ("due", "supplement", 0)
    assert levy.supplement > 0
    kinds = [(bill.kind, bill.amount, bill.case) for bill in bills_of(declaration.reference)]
    assert kinds == [("taxes", before, ""), ("supplement", levy.supplement, levy.reference)]
    assert billed(declaration.reference) == due_by_tax(declaration.reference)
    declaration.refresh_from_db()
    assert declaration.document.items[0].unit_price == Decimal(levy.corrections[0]["value"])
    assert DeclarationVersion.objects.get(declaration=declaration).cause == "amended"
    assert declaration.duty_amount == before, "what was paid before release is not changed"
    settle(world, levy)
    account = account_of(declaration.reference)
    assert (levy.state, account.balance, account.owed) == ("settled", 0, before + levy.supplement)


def test_the_difference_is_told_line_by_line(world, declaration):
    levy = assessed(world, declaration, price(declaration, "2"))
    lines = {line["line"]: line for line in levy.calculation["lines"]}
    assert set(lines) == {item.line_number for item in declaration.document.items}
    changed = [
        number for number, line in lines.items() if any(Decimal(tax["difference"]) for tax in line["taxes"])
    ]
    assert changed[0] == 1
    total = sum(Decimal(tax["difference"]) for line in lines.values() for tax in line["taxes"])
    assert total == sum(Decimal(head["difference"]) for head in levy.calculation["heads"]) == levy.supplement


def test_a_lower_price_is_given_back_with_interest(world, declaration):
    PaymentMark.objects.update(confirmed_at=timezone.now() - dt.timedelta(days=100))
    levy = approved(world, declaration, price(declaration, "0.5"), cause="declarant_error", who="trader")
    assert (levy.state, levy.stage, levy.supplement) == ("refundable", "refund", 0)
    assert levy.interest == (levy.refund * Decimal("0.0035") * 100 / 360).quantize(
        Decimal("0.01"), ROUND_HALF_UP
    )
    assert 0 < levy.refund < declaration.duty_amount
    bill = bills_of(declaration.reference)[-1]
    assert (bill.kind, bill.amount) == ("refund", levy.refund + levy.interest)
    assert billed(declaration.reference) == due_by_tax(declaration.reference)
    with pytest.raises(Refused) as refused:
        step(world, levy, "confirm_refund", "cashier", amount=str(levy.refund), refund_reference="R")
    assert codes_of(refused) == {"levy.amount"}
    settle(world, levy)
    assert account_of(declaration.reference).balance == 0


def test_an_error_of_customs_needs_no_correction(world, declaration):
    Rate.objects.filter(kind="duty_mfn").update(percent=Decimal("77"))
    forget()
    levy = approved(world, declaration)
    assert (levy.supplement > 0, levy.corrections, levy.surcharge) == (True, [], 0)
    assert not DeclarationVersion.objects.exists(), "the content stood"
    assert billed(declaration.reference) == due_by_tax(declaration.reference)


def test_taxes_are_not_set_off_against_each_other(world, declaration):
    Rate.objects.filter(kind="duty_mfn").update(percent=Decimal("40"))
    Rate.objects.filter(kind="vat").update(percent=Decimal("1"))
    forget()
    levy = approved(world, declaration)
    assert (levy.stage, levy.state) == ("both", "due")
    assert levy.supplement > 0 < levy.refund
    with pytest.raises(Refused):
        step(world, levy, "confirm_refund", "cashier", amount=str(levy.to_give_back), refund_reference="R")
    settle(world, levy)
    assert (levy.state, account_of(declaration.reference).balance) == ("settled", 0)


def test_nobody_approves_their_own_nor_pays_out_what_they_approved(world, declaration):
    levy = assessed(world, declaration, price(declaration, "0.5"))
    for who in ("assessor", "cashier", "trader", "airport_assessor", "auditor"):
        with pytest.raises(Refused):
            step(world, levy, "approve_refund", who)
    step(world, levy, "return_it", "commander", reason="再核")
    step(world, levy, "assess", "assessor_2", reason="x")
    for who in ("assessor", "assessor_2"):
        with pytest.raises(Refused) as refused:
            step(world, levy, "approve_refund", who)
        assert codes_of(refused) == {"case.same_person"}
    step(world, levy, "approve_refund", "commander")
    assert levy.state == "refundable"


def test_a_breach_owes_a_late_payment_fee_from_payment_to_the_day_it_was_found(world, declaration):
    PaymentMark.objects.update(confirmed_at=timezone.now() - dt.timedelta(days=200))
    plain = assessed(world, declaration, price(declaration, "3"))
    step(world, plain, "return_it", "commander", reason="违规")
    step(world, plain, "refuse", "assessor", reason="另案办理")
    levy = approved(world, declaration, price(declaration, "3"), cause="declarant_breach")
    assert levy.surcharge == (levy.supplement * Decimal("0.0005") * 200).quantize(
        Decimal("0.01"), ROUND_HALF_UP
    )
    assert levy.calculation["surcharge"][0]["source"]
    kinds = {bill.kind: bill.amount for bill in bills_of(declaration.reference)}
    assert kinds["late_payment"] == levy.surcharge
    assert billed(declaration.reference) == due_by_tax(declaration.reference), "the fee is no tax"
    settle(world, levy)
    assert account_of(declaration.reference).balance == 0


@pytest.mark.parametrize(
    ("days", "cause", "who", "wrong"),
    [
        (1000, "customs_error", "assessor", set()),
        (1200, "customs_error", "assessor", {"levy.too_late"}),
        (1000, "declarant_breach", "assessor", set()),
        (1200, "declarant_breach", "assessor", {"levy.too_late"}),
        (360, "certificate_later", "trader", set()),
        (380, "certificate_later", "trader", {"levy.asked_too_late"}),
        (1200, "declarant_error", "trader", {"levy.asked_too_late"}),
        (1200, "customs_error", "assessor_refund", set()),
    ],
)
def test_terms_bind(world, declaration, days, cause, who, wrong):
    if days > 700:  # before the law of 2024-12-01 the terms were others: pay within the present law
        present = timezone.now() - dt.timedelta(days=days)
        from tongguan.platform.reference.models import Parameter

        Parameter.objects.filter(code__startswith="levy.", valid_to__isnull=False).delete()
        Parameter.objects.filter(code__startswith="levy.").update(valid_from=None)
        forget()
        PaymentMark.objects.update(confirmed_at=present)
    PaymentMark.objects.update(confirmed_at=timezone.now() - dt.timedelta(days=days))
    gives_back = who in ("trader", "assessor_refund")
    levy = assessed(world, declaration, price(declaration, "0.5" if gives_back else "2"), cause=cause,
                    who="trader" if who == "trader" else "assessor")  # fmt: skip
    code = "approve_refund" if gives_back else "approve"
    if wrong:
        with pytest.raises(Refused) as refused:
            step(world, levy, code, "assessor_2")
        assert codes_of(refused) == wrong
    else:
        step(world, levy, code, "assessor_2")


def test_before_the_tariff_law_one_year_was_the_term(world, declaration):
    paid_at = dt.datetime(2024, 11, 20, 12, tzinfo=dt.UTC)
    PaymentMark.objects.update(confirmed_at=paid_at)
    levy = assessed(world, declaration, price(declaration, "2"))
    assert levy.supplement_until.date() <= dt.date(2025, 11, 30)
    with pytest.raises(Refused) as refused:
        step(world, levy, "approve", "assessor_2")
    assert codes_of(refused) == {"levy.too_late"}


def test_paid_after_its_term_the_fee_is_billed_first(world, declaration):
    levy = approved(world, declaration, price(declaration, "3"))
    today = timezone.localdate()
    Levy.objects.update(due_at=timezone.now() - dt.timedelta(days=120))
    levy.refresh_from_db()
    asked = payable(levy, today)
    assert asked == levy.supplement + (levy.supplement * Decimal("0.0005") * 120).quantize(
        Decimal("0.01"), ROUND_HALF_UP
    )
    for amount, day, wrong in (
        (levy.supplement, today, "levy.amount"),
        (asked, today + dt.timedelta(days=1), "levy.paid_on"),
    ):
        with pytest.raises(Refused) as refused:
            step(world, levy, "confirm_payment", "cashier", amount=str(amount), paid_on=day.isoformat(),
                 payer_reference="P")  # fmt: skip
        assert codes_of(refused) == {wrong}
    settle(world, levy)
    assert (levy.state, account_of(declaration.reference).balance) == ("settled", 0)


def test_undone_everything_is_as_before(world, declaration):
    content, before = declaration.content_sha256, billed(declaration.reference)
    levy = approved(world, declaration, price(declaration, "2"))
    with pytest.raises(Refused):
        step(world, levy, "revise", "assessor", reason="x")
    step(world, levy, "revise", "commander", reason="计算错误")
    declaration.refresh_from_db()
    assert (levy.state, levy.stage, levy.assessment, declaration.content_sha256) == (
        "open",
        "",
        None,
        content,
    )
    assert billed(declaration.reference) == before == due_by_tax(declaration.reference)
    void = bills_of(declaration.reference)[-1]
    assert (void.state, "计算错误" in void.void_reason) == ("void", True)
    step(world, levy, "assess", "assessor", reason="x")
    step(world, levy, "approve", "assessor_2")
    numbers = [bill.number for bill in bills_of(declaration.reference)]
    assert len(numbers) == len(set(numbers)) == 3


def test_what_changed_since_it_was_assessed_is_not_approved(world, declaration):
    levy = assessed(world, declaration, price(declaration, "2"))
    Rate.objects.filter(kind="vat").update(percent=Decimal("1"))
    forget()
    with pytest.raises(Refused) as refused:
        step(world, levy, "approve", "assessor_2")
    assert codes_of(refused) == {"levy.changed"}
    assert billed(declaration.reference) == due_by_tax(declaration.reference)


def test_no_refund_is_more_than_was_paid(world, declaration):
    PaymentMark.objects.update(amount=Decimal("1.00"))
    levy = assessed(world, declaration, price(declaration, "0.5"))
    with pytest.raises(Refused) as refused:
        step(world, levy, "approve_refund", "assessor_2")
    assert codes_of(refused) == {"levy.more_than_paid"}


def test_one_at_a_time_once_a_submission_and_only_for_the_own(world, declaration):
    opening = Opening(declaration.reference, "customs_error", "x", price(declaration, "2"))
    key = submission()
    first, again = open_levy_case(actor=world.actor("assessor"), opening=opening, submission=key)
    assert not again
    assert open_levy_case(actor=world.actor("assessor"), opening=opening, submission=key) == (first, True)
    with pytest.raises(Refused) as refused:
        open_levy_case(actor=world.actor("assessor_2"), opening=opening, submission=submission())
    assert codes_of(refused) == {"levy.open"}
    for who in ("rival", "broker"):
        with pytest.raises(Exception, match=r".") as hidden:
            ask(actor=world.actor(who), opening=opening, submission=submission())
        assert type(hidden.value).__name__ in ("NotFound", "NotYours")
    with pytest.raises(Refused):
        step(world, first, "take_back", "trader")


@pytest.mark.parametrize(
    ("corrections", "code"),
    [
        ([{"pointer": "/flow", "value": "E"}], "levy.field"),
        ([{"pointer": "/consignee/code", "value": "x"}], "levy.field"),
        ([{"pointer": "/items/99/hs_code", "value": "1"}], "levy.line"),
        ([{"pointer": "/documents/-", "value": "Y1"}], "levy.document"),
        ([{"pointer": "/items/0/total_price", "value": "x"}], "declaration.value"),
        ([{"pointer": "/items/0/total_price", "value": {"a": 1}}], "declaration.value"),
        ([{"pointer": "/items/0/levy_mode", "value": "1"}] * 2, "levy.twice"),
        ([{"pointer": None, "value": None}], "levy.field"),
        ([{}] * 501, "levy.too_many"),
    ],
)
def test_hostile_corrections_are_problems(world, declaration, corrections, code):
    with pytest.raises(Refused) as refused:
        opened(world, declaration, corrections)
    assert code in codes_of(refused)
    assert not Levy.objects.exists()


def test_a_cause_a_reason_and_released_goods_are_needed(world, declaration):
    Declaration.objects.update(state="duty_due")
    with pytest.raises(Refused) as refused:
        open_levy_case(
            actor=world.actor("assessor"), opening=Opening(declaration.reference, "mood", " "), submission=submission()
        )  # fmt: skip
    assert codes_of(refused) == {"levy.cause", "levy.reason", "levy.not_released"}
    Declaration.objects.update(state="closed")
    with pytest.raises(Refused) as refused:
        assessed(world, declaration)
    assert codes_of(refused) == {"levy.same"}


def test_goods_that_left_are_levied_too(world, declaration):
    Declaration.objects.update(state="closed")
    levy = settle(world, approved(world, declaration, price(declaration, "2")))
    declaration.refresh_from_db()
    assert (levy.state, declaration.state) == ("settled", "closed")
    assert account_of(declaration.reference).balance == 0


FACTORS = st.lists(st.sampled_from(("0.01", "0.25", "0.5", "1.5", "2", "7", "undo")), min_size=1, max_size=4)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(FACTORS, st.integers(0, 2))
def test_whatever_is_levied_and_refunded_bills_are_what_is_owed(world, factors, line):
    with transaction.atomic():
        declaration = paid(world)
        for factor in factors:
            corrections = price(declaration, "1.37" if factor == "undo" else factor, line)
            levy = opened(world, declaration, corrections)
            found = [head.difference for head in heads(declaration.reference, found_for(levy).result)]
            if not any(found):  # too little to differ
                with pytest.raises(Refused):
                    step(world, levy, "assess", "assessor", reason="x")
                step(world, levy, "refuse", "assessor", reason="x")
                continue
            step(world, levy, "assess", "assessor", reason="x")
            assert levy.supplement - levy.refund == sum(found)
            step(world, levy, "approve_refund" if levy.stage == "refund" else "approve", "assessor_2")
            assert billed(declaration.reference) == due_by_tax(declaration.reference)
            if factor == "undo":
                code = "revise_refund" if levy.stage == "refund" else "revise"
                step(world, levy, code, "commander", reason="x")
                step(world, levy, "refuse", "assessor", reason="x")
            else:
                settle(world, levy)
            assert billed(declaration.reference) == due_by_tax(declaration.reference)
            account = account_of(declaration.reference)
            assert account.balance == 0
            assert paid_total(declaration.reference) >= 0
            for bill in bills_of(declaration.reference):
                assert bill.amount == sum(Decimal(row["amount"]) for row in bill.lines) >= 0
        transaction.set_rollback(True)


def test_exchange_rates_are_those_of_the_day_of_acceptance(world, declaration):
    """A rate of today does not reach back."""
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    for row in ExchangeRate.objects.all():
        ExchangeRate.objects.create(
            currency=row.currency, cny_per_unit=row.cny_per_unit * 2, valid_from=tomorrow, source="test"
        )
    with pytest.raises(Refused) as refused:
        assessed(world, declaration)
    assert codes_of(refused) == {"levy.same"}
