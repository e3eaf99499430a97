"""Reads of attendance: the record to be signed, who sees its photographs, the firm's evidence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import IO, Any

from django.utils import timezone

from tongguan.engines.problems import Problem, Text
from tongguan.operations.attendance.enums import State
from tongguan.operations.attendance.models import Attendance
from tongguan.operations.attendance.workflow import ATTENDANCE, RECORD_SIGNATURE
from tongguan.operations.inspections.interface import latest_report
from tongguan.platform.cases.interface import Told, course, evidence_package, timeline, visible
from tongguan.platform.files.interface import files_of
from tongguan.platform.permissions.interface import SYSTEM, Actor

AWAITED = Text(
    zh="企业尚未答复是否到场，答复时限至 {until}，此前不得开箱",
    en="The firm has not answered yet whether it attends; until {until} the goods are not opened",
)
RECORDED = ("arrive", "start", "submit", "amend")
"""The steps of an inspection that its record tells of; who was drawn and why stays inside customs."""


def record_of(case: Any) -> Mapping[str, Any]:
    """The content of the record in force behind an attendance or a signature; empty before there is one."""
    report = latest_report(case.inspection)
    return report.content if report else {}


def held_back(inspection: str, at: datetime) -> Problem | None:
    """Goods are not opened before their firm has answered or its time to answer is over."""
    case = Attendance.objects.filter(inspection=inspection, state=State.NOTIFIED).first()
    if case is None or case.due_at is None or at >= case.due_at:
        return None
    until = f"{timezone.localtime(case.due_at):%Y-%m-%d %H:%M}"
    return Problem("attendance.awaited", AWAITED.filled(until=until))


def may_see_evidence(actor: Actor, reference: str) -> bool:
    """The firm, customs, and whoever is asked to sign."""
    if visible(actor, ATTENDANCE).filter(reference=reference).exists():
        return True
    return visible(actor, RECORD_SIGNATURE).filter(attendance__reference=reference).exists()


def package(actor: Actor, case: Attendance) -> IO[bytes]:
    """The evidence for the firm that was not there: record, photographs, scans, signatures, receipts. The caller has
    found the case visible to the actor."""
    steps = course(actor, ATTENDANCE, case)
    for signature in case.signatures.order_by("id"):
        steps += [
            Told(step, step.note, step.data) for step in timeline("record_signature", signature.reference)
        ]
    report = latest_report(case.inspection)
    documents: dict[str, Any] = {}
    if report is not None and case.choice:  # who did not answer was not given a part in it
        documents["record.json"] = dict(report.content)
        found = [step for step in timeline("inspection", case.inspection) if step.transition in RECORDED]
        steps += [Told(step, step.note, step.data) for step in found]
    digests = {
        row.file_id: {"note": row.note, "place": row.place, "name": row.name}
        for row in files_of(SYSTEM, ("attendance", case.reference))
    }
    return evidence_package(
        actor=actor, subject=("attendance", case.reference), steps=steps, digests=digests, documents=documents
    )
