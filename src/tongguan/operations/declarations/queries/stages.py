"""What the page of a declaration in two steps shows: how far it is, by when, on which guarantee, what moved."""

from __future__ import annotations

from typing import Any

from tongguan.engines.declaration import difference, from_json
from tongguan.engines.problems import Text
from tongguan.operations.declarations.enums import Kind, Stage, State
from tongguan.operations.declarations.models import Declaration
from tongguan.operations.declarations.queries.changes import told
from tongguan.operations.guarantees.interface import Held
from tongguan.platform.ui.interface import Link, Step

STEPS = (
    Text(zh="概要申报", en="Summary"),
    Text(zh="到港与选查", en="Arrival and control"),
    Text(zh="提货放行", en="Pick-up"),
    Text(zh="完整申报", en="Complete declaration"),
    Text(zh="缴税放行", en="Payment and release"),
)
REACHED = {
    State.DRAFT: 0, State.SUMMARY_STORED: 1, State.LODGED: 1, State.REVIEW: 1, State.DOCUMENTS_REQUESTED: 1,
    State.INSPECTION: 1, State.INSPECTED: 1, State.SUSPENDED: 1, State.RETURNED: 0, State.SUMMARY_FINISHED: 2,
    State.PICK_UP: 3,
}  # fmt: skip
"""How many steps are done while it is still a summary."""
FILE_ONE = Link(Text(zh="申请担保备案", en="File a guarantee"), "/guarantees/new/")


def stages_of(case: Declaration, held: Held | None) -> dict[str, Any] | None:
    """The card of a declaration in two steps; None for one in a single step."""
    if case.kind != Kind.TWO_STEP:
        return None
    done = _done(case)
    marks = ["done"] * done + ["current"] + ["todo"] * len(STEPS)
    return {
        "steps": [Step(title, mark) for title, mark in zip(STEPS, marks, strict=False)],
        "late": case.stage == Stage.LATE,
        "needs_cover": case.state == State.SUMMARY_FINISHED and bool(case.security_amount),
        "guarantee_link": FILE_ONE,
        "facts": _facts(case, held),
        "differences": _differences(case),
    }


def _done(case: Declaration) -> int:
    if case.stage == Stage.SUMMARY:
        return REACHED.get(State(case.state), 1)
    if case.state in (State.RELEASED, State.CLOSED):
        return len(STEPS)
    return 3 if case.state == State.RETURNED else 4


def _facts(case: Declaration, held: Held | None) -> list[tuple[Text, Any]]:
    found: list[tuple[Text, Any]] = []
    for title, value in (
        (Text(zh="概要申报时间", en="Summary lodged"), case.summary_lodged_at),
        (Text(zh="运输工具进境日期", en="Transport entered on"), case.entered_on),
        (Text(zh="完整申报期限", en="Complete by"), case.complete_by),
        (Text(zh="可提货时间", en="May be taken since"), case.pick_up_at),
    ):
        if value is not None:
            found.append((title, value))
    if held is not None:
        told_held = Text(
            zh=f"{held.amount_cny} 元（{held.guarantee}）", en=f"CNY {held.amount_cny} ({held.guarantee})"
        )
        found.append((Text(zh="担保占用", en="Held on guarantee"), told_held))
    if case.shift.get("late_days"):
        found.append((Text(zh="逾期天数", en="Days late"), case.shift["late_days"]))
    return found


def _differences(case: Declaration) -> list[dict[str, Any]]:
    """What the complete declaration says otherwise than its summary; what it adds is left out."""
    if case.stage == Stage.SUMMARY or not case.summary_content:
        return []
    summary, _problems = from_json(case.summary_content.encode())
    if summary is None:
        return []
    return [told(change.as_dict()) for change in difference(summary, case.document) if not change.added]
