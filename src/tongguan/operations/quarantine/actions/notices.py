"""The health authority: told of a positive report, reminded, and its acknowledgement kept."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from tongguan.engines.problems import Text
from tongguan.operations.quarantine.models import HealthNotice, Sample
from tongguan.operations.quarantine.module import ACKNOWLEDGE
from tongguan.operations.quarantine.workflow import SAMPLE
from tongguan.platform.alerts.interface import Evidence, Severity, Source, raise_alert
from tongguan.platform.audit.interface import record
from tongguan.platform.cases.interface import take_step
from tongguan.platform.identity.interface import holders
from tongguan.platform.notifications.interface import notify
from tongguan.platform.permissions.interface import SYSTEM, Actor, NotFound, require
from tongguan.platform.reference.interface import parameter

ROLE, KIND = "health_officer", "laboratory.report"
NOTICE = Text(zh="检疫通报", en="notice of the laboratory")
LIMIT = "quarantine.notice_limit"


def notice_url(report: str) -> str:
    """Where a notice leads."""
    return f"{reverse('quarantine_notices')}?q={report}"


def tell_authority(sample: Sample) -> HealthNotice:
    """Tell the health authority of a positive report and raise the alert that the command centre sees, in the caller's
    transaction. Neither names a person: the report is behind a permission."""
    now = timezone.now()
    hours = float(str(parameter(LIMIT, timezone.localdate())))
    text = Text(
        zh=f"检疫实验室报告 {sample.report}：请查阅并签收",
        en=f"Report {sample.report} of the quarantine laboratory: please read and acknowledge",
    )
    told = notify(text=text, url=notice_url(sample.report), kind=KIND, role=ROLE)
    notice = HealthNotice.objects.create(
        sample=sample, report=sample.report, sent_at=now, due_at=now + timedelta(hours=hours), receivers=told
    )
    record(
        actor=SYSTEM, action="quarantine.authority_told", subject=("lab_sample", sample.reference),
        data={"report": sample.report, "receivers": told},
    )  # fmt: skip
    raise_alert(
        source_key=f"laboratory:result:{sample.tube}",
        kind="laboratory.result",
        title=Text(zh=f"样本 {sample.tube} 检出阳性", en=f"Sample {sample.tube} is positive"),
        severity=Severity.CRITICAL,
        evidence=[
            Evidence("document", sample.report, url=reverse("cases_detail", args=["lab_sample", sample.reference]))
        ],
        source=Source("laboratory", sample.kit),
        office_id=sample.office_id,
    )  # fmt: skip
    return notice


@transaction.atomic
def acknowledge(*, actor: Actor, notice_id: int) -> HealthNotice:
    """The authority says that it knows; once."""
    require(actor, ACKNOWLEDGE)
    notice = HealthNotice.objects.select_for_update().filter(pk=notice_id).first()
    if notice is None or actor.user_id is None or not _is_receiver(actor):
        raise NotFound(NOTICE)
    if notice.acknowledged_at is not None:
        return notice
    notice.acknowledged_at, notice.acknowledged_by_id = timezone.now(), actor.user_id
    notice.save(update_fields=["acknowledged_at", "acknowledged_by"])
    reference = notice.sample.reference
    record(
        actor=actor, action="quarantine.acknowledged", subject=("lab_sample", reference),
        data={"report": notice.report},
    )  # fmt: skip
    take_step(actor=SYSTEM, workflow=SAMPLE, reference=reference, step="notify")
    return notice


def _is_receiver(actor: Actor) -> bool:
    return holders(ROLE).filter(user_id=actor.user_id).exists()


def remind(most: int = 100) -> int:
    """Raise an alert for each notice that nobody acknowledged in time; returns how many are late."""
    late = HealthNotice.objects.filter(acknowledged_at=None, due_at__lt=timezone.now())
    rows = list(late.select_related("sample").order_by("due_at")[:most])
    for notice in rows:
        raise_alert(
            source_key=f"laboratory:unacknowledged:{notice.report}",
            kind="laboratory.notice",
            title=Text(
                zh=f"卫生健康部门未在时限内签收报告 {notice.report}",
                en=f"The health authority has not acknowledged report {notice.report} in time",
            ),
            severity=Severity.HIGH,
            evidence=[
                Evidence(
                    "document", notice.report,
                    url=reverse("cases_detail", args=["lab_sample", notice.sample.reference]),
                )
            ],
            source=Source("watch", "laboratory.notice"),
            office_id=notice.sample.office_id,
        )  # fmt: skip
    return len(rows)
