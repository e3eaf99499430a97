"""The laboratory of the test world: valid instruments and people, samples at every stage, runs with known contents."""

from __future__ import annotations

import random
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from tests.factories.measurement import a_calibration, a_method, an_authorisation, an_instrument
from tests.factories.submissions import submission
from tests.factories.world import World
from tongguan.engines.pcr import tube_number
from tongguan.operations.quarantine import actions
from tongguan.operations.quarantine.contracts import Custody, Person, RunUpload
from tongguan.operations.quarantine.models import Run, Sample, SamplingOrder
from tongguan.operations.quarantine.rules.calling import RULE
from tongguan.operations.quarantine.workflow import SAMPLING_ORDER
from tongguan.platform.cases.interface import open_case
from tongguan.platform.permissions.interface import Actor
from tongguan.simulator import thermocycler as machine

KIT, METHOD = "ncov-dual", "pcr.ncov-dual"
LABORATORY = Custody("接样员", "实验室", Decimal("4.0"))
COURIER = Custody("转运员", "1 号门", Decimal("4.0"))


def laboratory(world: World) -> World:
    """A calibrated thermocycler, the method, two authorised analysts and a signatory who may measure nothing."""
    an_instrument(world)
    a_calibration()
    a_method(RULE, METHOD)
    for who in ("laboratory_analyst", "laboratory_analyst_2"):
        an_authorisation(world, who, METHOD)
    return world


def ordered(world: World, name: str = "测试旅客", **given: Any) -> SamplingOrder:
    """An order for a person."""
    return actions.order_sample(
        actor=world.actor("quarantine_officer"), office_id=world.organisations["port"].pk,
        person=given.pop("person", Person(name, document="E12345678", flight="TR188")), **given,
    )[0]  # fmt: skip


def collected(world: World, tubes: int = 1, **given: Any) -> list[Sample]:
    """Samples taken for one new order."""
    order = given.pop("order", None) or ordered(world, **given)
    return actions.collect(
        actor=world.actor("quarantine_officer"), order=order.reference, specimen="throat", tubes=tubes,
        place="T2 采样点", version=order.version,
    )  # fmt: skip


def in_transit(world: World, samples: Sequence[Sample], custody: Custody = COURIER) -> None:
    """Handed over by the sampler."""
    tubes = [each.tube for each in samples]
    found = actions.hand_over(
        actor=world.actor("quarantine_officer"), tubes=tubes, custody=custody, submission=submission()
    )
    assert all(each.accepted for each in found), found


def received(world: World, count: int = 1, who: str = "laboratory_analyst") -> list[Sample]:
    """Samples at the laboratory, each of an order of its own."""
    samples = [each for number in range(count) for each in collected(world, name=f"旅客{number}")]
    in_transit(world, samples)
    found = actions.receive(
        actor=world.actor(who),
        tubes=[each.tube for each in samples],
        custody=LABORATORY,
        submission=submission(),
    )
    assert all(each.accepted for each in found), found
    return list(Sample.objects.filter(pk__in=[each.pk for each in samples]).order_by("pk"))


def planned(world: World, samples: Sequence[Sample], who: str = "laboratory_analyst", **given: Any) -> Run:
    """A plate with these samples."""
    return actions.plan_run(
        actor=world.actor(who), tubes=[each.tube for each in samples], kit=KIT, instrument="PCR-1", **given
    )


def contents(run: Run, positive: Mapping[str, float], seed: int = 7) -> dict[str, dict[str, float | None]]:
    """What lies in the wells: `positive` maps a tube to its Ct; controls work."""
    rng = random.Random(seed)
    made: dict[str, dict[str, float | None]] = {}
    for well in run.wells.select_related("sample", "pool"):
        if well.role == "sample":
            made[well.place] = machine.sample(rng, positive.get(well.tube))
        else:
            made[well.place] = (
                machine.blank() if well.role == "no_template" else machine.positive_control(rng)
            )
    return made


def file_of(run: Run, made: Mapping[str, Mapping[str, float | None]], at: datetime | None = None) -> bytes:
    """The run's RDML."""
    return machine.rdml(random.Random(3), made, plate=run.reference, started_at=at or timezone.now())


def loaded(
    world: World, run: Run, positive: Mapping[str, float] | None = None, who: str = "laboratory_analyst", **given: Any
) -> Run:  # fmt: skip
    """The run measured; `made` are contents of one's own."""
    made = given.pop("made", None) or contents(run, positive or {})
    upload = RunUpload(given.pop("content", None) or file_of(run, made, given.pop("at", None)), "run.rdml")
    return actions.load_run(actor=world.actor(who), run=run.reference, upload=upload)


def new_sampling_order(world: World) -> tuple[SamplingOrder, str, dict[str, Any], Actor]:
    """An unsaved order; for random walks."""
    key = uuid.uuid4()
    order = SamplingOrder(
        reference=f"SOW{SamplingOrder.objects.count() + 1}", office=world.organisations["port"],
        cause_kind="officer", kit=KIT, goods="木箱", submission_id=key, submission_sha256=key.hex * 2,
    )  # fmt: skip
    return order, "order", {}, world.actor("quarantine_officer")


def new_lab_sample(world: World) -> tuple[Sample, str, dict[str, Any], Actor]:
    """An unsaved sample; for random walks."""
    order, step, data, actor = new_sampling_order(world)
    open_case(actor=actor, workflow=SAMPLING_ORDER, case=order, step=step, data=data)
    number = Sample.objects.count() + 900_000
    sample = Sample(
        reference=f"NSW{number}", tube=tube_number("NS", 2026, number), order=order,
        office=world.organisations["port"], specimen="throat", kit=KIT,
    )  # fmt: skip
    return sample, "collect", {"place": "T2"}, actor


def new_lab_run(world: World) -> tuple[Run, str, dict[str, Any], Actor]:
    """An unsaved plate; for random walks."""
    run = Run(
        reference=f"PLW{Run.objects.count() + 1}", office=world.organisations["port"], kit=KIT, instrument="PCR-1",
        replicates=2,
    )  # fmt: skip
    return run, "plan", {}, world.actor("laboratory_analyst")
