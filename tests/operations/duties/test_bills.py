"""Bills: proven by the ledger, printed once, void only by replacement; the late fee and its recalculation."""

from __future__ import annotations

import datetime as dt
import io
import json
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from tests.factories.declarations import lodged, valid
from tongguan.engines.tlog import Receipt, parse_receipt, verify_receipt
from tongguan.operations.declarations.interface import route
from tongguan.operations.declarations.models import Declaration
from tongguan.operations.declarations.workflow import DECLARATION
from tongguan.operations.duties.actions import print_bill, recalculate_fee, replace_bill
from tongguan.operations.duties.interface import assessment_of, bills_of
from tongguan.operations.duties.models import Bill
from tongguan.operations.duties.workflow import FEE_RECALCULATION
from tongguan.platform.cases.interface import take_step
from tongguan.platform.documents.interface import Verdict, pdf_of, verify
from tongguan.platform.events.interface import dispatch_next
from tongguan.platform.identity.interface import issue_token
from tongguan.platform.ledger.interface import KeyPurpose, keys_of, receipt_for, sequence_all
from tongguan.platform.permissions.interface import SYSTEM, NotFound, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def quiet(monkeypatch):
    """Without selection: nothing reacts to a lodgement, so that the test routes."""
    from tongguan.platform.events import registry

    for topic in ("declaration.lodge", "draw.done"):
        monkeypatch.setitem(registry._handlers, topic, [])


def billed(world, days_before=0):
    """An ordinary import whose means of transport entered so many days before today, assessed and billed."""
    seed = next(n for n in range(50) if valid(world, n).supervision_mode == "0110")
    case = Declaration.objects.get(reference=lodged(world, seed).reference)
    if days_before:
        content = json.loads(case.content)
        entered = timezone.localdate() - dt.timedelta(days=days_before)
        content["movement_date"] = entered.isoformat()
        case.content, case.movement_date = json.dumps(content), entered
        case.save(update_fields=["content", "movement_date"])
    route(case.reference, "green")
    while dispatch_next():
        pass
    case.refresh_from_db()
    return case


def test_a_bill_is_proven_offline(world, quiet):
    case = billed(world)
    (bill,) = bills_of(case.reference)
    assert bill.amount == case.duty_amount == sum(Decimal(line["amount"]) for line in bill.lines)
    sequence_all()
    receipt = receipt_for(bill.audit_entry_id)
    assert verify_receipt(receipt, keys_of(KeyPurpose.LOG)).ok
    told = json.loads(receipt.entry)["data"]
    assert (told["number"], told["amount"]) == (bill.number, str(bill.amount))
    forged = Receipt(
        receipt.entry.replace(str(bill.amount).encode(), b"1.00"), receipt.index, receipt.size,
        receipt.proof, receipt.checkpoint,
    )  # fmt: skip
    assert not verify_receipt(forged, keys_of(KeyPurpose.LOG)).ok


def test_one_original_then_numbered_copies(world, quiet):
    case = billed(world)
    number = bills_of(case.reference)[0].number
    trader = world.actor("trader")
    assert print_bill(actor=trader, number=number, prints_seen=0).print_number == 1
    with pytest.raises(Refused) as refused:
        print_bill(actor=trader, number=number, prints_seen=0)
    assert refused.value.problems[0].code == "duties.printed"
    assert print_bill(actor=trader, number=number, prints_seen=1).print_number == 2


def test_void_and_replace_keeps_the_chain(world, quiet):
    case = billed(world)
    first = bills_of(case.reference)[0]
    with pytest.raises(Refused):
        replace_bill(actor=world.actor("trader"), number=first.number, reason="x")
    with pytest.raises(Refused):
        replace_bill(actor=world.actor("cashier"), number=first.number, reason=" ")
    second = replace_bill(actor=world.actor("cashier"), number=first.number, reason="payer's name")
    first.refresh_from_db()
    assert (first.state, first.void_reason, first.voided_at is not None) == ("void", "payer's name", True)
    assert (second.replaces, second.amount, second.state) == (first, first.amount, "issued")
    assert second.number != first.number
    with pytest.raises(Refused) as refused:
        replace_bill(actor=world.actor("cashier"), number=first.number, reason="again")
    assert refused.value.problems[0].code == "duties.bill_void"
    third = replace_bill(actor=world.actor("cashier"), number=second.number, reason="again")
    assert [bill.state for bill in bills_of(case.reference)] == ["void", "void", "issued"]
    assert third.replaces == second


