"""What happens with a step, inside its transaction; named by the workflows."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils import timezone

from tongguan.engines.pcr import Result, tube_number
from tongguan.engines.problems import Problem
from tongguan.operations.quarantine.actions.judging import judge
from tongguan.operations.quarantine.actions.nonconformities import raise_trouble
from tongguan.operations.quarantine.actions.notices import tell_authority
from tongguan.operations.quarantine.actions.ordering import order_again
from tongguan.operations.quarantine.actions.reporting import issue_report
from tongguan.operations.quarantine.enums import OrderState, SampleState, Trouble
from tongguan.operations.quarantine.errors import problem, refused
from tongguan.operations.quarantine.models import Sample
from tongguan.operations.quarantine.workflow import SAMPLE, SAMPLING_ORDER
from tongguan.platform.cases.interface import Moving, next_reference, open_case, take_step
from tongguan.platform.permissions.interface import SYSTEM
from tongguan.platform.reference.interface import parameter

MOST_TUBES = 24
FINAL = (
    SampleState.REPORTED, SampleState.NOTIFIED, SampleState.RECOLLECT, SampleState.REJECTED, SampleState.DESTROYED,
)  # fmt: skip


def collected(moving: Moving) -> None:
    """Each tube becomes a sample under a number of its own."""
    order, data = moving.case, moving.data
    count = int(data["tubes"])
    if not 1 <= count <= MOST_TUBES:
        raise refused("count", "/tubes", most=MOST_TUBES)
    tubes = []
    for _tube in range(count):
        sample = Sample(
            order=order,
            office_id=order.office_id,
            specimen=data["specimen"],
            kit=order.kit,
            single_before=order.single_before,
        )
        sample.pk, sample.reference = next_reference(Sample, "NS")
        sample.tube = tube_number("NS", timezone.localdate().year, sample.pk)
        open_case(
            actor=moving.actor, workflow=SAMPLE, case=sample, step="collect", data={"place": data["place"]}
        )
        tubes.append(sample.tube)
    moving.facts["tube_numbers"] = tubes


def handed_over(moving: Moving) -> None:
    """A temperature outside the limits of the day holds the sample."""
    _temperature(moving)


def received(moving: Moving) -> None:
    """When; too warm, too cold or too late holds the sample."""
    case, now = moving.case, timezone.now()
    late = case.due_at is not None and case.due_at < now
    case.received_at = now
    _temperature(moving)
    if late:
        raise_trouble(case, Trouble.LATE, problem("late", tube=case.tube))


def _temperature(moving: Moving) -> None:
    said = moving.data.get("temperature_c")
    if said in (None, ""):
        return
    today = timezone.localdate()
    low, high = (Decimal(str(parameter(f"quarantine.transport_{end}", today))) for end in ("low", "high"))
    if low <= Decimal(str(said)) <= high:
        return
    told: dict[str, Any] = {"degrees": said, "low": low, "high": high}
    finding: Problem = problem("warm", "/temperature_c", tube=moving.case.tube, **told)
    raise_trouble(moving.case, Trouble.WARM, finding)


def recollected(moving: Moving) -> None:
    """Another sample is ordered."""
    moving.facts["order"] = order_again(moving.case).reference


def rejected(moving: Moving) -> None:
    """Nothing more comes of this order where it was the last."""
    close_order(moving.case)


def reported(moving: Moving) -> None:
    """The report: numbered, signed, registered; the health authority hears of a positive one."""
    case = moving.case
    document = issue_report(case, moving.actor)
    case.report = document.number
    moving.facts.update(report=document.number, sha256=document.sha256)
    found = case.found
    if found is not None and found.result == Result.POSITIVE:
        tell_authority(case)
    close_order(case)


def close_order(sample: Sample) -> None:
    """The order is done once all its other samples have come to an end."""
    order = sample.order
    others = order.samples.exclude(pk=sample.pk).exclude(state__in=FINAL)
    if order.state == OrderState.COLLECTED and not others.exists():
        take_step(actor=SYSTEM, workflow=SAMPLING_ORDER, reference=order.reference, step="complete")


def loaded(moving: Moving) -> None:
    """What was measured, and by which file: digests and places, no results."""
    case = moving.case
    moving.facts.update(
        measurement=case.measurement, file_sha256=case.file, faults=[fault["code"] for fault in case.faults]
    )


def approved(moving: Moving) -> None:
    """Each sample goes where its verdict sends it."""
    judge(moving.case)


def voided(moving: Moving) -> None:
    """Every sample of the plate is tested again."""
    run = moving.case
    run.verdicts = None
    for sample in run_samples(run):
        take_step(
            actor=SYSTEM,
            workflow=SAMPLE,
            reference=sample.reference,
            step="retest",
            data={"run": run.reference},
        )


def run_samples(run: Any) -> list[Sample]:
    """The samples that stand on a plate, alone or in a pool."""
    alone = Sample.objects.filter(wells__run=run)
    pooled = Sample.objects.filter(pools__wells__run=run)
    states = (SampleState.EXTRACTED, SampleState.AMPLIFIED)
    return list((alone | pooled).filter(state__in=states).distinct().order_by("id"))
