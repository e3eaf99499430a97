"""From an approved run to what becomes of each sample."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tongguan.engines.pcr import Planned, Result, Role, Verdict
from tongguan.operations.quarantine.contracts import Outcome
from tongguan.operations.quarantine.enums import SampleState
from tongguan.operations.quarantine.models import Run, Sample
from tongguan.operations.quarantine.rules.calling import of_members, verdicts
from tongguan.operations.quarantine.rules.kits import Edition
from tongguan.operations.quarantine.workflow import SAMPLE
from tongguan.platform.cases.interface import take_step
from tongguan.platform.permissions.interface import SYSTEM

AGAIN = frozenset({Result.REPEAT, Result.INVALID})


def planned_of(run: Run) -> list[Planned]:
    """A run's plate as the engine wants it."""
    wells = run.wells.select_related("sample", "pool").order_by("id")
    return [Planned(well.place, Role(well.role), well.tube, well.replicate) for well in wells]


def judged(run: Run, result: Mapping[str, Any], found: Edition) -> dict[str, Verdict]:
    """What a run says of each tube."""
    wells = list(run.wells.select_related("sample", "pool"))
    samples = {well.sample.tube: well.sample for well in wells if well.sample}
    return verdicts(
        planned_of(run),
        result,
        found.kit,
        pools=frozenset(well.pool.tube for well in wells if well.pool),
        repeated=frozenset(tube for tube, sample in samples.items() if sample.repeated),
        single_before=frozenset(tube for tube, sample in samples.items() if sample.single_before),
    )


def sealed(verdict: Verdict, run: Run, measurement: str) -> dict[str, Any]:
    """A verdict in its sealed form."""
    calls = {target: [str(call) for call in calls] for target, calls in verdict.calls.items()}
    reason = verdict.reason
    return Outcome(str(verdict.result), reason.zh, reason.en, calls, measurement, run.reference).as_json()


def judge(run: Run) -> None:
    """Send every sample of the run on: reviewed, to be tested again, or to be collected again."""
    stored = run.verdicts or {}
    wells = list(run.wells.select_related("sample", "pool"))
    samples = {well.sample_id: well.sample for well in wells if well.sample}
    for sample in samples.values():
        _send(sample, run, Outcome.from_json(stored[sample.tube]))
    members: dict[int, list[Outcome]] = {}
    known: dict[int, Sample] = {}
    for pool in {well.pool_id: well.pool for well in wells if well.pool}.values():
        for sample in pool.samples.all():
            known[sample.pk] = sample
            members.setdefault(sample.pk, []).append(Outcome.from_json(stored[pool.tube]))
    for key, found in sorted(members.items()):
        _send_member(known[key], run, found)


def _send_member(sample: Sample, run: Run, pools: list[Outcome]) -> None:
    """A member of pools is negative as soon as one of them is; else it is tested alone."""
    said = of_members([Result(each.result) for each in pools])
    if said is Result.NEGATIVE:
        decisive = next(each for each in pools if each.result == Result.NEGATIVE)
        _keep(sample, run, Outcome(**{**decisive.as_json(), "pooled": True}))
        _step(sample, run, "review")
        return
    if said is None:
        Sample.objects.filter(pk=sample.pk).update(alone=True)
    _step(sample, run, "retest")


def _send(sample: Sample, run: Run, found: Outcome) -> None:
    result = Result(found.result)
    if result in AGAIN:
        told = {"repeated": True} if result is Result.REPEAT else {"alone": True}
        Sample.objects.filter(pk=sample.pk).update(**told)
        _step(sample, run, "retest")
        return
    _keep(sample, run, found)
    if result is Result.RECOLLECT:
        take_step(actor=SYSTEM, workflow=SAMPLE, reference=sample.reference, step="recollect")
    else:
        _step(sample, run, "review")


def _keep(sample: Sample, run: Run, found: Outcome) -> None:
    sample.outcome, sample.measurement = found.as_json(), run.measurement
    sample.save(update_fields=["outcome", "measurement"])


def _step(sample: Sample, run: Run, step: str) -> None:
    if sample.state != SampleState.AMPLIFIED:
        return  # rejected or destroyed meanwhile
    take_step(
        actor=SYSTEM, workflow=SAMPLE, reference=sample.reference, step=step, data={"run": run.reference}
    )
