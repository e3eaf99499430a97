"""Amending a lodged declaration: where it may be, and what may be changed there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from tongguan.engines.declaration import Change, GoodsDeclaration, difference
from tongguan.engines.declaration.labels import LABELS
from tongguan.engines.problems import Problem, Text
from tongguan.operations.declarations.contracts import Statement, Version
from tongguan.operations.declarations.enums import Stage
from tongguan.operations.declarations.models import Declaration
from tongguan.operations.declarations.queries.checks import findings
from tongguan.operations.declarations.queries.summaries import summary_findings
from tongguan.operations.declarations.workflow import DECLARATION

FIXED = ("flow", "customs_office", "declaration_number", "submission_id")
CANNOT = Text(zh="{label}不能修改", en="{label} cannot be amended")
SAME = Problem("declaration.same_content", Text(zh="内容没有变化", en="Nothing is changed"))


def may_be_amended(case: Declaration) -> bool:
    """Whether an amendment can be asked for where the declaration stands: not under control, not ended."""
    return any(
        step.exists_for(case) for step in DECLARATION.leaving(case.state) if step.code.startswith("amend")
    )


def may_be_cancelled(case: Declaration) -> bool:
    """Whether a cancellation can be asked for: not under control, nothing released."""
    leaving = {step.code for step in DECLARATION.leaving(case.state)}
    return "cancel" in leaving and case.pick_up_at is None


def amendment_findings(case: Declaration, declaration: GoodsDeclaration) -> tuple[Problem, ...]:
    """Everything that keeps a content from taking the place of the declaration's own. What bears on the tax of goods
    that were released may be amended too: the levy or refund that follows is a decision of its own."""
    changes = difference(case.document, declaration)
    if not changes:
        return (SAME,)
    found = [_problem("declaration.fixed_field", CANNOT, c) for c in changes if _first(c) in FIXED]
    found += [_problem("declaration.fixed_field", CANNOT, c) for c in changes if _names_a_party(c)]
    if case.stage == Stage.SUMMARY:
        statement = Statement(**case.statement)
        day = timezone.localdate(case.summary_lodged_at)
        return (*found, *summary_findings(declaration, statement, case.applicant, day))
    return (*found, *findings(declaration))


def _names_a_party(change: Change) -> bool:
    """Who trades and who declares stays; names may be corrected."""
    steps = change.pointer.split("/")
    return steps[1] in ("consignee", "consignor", "declarant") and steps[-1] == "code"


def _first(change: Change) -> str:
    return change.pointer.split("/")[1]


def _last(change: Change) -> str:
    return next((step for step in reversed(change.pointer.split("/")) if not step.isdigit()), "")


def _problem(code: str, text: Text, change: Change) -> Problem:
    name = _last(change)
    return Problem(code, text.filled(label=LABELS.get(name, Text(zh=name, en=name))), change.pointer)


def versions_of(case: Declaration) -> list[Version]:
    """The contents that were replaced, newest first."""
    return [
        Version(row.number, row.cause, row.replaced_at, row.content_sha256, tuple(row.changes), row.reason)
        for row in case.versions.order_by("-number")
    ]


def field_label(pointer: str) -> Text:
    """`/items/0/hs_code` in the words of the form, with the line's number."""
    steps = [step for step in pointer.split("/") if step]
    name = next((step for step in reversed(steps) if not step.isdigit()), "")
    label = LABELS.get(name, Text(zh=name, en=name))
    if steps[:1] == ["items"] and len(steps) > 1 and steps[1].isdigit():
        line = int(steps[1]) + 1
        return Text(zh=f"第 {line} 项{label.zh}", en=f"line {line}: {label.en}")
    return label


def told(change: Mapping[str, Any]) -> dict[str, Any]:
    """A stored change as a page shows it."""
    return {
        "label": field_label(change["pointer"]),
        "pointer": change["pointer"],
        "before": _shown(change["before"]),
        "after": _shown(change["after"]),
    }


def _shown(value: Any) -> str:
    if value is None:
        return "—"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
