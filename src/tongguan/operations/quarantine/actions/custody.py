"""The chain of custody: tubes collected, handed over and received by scanning; each hand-over is a step on record."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from tongguan.engines.pcr import read_tube
from tongguan.engines.problems import Problem
from tongguan.operations.quarantine.actions.nonconformities import raise_trouble
from tongguan.operations.quarantine.contracts import Custody, Scanned
from tongguan.operations.quarantine.enums import SampleState, Trouble
from tongguan.operations.quarantine.errors import problem, refused, shown
from tongguan.operations.quarantine.models import Box, Sample
from tongguan.operations.quarantine.module import ANALYSE, CARRY
from tongguan.operations.quarantine.workflow import SAMPLE, SAMPLING_ORDER
from tongguan.platform.cases.interface import take_step, visible_case
from tongguan.platform.permissions.interface import Actor, Refused, require

MOST_TUBES = 400


def collect(*, actor: Actor, order: str, specimen: str, tubes: int, place: str, version: int) -> list[Sample]:
    """Collect samples for an order: each gets a tube number. Raises Refused, NotFound."""
    data = {"specimen": specimen, "tubes": tubes, "place": place}
    take_step(
        actor=actor, workflow=SAMPLING_ORDER, reference=order, step="collect", version=version, data=data
    )
    return list(Sample.objects.filter(order__reference=order).order_by("id"))


def hand_over(*, actor: Actor, tubes: Iterable[str], custody: Custody) -> list[Scanned]:
    """Hand scanned tubes over; with a box they are put on its manifest. Each tube is taken or refused by itself."""
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

    return _each(actor, tubes, take)


@transaction.atomic
def receive(*, actor: Actor, tubes: Iterable[str], custody: Custody) -> list[Scanned]:
    """Receive scanned tubes at the laboratory, against the manifest of a box where one is named.

    A tube twice, one that the manifest does not list and one that it lists and nobody scanned are nonconformities: the
    sample is held until somebody closes it. An unknown tube is refused and told.
    """
    require(actor, ANALYSE)
    scanned = list(tubes)
    box = Box.objects.select_for_update().filter(reference=custody.box).first() if custody.box else None
    listed = set(box.samples.values_list("tube", flat=True)) if box else set()

    def take(sample: Sample) -> None:
        if sample.received_at is not None:
            raise_trouble(sample, Trouble.DUPLICATE_TUBE, problem("duplicate_tube", tube=sample.tube))
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
        found += _missing(box, listed - {each.tube for each in found})
    return found


def _missing(box: Box, tubes: set[str]) -> list[Scanned]:
    rows = box.samples.filter(tube__in=tubes, state=SampleState.IN_TRANSIT).order_by("tube")
    found = []
    for sample in rows:
        finding = problem("missing", "/tubes", tube=sample.tube, box=box.reference)
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
            raise_trouble(sample, Trouble.DUPLICATE_TUBE, problem("duplicate_tube", tube=tube))
            return Scanned(tube, False, problem("duplicate_tube", "/tubes", tube=tube))
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