def test_a_late_declaration_gets_a_bill_of_its_own(world, quiet):
    case = billed(world, days_before=60)
    assessment = assessment_of(case.reference)
    bills = {bill.kind: bill for bill in bills_of(case.reference)}
    assert assessment.late_fee > 0
    assert assessment.late_fee == assessment.late_fee.to_integral_value()
    assert bills["late_fee"].amount == assessment.late_fee
    assert bills["taxes"].amount + bills["late_fee"].amount == case.duty_amount == assessment.total_due
    assert any("0.5‰" in step["zh"] for step in assessment.late_fee_steps)


def test_in_time_there_is_no_fee(world, quiet):
    case = billed(world, days_before=14)
    assert assessment_of(case.reference).late_fee == 0
    assert [bill.kind for bill in bills_of(case.reference)] == ["taxes"]


def test_a_corrected_entry_date_opens_a_case_that_replaces_the_bill(world, quiet):
    case = billed(world, days_before=60)
    charged = assessment_of(case.reference).late_fee
    officer = world.actor("cashier")
    same = case.movement_date
    with pytest.raises(Refused) as refused:
        recalculate_fee(actor=officer, reference=case.reference, entered=same)
    assert refused.value.problems[0].code == "duties.same_fee"
    with pytest.raises(Refused):
        recalculate_fee(actor=world.actor("trader"), reference=case.reference, entered=same)
    entered = timezone.localdate() - dt.timedelta(days=40)
    opened = recalculate_fee(actor=officer, reference=case.reference, entered=entered)
    assert opened.state == "open"
    assert 0 < opened.amount < charged == opened.charged
    assert opened.difference < 0
    take_step(
        actor=officer, workflow=FEE_RECALCULATION, reference=opened.reference, step="settle",
        version=opened.version, data={"reason": "bill of lading shows another day"},
    )  # fmt: skip
    fees = Bill.objects.filter(reference=case.reference, kind="late_fee").order_by("id")
    assert [(bill.state, bill.amount) for bill in fees] == [("void", charged), ("issued", opened.amount)]
    assert fees[1].replaces == fees[0]
    before = case.duty_amount
    case.refresh_from_db()
    assert case.duty_amount == before - charged + opened.amount
    assert case.duty_amount == sum(bill.amount for bill in bills_of(case.reference) if bill.state == "issued")
    with pytest.raises(Refused):  # the corrected date is now what is charged
        recalculate_fee(actor=officer, reference=case.reference, entered=entered)
    with pytest.raises(Refused) as refused:
        recalculate_fee(actor=officer, reference=case.reference, exemption="friendship")
    assert refused.value.problems[0].code == "duties.exemption"
    freed = recalculate_fee(actor=officer, reference=case.reference, exemption="guarantee")
    assert (freed.amount, freed.charged, freed.entered) == (0, opened.amount, entered)
    page = client(world, "cashier").get(reverse("cases_detail", args=["fee_recalculation", freed.reference]))
    assert page.status_code == 200
    assert fees[1].number in page.content.decode()


def words_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_a_print_is_a_signed_document_that_verifies_until_the_bill_is_void(world, quiet):
    case = billed(world)
    bill = bills_of(case.reference)[0]
    trader = world.actor("trader")
    first = print_bill(actor=trader, number=bill.number, prints_seen=0)
    second = print_bill(actor=trader, number=bill.number, prints_seen=1)
    files = [pdf_of(trader, each.document) for each in (first, second)]
    for content in files:
        told = words_of(content)
        assert bill.number in told
        assert f"{bill.amount}" in told
        assert bill.payer[:6] in told
        assert verify(content).verdict == Verdict.VALID
    assert first.document != second.document, "two prints, two files, one bill"
    assert verify(files[0][:-40] + b"0" * 40).verdict != Verdict.VALID
    with pytest.raises(NotFound):
        pdf_of(world.actor("rival"), first.document)
    replaced = replace_bill(actor=world.actor("cashier"), number=bill.number, reason="户名有误")
    for content in files:
        found = verify(content)
        assert (found.verdict, found.document.revoke_reason) == (Verdict.REVOKED, "户名有误")
    void = print_bill(actor=trader, number=bill.number, prints_seen=2)
    content = pdf_of(trader, void.document)
    assert "作废" in words_of(content)
    assert verify(content).verdict == Verdict.REVOKED
    again = print_bill(actor=trader, number=replaced.number, prints_seen=0)
    assert bill.number in words_of(pdf_of(trader, again.document)), (
        "it names the one in whose place it stands"
    )


