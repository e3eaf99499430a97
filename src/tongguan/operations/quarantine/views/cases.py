"""What the pages of orders, samples and runs show beside their course."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe

from tongguan.engines.pcr import Result
from tongguan.engines.problems import Text
from tongguan.operations.quarantine.actions.reporting import RESULTS
from tongguan.operations.quarantine.contracts import Outcome
from tongguan.operations.quarantine.enums import RunState, SampleState
from tongguan.operations.quarantine.models import Run, Sample, SamplingOrder
from tongguan.operations.quarantine.module import ANALYSE, PERSONAL, SIGN
from tongguan.operations.quarantine.queries import curves_of, knows_results, plate_of
from tongguan.operations.quarantine.rules.charts import curves_chart
from tongguan.operations.quarantine.rules.kits import edition
from tongguan.operations.quarantine.tables import OrderTable, RunTable, SampleTable, cause_words, states
from tongguan.operations.quarantine.workflow import SAMPLE
from tongguan.platform.cases.interface import CasePage, register_page
from tongguan.platform.charts.interface import Surface, draw
from tongguan.platform.documents.interface import documents_of
from tongguan.platform.measurement.interface import standing
from tongguan.platform.permissions.interface import Actor
from tongguan.platform.ui.interface import words

TONES = {
    Result.POSITIVE: "bad",
    Result.NEGATIVE: "good",
    Result.REPEAT: "warn",
    Result.RECOLLECT: "warn",
    Result.INVALID: "warn",
    Result.POOL_POSITIVE: "warn",
}


def order_context(actor: Actor, case: SamplingOrder) -> dict[str, Any]:
    """An order's tubes; whose they are is behind a purpose."""
    known = states(SAMPLE)
    return {
        "cause": cause_words(case),
        "tubes": [(each, known[each.state]) for each in case.samples.order_by("id")],
        "may_reveal": actor.may(PERSONAL),
        "person_url": reverse("quarantine_person", args=[case.reference]),
    }


def sample_context(actor: Actor, case: Sample) -> dict[str, Any]:
    """A sample: what holds it, what it came to (for those whose it is to know), its report."""
    found = case.found if knows_results(actor) else None
    run = Run.objects.filter(measurement=case.measurement).first() if case.measurement else None
    return {
        "holds": case.holds.order_by("id"),
        "found": found,
        "said": (RESULTS[Result(found.result)], TONES[Result(found.result)]) if found else None,
        "reason": Text(zh=found.zh, en=found.en) if found else None,
        "run": run,
        "plates": Run.objects.filter(Q(wells__sample=case) | Q(wells__pool__samples=case)).distinct(),
        "documents": documents_of(actor, ("lab_sample", case.reference)),
        "notice": getattr(case, "health_notice", None),
        "followed_by": case.followed_by.first(),
    }


def run_context(actor: Actor, case: Run) -> dict[str, Any]:
    """A run: its plate, what it says of each tube, one channel's curves, why it is void."""
    knows = knows_results(actor)
    found = edition(case.kit, timezone.localdate(case.measured_at or case.created_at))
    channels = [*found.kit.targets, found.kit.internal_control] if found else []
    verdicts = (
        [_row(tube, Outcome.from_json(stored)) for tube, stored in (case.verdicts or {}).items()]
        if knows
        else []
    )
    reviewed = Sample.objects.filter(state=SampleState.REVIEWED)
    mine = reviewed.filter(wells__run=case) | reviewed.filter(pools__wells__run=case)
    return {
        "plate": plate_of(case, with_results=knows),
        "columns": range(1, 13),
        "channels": channels,
        "charts": [(channel, _chart(case, channel)) for channel in channels] if knows else [],
        "verdicts": sorted(verdicts, key=lambda row: (row["result"] == Result.NEGATIVE, row["tube"])),
        "knows": knows,
        "kit": found,
        "upload_url": reverse("quarantine_run_file", args=[case.reference]),
        "may_load": actor.may(ANALYSE) and case.state == RunState.PLANNED,
        "may_sign": actor.may(SIGN) and case.state == RunState.APPROVED and mine.exists(),
        "faults": [Text(zh=each["zh"], en=each["en"]) for each in case.faults],
        "notes": [Text(zh=each["zh"], en=each["en"]) for each in case.file_notes],
        "invalid": standing([case.measurement])
        if case.measurement and case.state == RunState.MEASURED
        else [],
    }


def _row(tube: str, found: Outcome) -> dict[str, Any]:
    result = Result(found.result)
    return {
        "tube": tube,
        "result": result,
        "said": RESULTS[result],
        "tone": TONES[result],
        "reason": Text(zh=found.zh, en=found.en),
    }


def _chart(case: Run, channel: str) -> str:
    rows = curves_of(case, channel)
    return mark_safe(draw(curves_chart(rows, words), Surface.PAGE)) if rows else ""  # noqa: S308 - own SVG


register_page(
    "sampling_order",
    CasePage(
        context=order_context, table=OrderTable, summary=cause_words, reads=("cause_kind", "cause_ref", "kit")
    ),
)
register_page(
    "lab_sample",
    CasePage(
        context=sample_context,
        table=SampleTable,
        summary=lambda case: case.tube,
        select_related=("order",),
        reads=("tube", "specimen", "order__reference"),
    ),
)
register_page(
    "lab_run",
    CasePage(
        context=run_context,
        table=RunTable,
        summary=lambda case: f"{case.instrument} · {case.kit}",
        reads=("instrument", "kit", "pool_size"),
    ),
)
