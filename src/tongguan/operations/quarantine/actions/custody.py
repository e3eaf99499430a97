"""The chain of custody: tubes collected, handed over and received by scanning; each hand-over is a step on record."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from tongguan.engines.pcr import read_tube, tube_number
from tongguan.engines.problems import Problem
from tongguan.operations.quarantine.actions.nonconformities import raise_trouble
from tongguan.operations.quarantine.contracts import Custody, Scanned
from tongguan.operations.quarantine.enums import SampleState, Specimen, Trouble
from tongguan.operations.quarantine.errors import problem, refused, shown
from tongguan.operations.quarantine.models import Box, Sample, SamplingOrder, Scan
from tongguan.operations.quarantine.module import ANALYSE, CARRY
from tongguan.operations.quarantine.workflow import SAMPLE, SAMPLING_ORDER
from tongguan.platform.cases.interface import (
    Submission,
    next_reference,
    once,
    open_case,
    take_step,
    visible,
    visible_case,
)
from tongguan.platform.permissions.interface import Actor, Refused, require

MOST_TUBES = 400
MOST_COLLECTED = 24


@transaction.atomic
def collect(*, actor: Actor, order: str, specimen: str, tubes: int, place: str, version: int) -> list[Sample]:
    """Collect samples for an order: each tube gets a number, then the order is collected, all or nothing. Raises
    Refused, NotFound."""
    case = visible_case(actor, SAMPLING_ORDER, order)
    if not 1 <= tubes <= MOST_COLLECTED:
        raise refused("count", "/tubes", most=MOST_COLLECTED)
    if specimen not in Specimen.values:
        raise refused("specimen", "/specimen")
    made = [_labelled(actor, case, specimen, place) for _tube in range(tubes)]
    data = {"specimen": specimen, "tubes": tubes, "place": place}
    take_step(
        actor=actor, workflow=SAMPLING_ORDER, reference=order, step="collect", version=version, data=data
    )
    return made


def _labelled(actor: Actor, order: SamplingOrder, specimen: str, place: str) -> Sample:
    sample = Sample(
        order=order,
        office_id=order.office_id,
        specimen=specimen,
        kit=order.kit,
        single_before=order.single_before,
    )
    sample.pk, sample.reference = next_reference(Sample, "NS")
    sample.tube = tube_number("NS", timezone.localdate().year, sample.pk)
    open_case(actor=actor, workflow=SAMPLE, case=sample, step="collect", data={"place": place})
    return sample


def hand_over(
    *, actor: Actor, tubes: Iterable[str], custody: Custody, submission: Submission
) -> list[Scanned]:
    """Hand scanned tubes over; with a box they are put on its manifest. Each tube is taken or refused by itself; a
    scan sent again is answered as before. Raises Refused."""
    require(actor, CARRY)
    if not custody.receiver.strip() or not custody.place.strip():
        raise refused("receiver", "/receiver")
    data = _data(custody) | {"receiver": custody.receiver, "box": custody.box}

    def take(sample: Sample) -> None:
        changes: dict[str, Any] = {}
        if custody.box:
            box, _new = Box.objects.get_or_create(
                reference=custody.box, defaults={"office_id": sample.office_id}
            )
            changes["box_id"] = box.pk
        _step(actor, sample, "hand_over", data, changes)

    return _once(submission, lambda: _each(actor, tubes, take))


def receive(*, actor: Actor, tubes: Iterable[str], custody: Custody, submission: Submission) -> list[Scanned]:
    """Receive scanned tubes at the laboratory, against the manifest of a box where one is named.

    A tube twice, one that the manifest does not list and one that it lists and nobody scanned are nonconformities: the
    sample is held until somebody closes it. An unknown tube is refused and told. A scan sent again is answered as
    before, its tubes are no duplicates. Raises Refused.
    """
    require(actor, ANALYSE)
    return _once(submission, lambda: _receive(actor, list(tubes), custody))


def _once(submission: Submission, scan: Callable[[], list[Scanned]]) -> list[Scanned]:
    def make() -> Scan:
        found = [each.stored() for each in scan()]
        return Scan.objects.create(
            submission_id=submission.id, submission_sha256=submission.sha256, found=found
        )

    row, _again = once(Scan, submission, make)
    return [Scanned.restored(each) for each in row.found]


def _receive(actor: Actor, scanned: list[str], custody: Custody) -> list[Scanned]:
    box = Box.objects.select_for_update().filter(reference=custody.box).first() if custody.box else None
    mine = visible(actor, SAMPLE)
    listed = set(mine.filter(box=box).values_list("tube", flat=True)) if box else set()

    def take(sample: Sample) -> None:
        if sample.received_at is not None:
            raise refused("duplicate_tube", "/tubes", tube=sample.tube)
        _step(actor, sample, "receive", _data(custody), {})
        if custody.box and sample.tube not in listed:
            finding = problem("not_listed", tube=sample.tube, box=custody.box)
            raise_trouble(sample, Trouble.NOT_LISTED, finding)

    found = _each(actor, scanned, take)
    if box is not None:
        if box.opened_at is None:
            box.opened_at = timezone.now()
            box.save(update_fields=["opened_at"])
        unseen = mine.filter(tube__in=listed - {each.tube for each in found})
        found += _missing(box.reference, unseen.filter(state=SampleState.IN_TRANSIT).order_by("tube"))
    return found


def _missing(box: str, unseen: Iterable[Sample]) -> list[Scanned]:
    found = []
    for sample in unseen:
        finding = problem("missing", "/tubes", tube=sample.tube, box=box)
        raise_trouble(sample, Trouble.MISSING, finding)
        found.append(Scanned(sample.tube, False, finding))
    return found


def _each(actor: Actor, tubes: Iterable[str], take: Callable[[Sample], None]) -> list[Scanned]:
    """Do it for each tube, in the order of scanning."""
    scanned = [each.strip() for each in tubes if each.strip()]
    if not scanned:
        raise refused("tubes", "/tubes")
    if len(scanned) > MOST_TUBES:
        raise refused("many", "/tubes", most=MOST_TUBES)
    found: list[Scanned] = []
    seen: set[str] = set()
    for text in scanned:
        tube = read_tube(text)
        if tube is None:
            found.append(Scanned(shown(text), False, problem("unreadable", "/tubes", tube=shown(text))))
            continue
        found.append(_one(actor, tube, take, tube in seen))
        seen.add(tube)
    return found


def _one(actor: Actor, tube: str, take: Callable[[Sample], None], again: bool) -> Scanned:
    sample = Sample.objects.filter(tube=tube).first()
    try:
        if sample is None:
            raise refused("unknown_tube", "/tubes", tube=tube)
        visible_case(actor, SAMPLE, sample.reference)
        if again:
            raise refused("duplicate_tube", "/tubes", tube=tube)
        with transaction.atomic():
            take(sample)
    except Refused as refusal:
        first: Problem = refusal.problems[0]
        if sample is not None and first.code == "quarantine.duplicate_tube":
            raise_trouble(sample, Trouble.DUPLICATE_TUBE, first)
        return Scanned(tube, False, first)
    return Scanned(tube, True, _held(sample))


def _held(sample: Sample) -> Problem | None:
    return problem("held", tube=sample.tube) if sample.holds.filter(lifted_at=None).exists() else None


def _step(actor: Actor, sample: Sample, step: str, data: dict[str, Any], changes: dict[str, Any]) -> None:
    take_step(
        actor=actor, workflow=SAMPLE, reference=sample.reference, step=step, version=sample.version, data=data,
        changes=changes,
    )  # fmt: skip


def _data(custody: Custody) -> dict[str, Any]:
    degrees: Decimal | None = custody.temperature_c
    return {"place": custody.place, "temperature_c": "" if degrees is None else str(degrees)}
