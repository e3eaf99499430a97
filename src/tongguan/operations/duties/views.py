"""Pages of bills: one bill with its proof, its print, and its replacement."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET, require_POST

from tongguan.engines.problems import Text
from tongguan.engines.tlog import compact_receipt, verify_receipt
from tongguan.operations.duties.actions import print_bill, replace_bill
from tongguan.operations.duties.actions.papers import TITLES, mark_of
from tongguan.operations.duties.enums import BillKind, BillState
from tongguan.operations.duties.models import Bill, FeeCase
from tongguan.operations.duties.module import ASSESS
from tongguan.operations.duties.queries import bills_of, visible_bill
from tongguan.platform.cases.interface import CasePage, register_page
from tongguan.platform.ledger.interface import KeyPurpose, keys_of, qr_svg, receipt_for
from tongguan.platform.permissions.interface import SIGNED_IN, Actor, NotFound, page

BILL = Text(zh="税款单据", en="bill")
VOID = Text(zh="作废", en="Void")


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


def _bill(request: HttpRequest, number: str) -> Bill:
    found = visible_bill(_actor(request), number)
    if found is None:
        raise NotFound(BILL)
    return found


@page(SIGNED_IN)
@require_GET
def bill(request: HttpRequest, number: str) -> HttpResponse:
    """A bill with its chain, its prints and its proof, for those who see its declaration."""
    found = _bill(request, number)
    proof = receipt_for(found.audit_entry_id) if found.audit_entry_id else None
    if request.GET.get("format") == "json" and proof is not None:
        response = HttpResponse(proof.to_json(), content_type="application/json")
        response["Content-Disposition"] = f'attachment; filename="bill-{found.number}.json"'
        return response
    return render(request, "duties/bill.html", _context(request, found))


@page(SIGNED_IN)
@require_POST
def print_(request: HttpRequest, number: str) -> HttpResponse:
    """Print a bill: counts the print, marks it as the original or as reprint n, and leads to the signed file."""
    found = _bill(request, number)
    seen = request.POST.get("prints", "")
    printed = print_bill(
        actor=_actor(request), number=found.number, prints_seen=int(seen) if seen.isdecimal() else -1
    )
    return redirect("documents_pdf", number=printed.document)


@page(ASSESS)
@require_POST
def replace(request: HttpRequest, number: str) -> HttpResponse:
    """Void a bill and issue another in its place."""
    found = _bill(request, number)
    made = replace_bill(actor=_actor(request), number=found.number, reason=request.POST.get("reason", ""))
    return redirect("duties_bill", number=made.number)


def _context(request: HttpRequest, found: Bill) -> dict[str, Any]:
    proof = receipt_for(found.audit_entry_id) if found.audit_entry_id else None
    verdict = verify_receipt(proof, keys_of(KeyPurpose.LOG)) if proof else None
    return {
        "title": TITLES[BillKind(found.kind)],
        "bill": found,
        "lines": [
            {"text": Text(zh=line["zh"], en=line["en"]), "amount": line["amount"]} for line in found.lines
        ],
        "void": VOID if found.state == BillState.VOID else None,
        "replaced_by": Bill.objects.filter(replaces=found).first(),
        "prints": [(each, mark_of(each.print_number)) for each in found.prints.order_by("print_number")],
        "proof": proof,
        "verified": verdict is not None and verdict.ok,
        "code": mark_safe(qr_svg(compact_receipt(proof)) or "") if proof else "",  # noqa: S308 - own SVG
        "may_replace": _actor(request).may(ASSESS) and found.state == BillState.ISSUED,
    }


def _fee_case(actor: Actor, case: FeeCase) -> dict[str, Any]:
    """What the page of a recalculation shows beside the case."""
    return {
        "calculation": [
            {"text": Text(zh=step["zh"], en=step["en"]), "source": step["source"]} for step in case.steps
        ],
        "difference": abs(case.difference),
        "bills": bills_of(case.declaration),
    }


register_page(
    "fee_recalculation",
    CasePage(
        context=_fee_case,
        summary=lambda case: Text(
            zh=f"{case.declaration} 滞报金 {case.charged} → {case.amount} 元",
            en=f"{case.declaration} late fee CNY {case.charged} → {case.amount}",
        ),
    ),
)
