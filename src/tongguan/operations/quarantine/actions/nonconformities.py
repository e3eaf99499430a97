"""Nonconformities: an alert with an owner and a deadline, and a sample that stands still until it is closed."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from tongguan.engines.problems import Problem
from tongguan.operations.quarantine.enums import SampleState, Trouble
from tongguan.operations.quarantine.errors import problem
from tongguan.operations.quarantine.models import Hold, Sample
from tongguan.platform.alerts.interface import Disposition, Evidence, Outcome, Severity, Source, raise_alert
from tongguan.platform.audit.interface import record
from tongguan.platform.permissions.interface import SYSTEM

SOURCE = "laboratory"
KEEPS = frozenset({Disposition.CLUE, Disposition.UNDECIDED})
"""Dispositions that leave the sample held."""
IN_TRANSIT = (SampleState.COLLECTED, SampleState.IN_TRANSIT)


@transaction.atomic
def raise_trouble(sample: Sample, trouble: Trouble, finding: Problem) -> Hold:
    """Hold a sample for a reason; the same reason again changes nothing while it is open."""
    Sample.objects.select_for_update(of=("self",)).get(pk=sample.pk)
    known = sample.holds.filter(trouble=trouble, lifted_at=None).first()
    if known is not None:
        return known
    number = sample.holds.filter(trouble=trouble).count()
    alert = raise_alert(
        source_key=f"laboratory:{trouble}:{sample.tube}:{number}",
        kind="laboratory.nonconformity",
        title=finding.message,
        severity=Severity.HIGH,
        evidence=[
            Evidence("row", sample.tube, url=reverse("cases_detail", args=["lab_sample", sample.reference]))
        ],
        source=Source(SOURCE, str(trouble)),
        office_id=sample.office_id,
        owner_role="laboratory_signatory",
    )
    record(
        actor=SYSTEM, action="quarantine.held", subject=("lab_sample", sample.reference),
        data={"trouble": str(trouble), "alert": alert.pk},
    )  # fmt: skip
    return Hold.objects.create(sample=sample, trouble=trouble, alert_id=alert.pk)


@transaction.atomic
def lift(outcome: Outcome) -> None:
    """The nonconformity was closed: the sample goes on, unless it became a clue or could not be decided."""
    if outcome.disposition in KEEPS:
        return
    for hold in Hold.objects.select_related("sample").filter(alert_id=outcome.alert_id, lifted_at=None):
        hold.lifted_at = timezone.now()
        hold.save(update_fields=["lifted_at"])
        record(
            actor=SYSTEM, action="quarantine.hold_lifted", subject=("lab_sample", hold.sample.reference),
            data={"trouble": hold.trouble, "alert": hold.alert_id},
        )  # fmt: skip


def watch_transit(most: int = 100) -> int:
    """Hold what is too long on its way; returns how many. For the worker's loop."""
    late = (
        Sample.objects.filter(state__in=IN_TRANSIT, due_at__lt=timezone.now())
        .exclude(holds__trouble=Trouble.LATE)
        .order_by("due_at")[:most]
    )
    found = list(late)
    for sample in found:
        raise_trouble(sample, Trouble.LATE, problem("late", tube=sample.tube))
    return len(found)
