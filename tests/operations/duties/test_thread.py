"""From acceptance to release: billed exactly, paid exactly, closed when the goods are gone."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import transaction

from tests.factories.declarations import lodged
from tongguan.operations.declarations.interface import close, route
from tongguan.operations.declarations.models import Declaration, DeclarationContainer
from tongguan.operations.declarations.workflow import DECLARATION
from tongguan.operations.duties.interface import assessment_of, payment_of
from tongguan.platform.cases.interface import take_step, timeline
from tongguan.platform.events.interface import dispatch_next, publish
from tongguan.platform.permissions.interface import Refused

pytestmark = pytest.mark.django_db


def settle():
    """Dispatch everything that waits."""
    while dispatch_next():
        pass


def step(world, who, code, case, **data):
    case.refresh_from_db()
    return take_step(
        actor=world.actor(who),
        workflow=DECLARATION,
        reference=case.reference,
        step=code,
        version=case.version,
        data=data,
    )


@pytest.fixture
def quiet(monkeypatch):
    """Without selection: nothing reacts to a lodgement, so that the test routes."""
    from tongguan.platform.events import registry

    for topic in ("declaration.lodge", "draw.done"):
        monkeypatch.setitem(registry._handlers, topic, [])


def ordinary(world, flow="I"):
    """A lodged declaration of ordinary trade, which pays its taxes."""
    for seed in range(50):
        from tests.factories.declarations import valid

        if valid(world, seed, flow=flow).supervision_mode == "0110":
            return Declaration.objects.get(reference=lodged(world, seed, flow=flow).reference)
    raise AssertionError("no ordinary trade")


def test_green_import_is_billed_paid_released_and_closed(world, quiet):
    case = ordinary(world)
    route(case.reference, "green", [{"zh": "低风险", "en": "low risk"}])
    settle()
    case.refresh_from_db()
    assessment = assessment_of(case.reference)
    assert (case.state, case.duty_amount) == ("duty_due", assessment.total_due)
    assert assessment.total_due == assessment.duty + assessment.consumption_tax + assessment.vat > 0
    assert assessment.lines.count() == case.line_count
    with pytest.raises(Refused) as refused:
        step(world, "cashier", "confirm_payment", case, amount=str(case.duty_amount - Decimal("0.01")),
             payer_reference="P-1")  # fmt: skip
    assert refused.value.problems[0].code == "declaration.payment_amount"
    step(world, "cashier", "confirm_payment", case, amount=str(case.duty_amount), payer_reference="P-1")
    settle()
    assert (payment_of(case.reference).amount, payment_of(case.reference).payer_reference) == (
        case.duty_amount,
        "P-1",
    )
    for number in DeclarationContainer.objects.filter(declaration=case).values_list("number", flat=True):
        case.refresh_from_db()
        assert case.state == "released"
        with transaction.atomic():
            payload = {"container": number, "bill": case.bill_number, "passage": "G-1"}
            publish("gate.passed_out", f"container/{number}", payload)
        settle()
    case.refresh_from_db()
    assert case.state == "closed"
    receipts = [entry.receipt for entry in timeline("declaration", case.reference)]
    assert receipts == ["L", "G", "T", "P", "R"]


def test_an_export_without_duty_is_released_at_once(world, quiet):
    case = ordinary(world, flow="E")
    route(case.reference, "green")
    settle()
    case.refresh_from_db()
    assert (case.state, case.duty_amount) == ("released", None)


def test_an_examining_officer_cannot_decide(world, quiet):
    case = ordinary(world)
    route(case.reference, "inspection")
    examiner = world.users["assessor"].pk
    with transaction.atomic():
        payload = {"declaration": case.reference, "by": "inspection", "case": "I1", "result_code": "01",
                   "finding": False, "officers": [examiner], "recovered_value": "0"}  # fmt: skip
        publish("examination.finished", "inspection/I1", payload)
    settle()
    case.refresh_from_db()
    assert (case.state, case.examining_officers) == ("inspected", [examiner])
    with pytest.raises(Refused) as refused:
        step(world, "assessor", "decide_release", case)
    assert refused.value.problems[0].code == "declaration.examiner_decides"


def test_a_missing_rate_blocks_visibly_and_is_made_good(world, quiet):
    from tongguan.operations.duties.interface import assess
    from tongguan.platform.events.models import OutboxEvent
    from tongguan.platform.permissions.interface import SYSTEM
    from tongguan.platform.reference.interface import forget
    from tongguan.platform.reference.models import Rate

    case = ordinary(world)
    kept = list(Rate.objects.filter(kind="vat"))
    Rate.objects.filter(kind="vat").delete()
    forget()
    route(case.reference, "green")
    settle()
    case.refresh_from_db()
    assert case.state == "assessed"
    assert assessment_of(case.reference).problems
    assert OutboxEvent.objects.filter(topic="duties.blocked").exists()
    Rate.objects.bulk_create(kept)
    forget()
    assess(actor=SYSTEM, reference=case.reference)
    case.refresh_from_db()
    assert case.state == "duty_due"


def test_traders_cannot_assess(world, quiet):
    from tongguan.operations.duties.interface import assess

    case = ordinary(world)
    with pytest.raises(Refused):
        assess(actor=world.actor("trader"), reference=case.reference)


def test_closing_needs_release(world, quiet):
    case = ordinary(world)
    with pytest.raises(Refused):
        close(case.reference)
