"""Runs: a plate planned, its file loaded and measured, its reports signed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from tongguan.engines.pcr import RunFile, layout, read_run, read_tube, room, tube_number
from tongguan.engines.problems import Problem
from tongguan.operations.quarantine.actions.effects import run_samples
from tongguan.operations.quarantine.actions.judging import judged, planned_of, sealed
from tongguan.operations.quarantine.actions.nonconformities import raise_trouble
from tongguan.operations.quarantine.contracts import RunUpload, Scanned
from tongguan.operations.quarantine.enums import Pooling, RunState, SampleState, Trouble
from tongguan.operations.quarantine.errors import problem, refused, shown
from tongguan.operations.quarantine.models import Pool, Run, Sample, Well
from tongguan.operations.quarantine.module import ANALYSE, SIGN
from tongguan.operations.quarantine.rules.calling import faults_of, readings_of
from tongguan.operations.quarantine.rules.kits import Edition, edition, plain
from tongguan.operations.quarantine.workflow import RUN, SAMPLE
from tongguan.platform.cases.interface import next_reference, open_case, take_step, visible, visible_case
from tongguan.platform.files.interface import bind, store
from tongguan.platform.measurement.interface import authorised, measure, valid_instrument
from tongguan.platform.permissions.interface import SYSTEM, Actor, Refused, require

RUN_FILES = frozenset({"application/zip", "application/xml", "text/csv", "text/plain"})
READY = (SampleState.RECEIVED, SampleState.RETEST)


@transaction.atomic
def plan_run(
    *,
    actor: Actor,
    tubes: Iterable[str],
    kit: str,
    instrument: str,
    pooling: str = Pooling.SINGLE,
    pool_size: int = 1,
) -> Run:
    """Lay a plate out: samples that are repeated or whose pool was positive stand alone, the others as
    wanted. Raises Refused: it names each tube that cannot stand on it, the instrument or the person that is not valid.
    """
    require(actor, ANALYSE)
    today = timezone.localdate()
    found = edition(kit, today)
    if found is None:
        raise refused("kit", "/kit", kit=shown(kit))
    invalid = [
        *valid_instrument(instrument, found.method, today).problems,
        *authorised(actor.user_id, found.method, today).problems,
    ]
    if invalid:
        raise Refused(*dict.fromkeys(invalid))
    samples = _ready(actor, tubes, kit)
    wanted = Pooling(pooling) if pool_size > 1 else Pooling.SINGLE
    alone = [each for each in samples if wanted is Pooling.SINGLE or each.alone or each.repeated]
    pools = pooled([each for each in samples if each not in alone], wanted, pool_size)
    places = len(alone) + len(pools)
    if places > room(found.replicates):
        raise refused("room", "/tubes", most=room(found.replicates))
    run = Run(
        office_id=samples[0].office_id, kit=kit, instrument=instrument, replicates=found.replicates,
        pooling=wanted, pool_size=pool_size if pools else 1,
    )  # fmt: skip
    run.pk, run.reference = next_reference(Run, "PL")
    open_case(actor=actor, workflow=RUN, case=run, step="plan")
    _fill(run, alone, pools, found)
    for sample in samples:
        _move(actor, sample, "extract", run)
    return run


def _ready(actor: Actor, tubes: Iterable[str], kit: str) -> list[Sample]:
    """The samples of these tubes, all of them fit for a plate; raises Refused with a problem for each that is not."""
    wanted = [read_tube(text) or text for text in tubes]
    doubled = len(wanted) - len(set(wanted))
    if doubled:
        raise refused("twice", "/tubes", count=doubled)
    if not wanted:
        raise refused("nothing", "/tubes")
    rows = visible(actor, SAMPLE).select_for_update(of=("self",)).filter(tube__in=wanted)
    found = {row.tube: row for row in rows}
    problems: list[Problem] = []
    for tube in wanted:
        row = found.get(tube)
        if row is None:
            problems.append(problem("unknown_tube", "/tubes", tube=shown(tube)))
        elif row.state not in READY:
            problems.append(problem("state", "/tubes", tube=tube, state=SAMPLE.by_state[row.state].title))
        elif row.holds.filter(lifted_at=None).exists():
            problems.append(problem("held", "/tubes", tube=tube))
        elif row.kit != kit:
            problems.append(problem("kit", "/tubes", kit=shown(kit)))
    if problems:
        raise Refused(*problems)
    return [found[tube] for tube in wanted]


def pooled(samples: Sequence[Sample], pooling: Pooling, size: int) -> list[list[Sample]]:
    """Groups of samples that share a tube: one after the other, or the rows and columns of square arrays."""
    if pooling is Pooling.SINGLE or not samples:
        return []
    if pooling is Pooling.DORFMAN:
        return [list(samples[start : start + size]) for start in range(0, len(samples), size)]
    groups = []
    for start in range(0, len(samples), size * size):
        square = samples[start : start + size * size]
        groups += [list(square[row : row + size]) for row in range(0, len(square), size)]
        groups += [list(square[column::size]) for column in range(min(size, len(square)))]
    return groups


def _fill(run: Run, alone: Sequence[Sample], pools: Sequence[Sequence[Sample]], found: Edition) -> None:
    rows: dict[str, Sample | Pool] = {sample.tube: sample for sample in alone}
    for members in pools:
        key, _reference = next_reference(Pool, "NP")
        pool = Pool(pk=key, tube=tube_number("NP", timezone.localdate().year, key), pooling=run.pooling)
        pool.save(force_insert=True)
        pool.samples.set(members)
        rows[pool.tube] = pool
    wells = []
    for each in layout(list(rows), found.replicates):
        what = rows.get(each.tube)
        wells.append(
            Well(
                run=run, place=each.place, role=each.role, replicate=each.replicate,
                sample=what if isinstance(what, Sample) else None, pool=what if isinstance(what, Pool) else None,
            )
        )  # fmt: skip
    Well.objects.bulk_create(wells)


def _move(actor: Actor, sample: Sample, step: str, run: Run) -> None:
    version = Sample.objects.values_list("version", flat=True).get(pk=sample.pk)
    take_step(
        actor=actor, workflow=SAMPLE, reference=sample.reference, step=step, version=version,
        data={"run": run.reference},
    )  # fmt: skip


def load_run(*, actor: Actor, run: str, upload: RunUpload, version: int | None = None) -> Run:
    """Load the file of a planned run: keep it, measure, judge; a run whose controls failed is void at once.

    Raises Refused with the place of each problem; a sample that was measured before it was received is held, although
    nothing of the run is kept.
    """
    require(actor, ANALYSE)
    visible_case(actor, RUN, run)
    try:
        with transaction.atomic():
            return _loaded(actor, run, upload, version)
    except TooEarly as early:
        for sample in early.samples:
            raise_trouble(sample, Trouble.BEFORE_RECEIPT, problem("before_receipt", tube=sample.tube))
        raise


class TooEarly(Refused):
    """Samples whose measurement began before the laboratory had them."""

    def __init__(self, samples: Sequence[Sample]) -> None:
        super().__init__(*(problem("before_receipt", "/started_at", tube=each.tube) for each in samples))
        self.samples = list(samples)


def _loaded(actor: Actor, reference: str, upload: RunUpload, version: int | None) -> Run:
    read = read_run(upload.content)
    if not read.wells:
        raise Refused(*(read.problems or (problem("nothing", "/file"),)))
    case = Run.objects.select_for_update().get(reference=reference)
    if case.state != RunState.PLANNED:
        raise refused("state", "/run", status=409, tube=case.reference, state=RUN.by_state[case.state].title)
    if read.plate and read.plate.upper().startswith("PL") and read.plate.upper() != case.reference:
        raise refused("plate", "/file", found=shown(read.plate), wanted=case.reference)
    started = _started(read, upload)
    samples = run_samples(case)
    early = [each for each in samples if each.received_at is None or started < whole_second(each.received_at)]
    if early:
        raise TooEarly(early)
    found = edition(case.kit, timezone.localdate(started))
    if found is None:
        raise refused("kit", "/kit", kit=case.kit)
    kept = store(
        upload.content, actor=actor, declared_name=upload.name, purpose="laboratory", allowed=RUN_FILES
    )
    bind([kept.digest], actor=actor, subject=("lab_run", case.reference), taken_at=started, note="run file")
    measured = measure(
        actor=actor, method=found.method, instrument=case.instrument, measured_at=started,
        readings=readings_of(read), subject=("lab_run", case.reference), parameters=plain(found.given),
        raw_file=kept.digest,
    )  # fmt: skip
    faults = faults_of(planned_of(case), measured.result, found.kit)
    verdicts = {} if faults else judged(case, measured.result, found)
    changes = {
        "measurement": measured.reference,
        "measured_at": started,
        "file": kept.digest,
        "file_notes": [_told(each) for each in read.problems],
        "faults": [_told(each) for each in faults],
        "verdicts": {tube: sealed(each, case, measured.reference) for tube, each in verdicts.items()} or None,
    }
    wanted = case.version if version is None else version
    take_step(
        actor=actor, workflow=RUN, reference=case.reference, step="load", version=wanted, changes=changes
    )
    for sample in samples:
        _move(actor, sample, "amplify", case)
    if faults:
        take_step(actor=SYSTEM, workflow=RUN, reference=case.reference, step="void")
    return Run.objects.get(pk=case.pk)


def whole_second(at: datetime) -> datetime:
    """Files say when a run began to the second; a sample received within it is not late."""
    return at.replace(microsecond=0)


def _started(read: RunFile, upload: RunUpload) -> datetime:
    started = read.started_at or upload.started_at
    if started is None:
        raise refused("moment", "/started_at")
    if timezone.is_naive(started):
        started = timezone.make_aware(started)
    return started


def _told(each: Problem) -> dict[str, Any]:
    return {"code": each.code, "zh": each.message.zh, "en": each.message.en, "pointer": each.pointer}


def sign_reports(*, actor: Actor, run: str) -> list[Scanned]:
    """Sign the reports of all reviewed samples of a run; each is signed or refused by itself."""
    require(actor, SIGN)
    visible_case(actor, RUN, run)
    found = []
    rows = visible(actor, SAMPLE).filter(state=SampleState.REVIEWED)
    mine = rows.filter(wells__run__reference=run) | rows.filter(pools__wells__run__reference=run)
    for sample in mine.distinct().order_by("id"):
        try:
            take_step(
                actor=actor,
                workflow=SAMPLE,
                reference=sample.reference,
                step="report",
                version=sample.version,
            )
            found.append(Scanned(sample.tube, True))
        except Refused as refusal:
            found.append(Scanned(sample.tube, False, refusal.problems[0]))
    return found
