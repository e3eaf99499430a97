"""Attendance follows its inspection: notice, opening, record, signature."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from tongguan.engines.problems import Text
from tongguan.operations.attendance.enums import Choice, State
from tongguan.operations.attendance.models import Attendance, RecordSignature
from tongguan.operations.attendance.rules import special_goods_of
from tongguan.operations.attendance.workflow import ATTENDANCE, RECORD_SIGNATURE
from tongguan.operations.declarations.interface import lodged_snapshot
from tongguan.operations.inspections.interface import facts_of, latest_report
from tongguan.platform.alerts.interface import Evidence, Severity, Source, raise_alert
from tongguan.platform.cases.interface import next_reference, open_case, take_step
from tongguan.platform.permissions.interface import SYSTEM, NotFound

EARLY = Text(
    zh="企业答复时限未到即开箱 {reference}：{why}",
    en="Goods opened before the firm's time to answer was over, {reference}: {why}",
)
NO_REASON = Text(zh="未说明理由", en="no reason given")
WITH_SIGNATURE = (Choice.PRESENT, Choice.ENTRUST, Choice.ABSENT)


@transaction.atomic
def inspection_ordered(*, reference: str) -> None:
    """Ask the firm behind an inspection, once. A random repetition is done without notice to anybody."""
    facts = facts_of(reference)
    if facts.repeats or Attendance.objects.filter(inspection=reference).exists():
        return
    try:
        snapshot = lodged_snapshot(facts.declaration)
    except NotFound:
        return
    case = Attendance(
        inspection=reference,
        declaration=facts.declaration,
        container=facts.container,
        applicant_id=snapshot["applicant"],
        office_id=facts.office_id,
        special_goods=special_goods_of(snapshot.get("items", ()), timezone.localdate()),
    )
    case.pk, case.reference = next_reference(Attendance, "AT")
    open_case(actor=SYSTEM, workflow=ATTENDANCE, case=case, step="notify")


@transaction.atomic
def inspection_started(*, reference: str, early: bool = False, reason: str = "") -> None:
    """The goods were opened; whoever had not answered is told so by the state of the case. An opening before the firm's
    time was over is an alert to the duty commander, with the reason that was given."""
    case = _locked(reference)
    if case and case.state in (State.NOTIFIED, State.CHOSEN):
        _step(case, "begin")
    if case and early:
        why = reason.strip() or NO_REASON.zh
        raise_alert(
            source_key=f"attendance:{case.reference}:early",
            kind="attendance.opened_early",
            title=EARLY.filled(reference=reference, why=why[:200]),
            severity=Severity.MEDIUM,
            evidence=[Evidence("step", reference, "/start", url=f"/cases/inspection/{reference}/")],
            source=Source("watch", "attendance.early", "1"),
            office_id=case.office_id,
        )


@transaction.atomic
def record_submitted(*, reference: str) -> None:
    """The record is there: ask for its signature, or conclude where nobody answered."""
    case = _locked(reference)
    if case is None:
        return
    if case.state in (
        State.NOTIFIED,
        State.CHOSEN,
    ):  # a phone that was away sends opening and record together
        _step(case, "begin")
        case.refresh_from_db()
    if case.state != State.INSPECTING:
        return
    if case.choice in WITH_SIGNATURE:
        _step(case, "ask_signature")
        _ask(case)
    else:
        _step(case, "conclude")


@transaction.atomic
def record_amended(*, reference: str) -> None:
    """A new version of the record is signed anew."""
    case = _locked(reference)
    if case and case.choice in WITH_SIGNATURE and case.state in (State.SIGNING, State.CONCLUDED):
        _ask(case)


@transaction.atomic
def record_signed(*, signature: str) -> None:
    """The party signed: the evidence goes to the firm."""
    row = RecordSignature.objects.select_related("attendance").get(reference=signature)
    case = _locked(row.inspection)
    if case and case.state == State.SIGNING:
        _step(case, "conclude")


def _ask(case: Attendance) -> None:
    report = latest_report(case.inspection)
    if report is None or case.signatures.filter(report_version=report.number).exists():
        return
    signature = RecordSignature(
        attendance=case,
        inspection=case.inspection,
        container=case.container,
        report_version=report.number,
        report_sha256=report.sha256,
        applicant_id=case.operator_id or case.applicant_id,
        office_id=case.office_id,
    )
    signature.pk, signature.reference = next_reference(RecordSignature, "RS")
    open_case(actor=SYSTEM, workflow=RECORD_SIGNATURE, case=signature, step="ask")


def _step(case: Attendance, step: str, **data: Any) -> None:
    take_step(actor=SYSTEM, workflow=ATTENDANCE, reference=case.reference, step=step, data=data)


def _locked(inspection: str) -> Attendance | None:
    return Attendance.objects.select_for_update(of=("self",)).filter(inspection=inspection).first()
