"""What duties show on a declaration's page, and their kind of document."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import get_language

from tongguan.engines.problems import Text
from tongguan.operations.declarations.interface import Panel, register_panel
from tongguan.operations.duties.contracts import BILL_DOCUMENT
from tongguan.operations.duties.queries import assessment_of, bills_of, may_see_bill, payment_of
from tongguan.platform.documents.interface import DocumentKind, document_kind
from tongguan.platform.permissions.interface import Actor

OWN_COLUMNS = ("duty", "consumption_tax", "vat")
"""Taxes with a column of their own; the others share one."""


def breakdown(actor: Actor, case: Any) -> dict[str, Any] | None:
    """The assessment that counts, with its steps in the page's language, and the payment mark."""
    assessment = assessment_of(case.reference)
    if assessment is None:
        return None
    language = "zh" if (get_language() or "zh").startswith("zh") else "en"
    rows = [
        {
            "line": line,
            "taxes": {tax.kind: tax for tax in line.taxes.all()},
            "others": sum(
                (tax.amount for tax in line.taxes.all() if tax.kind not in OWN_COLUMNS), Decimal(0)
            ),
            "total": sum(tax.amount for tax in line.taxes.all()),
            "steps": [{"text": step[language], "source": step["source"]} for step in line.steps],
        }
        for line in assessment.lines.all()
    ]
    return {
        "assessment": assessment,
        "rows": rows,
        "notes": [note[language] for note in assessment.notes],
        "problems": [p["en"] if language == "en" else p["message"] for p in assessment.problems],
        "payment": payment_of(case.reference),
        "fee_steps": [{"text": s[language], "source": s["source"]} for s in assessment.late_fee_steps],
        "bills": bills_of(case.reference),
    }


register_panel(Panel("duties", "duties/breakdown.html", breakdown, order=40))
document_kind(
    DocumentKind(
        code=BILL_DOCUMENT, title=Text(zh="税款单据", en="Customs bill"), letters="TXB", may_see=may_see_bill
    )
)
