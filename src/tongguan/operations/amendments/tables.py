"""The list of requests, and what their page shows: every difference by its field's name."""

from __future__ import annotations

import json
from typing import Any

from django.utils.translation import gettext_lazy as _

from tongguan.engines.problems import Text
from tongguan.operations.amendments.enums import ChangeKind
from tongguan.operations.amendments.models import ChangeRequest
from tongguan.operations.amendments.queries import subject_of
from tongguan.platform.cases.interface import CasePage, register_page
from tongguan.platform.permissions.interface import Actor
from tongguan.platform.ui.interface import ChoiceFilter, Table, TextColumn, TextFilter


class ChangeTable(Table):
    """Columns between the reference and the state."""

    search = ("reference__istartswith", "subject__istartswith")
    subject = TextColumn(_("Concerns"), code=True, filter=TextFilter("istartswith"))
    kind = TextColumn(
        _("Request for"), value=lambda row: row.get_kind_display(), filter=ChoiceFilter(ChangeKind.choices)
    )
    reason = TextColumn(_("Reason"))


def summary(case: Any) -> Text:
    """What is asked and of which case."""
    row: ChangeRequest = case
    zh, en = ("撤销", "Cancel") if row.kind == ChangeKind.CANCEL else ("修改", "Amend")
    return Text(zh=f"{zh} {row.subject} · {row.reason[:60]}", en=f"{en} {row.subject} · {row.reason[:60]}")


def context(actor: Actor, case: Any) -> dict[str, Any]:
    """The differences, in words."""
    row: ChangeRequest = case
    label = subject_of(row.workflow).label
    return {
        "subject_url": f"/cases/{row.workflow}/{row.subject}/",
        "differences": [
            {
                "label": label(change["pointer"]),
                "pointer": change["pointer"],
                "before": shown(change["before"]),
                "after": shown(change["after"]),
            }
            for change in row.changes
        ],
    }


def shown(value: Any) -> str:
    """A JSON value on a page."""
    if value is None:
        return "—"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


register_page(
    "change_request",
    CasePage(context=context, table=ChangeTable, summary=summary, reads=("subject", "kind", "reason")),
)
