"""Bills on paper: each print is a signed document that says whether it is the original, a reprint, or void."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from tongguan.engines.problems import Text
from tongguan.operations.duties.contracts import BILL_DOCUMENT
from tongguan.operations.duties.enums import BillKind, BillState
from tongguan.operations.duties.models import Bill
from tongguan.platform.documents.interface import issue, revoke
from tongguan.platform.permissions.interface import SYSTEM, Actor

TITLES = {
    BillKind.TAXES: Text(zh="海关专用缴款书", en="Bill of duties and taxes"),
    BillKind.LATE_FEE: Text(zh="滞报金票据", en="Bill of late declaration fee"),
    BillKind.SUPPLEMENT: Text(zh="海关专用缴款书（补税）", en="Bill of a supplementary levy"),
    BillKind.LATE_PAYMENT: Text(zh="海关专用缴款书（滞纳金）", en="Bill of late payment fee"),
    BillKind.REFUND: Text(zh="税款退还书", en="Note of refund"),
}
ORIGINAL = Text(zh="正本", en="Original")
REPRINT = Text(zh="补打 {number}", en="Reprint {number}")
VOID = "作废 Void：{reason}"
FACTS = {
    "number": Text(zh="税单号", en="Bill number"),
    "mark": Text(zh="打印", en="Print"),
    "state": Text(zh="状态", en="State"),
    "declaration": Text(zh="报关单号", en="Declaration number"),
    "payer": Text(zh="缴款人", en="Payer"),
    "payee": Text(zh="收款人", en="Payee"),
    "issued": Text(zh="开具时间", en="Issued at"),
    "replaces": Text(zh="换开自", en="In place of"),
    "case": Text(zh="案号", en="Case"),
    "tax": Text(zh="税种", en="Tax"),
    "amount": Text(zh="金额（元）", en="Amount (CNY)"),
}
BILL, AMOUNTS = Text(zh="单据", en="The bill"), Text(zh="金额", en="Amounts")
TOTAL = "合计 Total"
SAME = Text(
    zh="补打件与正本为同一税单，同一税款不得重复缴纳。",
    en="A reprint is the same bill as the original: the same tax is not paid twice.",
)
NOT_VALID = Text(
    zh="本单据已作废，不得据以缴纳或退还税款。", en="This bill is void: nothing is paid or refunded on it."
)


def mark_of(print_number: int) -> Text:
    """What a print says of itself: 1 is the original."""
    return ORIGINAL if print_number == 1 else REPRINT.filled(number=print_number - 1)


def issue_paper(bill: Bill, actor: Actor) -> str:
    """Issue the bill's present print as a document; its number. That of a void bill is revoked from the start."""
    document = issue(
        kind=BILL_DOCUMENT,
        subject=("bill", bill.number),
        template="documents/record.typ",
        data={"title": TITLES[BillKind(bill.kind)], "sections": [_facts(bill), _amounts(bill)]},
        actor=actor,
    )
    if bill.state == BillState.VOID:
        revoke(number=document.number, reason=bill.void_reason, actor=SYSTEM)
    return str(document.number)


def revoke_papers(bill: Bill) -> None:
    """A void bill's documents hold no longer: whoever scans one reads why."""
    for number in bill.prints.exclude(document="").values_list("document", flat=True):
        revoke(number=number, reason=bill.void_reason, actor=SYSTEM)


def _facts(bill: Bill) -> dict[str, Any]:
    mark = mark_of(bill.copies)
    facts = [(FACTS["number"], bill.number), (FACTS["mark"], f"{mark.zh} {mark.en}")]
    if bill.state == BillState.VOID:
        facts.append((FACTS["state"], VOID.format(reason=bill.void_reason)))
    facts += [
        (FACTS["declaration"], bill.declaration_number),
        (FACTS["payee" if bill.kind == BillKind.REFUND else "payer"], bill.payer),
        (FACTS["issued"], timezone.localtime(bill.issued_at).isoformat(" ", "seconds")),
    ]
    if bill.replaces is not None:
        facts.append((FACTS["replaces"], bill.replaces.number))
    if bill.case:
        facts.append((FACTS["case"], bill.case))
    return {"title": BILL, "facts": facts}


def _amounts(bill: Bill) -> dict[str, Any]:
    rows = [[f"{line['zh']} {line['en']}", f"{line['amount']}"] for line in bill.lines]
    told = [NOT_VALID] if bill.state == BillState.VOID else [SAME] if bill.copies > 1 else []
    return {
        "title": AMOUNTS,
        "heads": (FACTS["tax"], FACTS["amount"]),
        "rows": [*rows, [TOTAL, f"{bill.amount}"]],
        "numbers": (1,),
        "text": told,
    }
