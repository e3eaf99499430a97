"""Bills over HTTP: what they say, their prints, a new print, and the signed file of one."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema, Status

from tongguan.engines.problems import Text
from tongguan.operations.duties.interface import bills_of, print_bill
from tongguan.operations.duties.models import Bill
from tongguan.operations.duties.queries import visible_bill
from tongguan.platform.cases.interface import visible_case, workflow
from tongguan.platform.documents.interface import pdf_of
from tongguan.platform.permissions.interface import NotFound, requires

router = Router()
PREFIX = "/duties"
BILL = Text(zh="税款单据", en="bill")
PRINT = Text(zh="打印件", en="print")
VIEW = "declarations.view"


class BillRow(Schema):
    """A bill; `copies` is how often it was printed, `case` the case after release it was issued in."""

    number: str
    kind: str
    state: str
    reference: str
    case: str
    declaration_number: str
    payer: str
    amount: Decimal
    lines: list[dict[str, Any]]
    issued_at: datetime
    void_reason: str
    copies: int


class PrintRow(Schema):
    """A print of a bill: 1 is the original; `document` is the number of its signed file."""

    print_number: int
    document: str
    at: datetime
    by: str


@router.get("/declarations/{reference}/bills", auth=requires(VIEW), response=list[BillRow])
def list_bills(request: HttpRequest, reference: str) -> list[Any]:
    """All bills of a declaration the caller may see, void ones too, oldest first."""
    visible_case(request.auth, workflow("declaration"), reference)  # type: ignore[attr-defined]
    return bills_of(reference)


@router.get("/bills/{number}", auth=requires(VIEW), response=BillRow)
def get_bill(request: HttpRequest, number: str) -> Any:
    """One bill."""
    return _bill(request, number)


@router.post("/bills/{number}/prints", auth=requires(VIEW), response={201: PrintRow})
def post_print(request: HttpRequest, number: str, prints: int) -> Any:
    """Print it once more; `prints` is how often it was printed when the caller read it, so that a repetition of the
    request does not give a second original."""
    found = _bill(request, number)
    printed = print_bill(actor=request.auth, number=found.number, prints_seen=prints)  # type: ignore[attr-defined]
    return Status(201, printed)


@router.get("/bills/{number}/prints/{print_number}.pdf", auth=requires(VIEW))
def get_print(request: HttpRequest, number: str, print_number: int) -> HttpResponse:
    """The signed file of a print, byte for byte as it was issued."""
    row = _bill(request, number).prints.filter(print_number=print_number).exclude(document="").first()
    if row is None:
        raise NotFound(PRINT)
    answer = HttpResponse(pdf_of(request.auth, row.document), content_type="application/pdf")  # type: ignore[attr-defined]
    answer["Content-Disposition"] = f'attachment; filename="{row.document}.pdf"'
    return answer


def _bill(request: HttpRequest, number: str) -> Bill:
    found = visible_bill(request.auth, number)  # type: ignore[attr-defined]
    if found is None:
        raise NotFound(BILL)
    return found