def test_bills_over_http(world, quiet):
    case = billed(world)
    number = bills_of(case.reference)[0].number

    def api(who):
        secret = issue_token(actor=SYSTEM, user=world.users[who], name="t", valid_days=1)
        return Client(headers={"Authorization": f"Bearer {secret}"})

    trader, rival = api("trader"), api("rival")
    root = "/api/v1/duties"
    assert [row["number"] for row in trader.get(f"{root}/declarations/{case.reference}/bills").json()] == [
        number
    ]
    assert trader.get(f"{root}/bills/{number}").json()["amount"] == str(case.duty_amount)
    first = trader.post(f"{root}/bills/{number}/prints?prints=0")
    assert (first.status_code, first.json()["print_number"]) == (201, 1)
    assert trader.post(f"{root}/bills/{number}/prints?prints=0").status_code >= 400
    assert trader.get(f"{root}/bills/{number}/prints/1.pdf").content.startswith(b"%PDF")
    assert trader.get(f"{root}/bills/{number}/prints/2.pdf").status_code == 404
    for address in (
        f"declarations/{case.reference}/bills",
        f"bills/{number}",
        f"bills/{number}/prints/1.pdf",
    ):
        assert rival.get(f"{root}/{address}").status_code == 404
    assert rival.post(f"{root}/bills/{number}/prints?prints=1").status_code == 404


def client(world, who):
    browser = Client()
    browser.force_login(world.users[who])
    return browser


def test_pages_are_for_those_who_see_the_declaration(world, quiet):
    case = billed(world, days_before=60)
    bill = bills_of(case.reference)[0]
    sequence_all()
    address = f"/duties/bills/{bill.number}/"
    assert client(world, "rival").get(address).status_code == 404
    assert client(world, "trader").get("/duties/bills/none/").status_code == 404
    page = client(world, "trader").get(address)
    assert page.status_code == 200
    body = page.content.decode()
    assert bill.number in body
    assert "<svg" in body
    assert "replace/" not in body
    printed = client(world, "trader").post(address + "print/", {"prints": "0"}, follow=True)
    assert (printed.status_code, printed["Content-Type"]) == (200, "application/pdf")
    assert "正本" in words_of(printed.content)
    assert client(world, "trader").post(address + "print/", {"prints": "0"}).status_code >= 400
    copy = client(world, "trader").post(address + "print/", {"prints": "1"}, follow=True)
    assert "补打 1" in words_of(copy.content)
    assert "正本 Original" not in words_of(copy.content)
    assert client(world, "trader").post(address + "replace/", {"reason": "x"}).status_code in (403, 404)
    replaced = client(world, "cashier").post(address + "replace/", {"reason": "wrong payer"})
    assert replaced.status_code == 302
    after = client(world, "trader").get(address).content.decode()
    assert "wrong payer" in after
    assert replaced["Location"].split("/")[-2] in after
    proof = client(world, "trader").get(address + "?format=json")
    assert verify_receipt(parse_receipt(proof.content)[0], keys_of(KeyPurpose.LOG)).ok
    page = client(world, "trader").get(reverse("cases_detail", args=["declaration", case.reference]))
    assert all(bill.number in page.content.decode() for bill in bills_of(case.reference))


def test_what_is_paid_must_equal_the_replaced_bill(world, quiet):
    case = billed(world)
    before = case.duty_amount
    first = bills_of(case.reference)[0]
    lower = [{"zh": "关税", "en": "duty", "amount": "10.00"}]
    replace_bill(actor=world.actor("cashier"), number=first.number, reason="value corrected", lines=lower)
    case.refresh_from_db()
    assert (case.state, case.duty_amount) == ("duty_due", Decimal("10.00"))

    def pay(amount):
        case.refresh_from_db()
        take_step(
            actor=world.actor("cashier"), workflow=DECLARATION, reference=case.reference, step="confirm_payment",
            version=case.version, data={"amount": str(amount), "payer_reference": "P-1"},
        )  # fmt: skip

    with pytest.raises(Refused):
        pay(before)
    pay("10.00")
    case.refresh_from_db()
    assert case.state == "released"
    second = bills_of(case.reference)[1]
    replace_bill(actor=world.actor("cashier"), number=second.number, reason="payer's name", lines=lower * 2)
    case.refresh_from_db()
    assert case.duty_amount == Decimal("10.00"), "what is paid is not changed behind anybody's back"


def test_a_declaration_that_owes_nothing_any_more_is_released(world, quiet):
    case = billed(world)
    number = bills_of(case.reference)[0].number
    nothing = [{"zh": "关税", "en": "duty", "amount": "0.00"}]
    replace_bill(actor=world.actor("cashier"), number=number, reason="exempt", lines=nothing)
    case.refresh_from_db()
    assert (case.state, case.duty_amount) == ("released", 0)
