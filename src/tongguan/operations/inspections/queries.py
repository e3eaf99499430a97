"""Reads of inspections: what an inspector's phone shows, reports, who sees the evidence."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet
from django.utils import timezone

from tongguan.engines.problems import Problem, Text
from tongguan.operations.declarations.interface import Hold, lodged_snapshot
from tongguan.operations.inspections.contracts import RESULTS, InspectionFacts, ReportFacts
from tongguan.operations.inspections.enums import Source, State, Synced
from tongguan.operations.inspections.models import Inspection, PhoneStep, Report
from tongguan.operations.inspections.module import INSPECT
from tongguan.operations.inspections.rules import MANDATORY
from tongguan.operations.inspections.workflow import INSPECTION
from tongguan.platform.cases.interface import visible
from tongguan.platform.permissions.interface import Actor, NotFound, require
from tongguan.platform.reference.interface import codes

OpeningHold = Callable[[str, datetime], Problem | None]
_opening_holds: list[OpeningHold] = []


def register_opening_hold(hold: OpeningHold) -> None:
    """Let another module hold an opening back: it is asked with an inspection and a moment, and says why or None."""
    _opening_holds.append(hold)


def opening_held(reference: str, at: datetime) -> Problem | None:
    """What holds the opening of these goods back at a moment; None where nothing does."""
    return next((found for hold in _opening_holds if (found := hold(reference, at)) is not None), None)


AT_HAND = (State.ORDERED, State.ACCEPTED, State.ARRIVED, State.RECORDING)
"""States in which an inspector has something to do."""
OPEN_INSPECTION = Text(zh="查验 {reference} 尚未结束", en="Inspection {reference} is not over")
OPEN_REPETITION = Text(
    zh="查验 {reference} 的随机复查尚未抽签或尚未结束，在此之前不得出卡或装运",
    en="Whether inspection {reference} is done again is not drawn yet, or the repetition is not over: until then"
    " nothing leaves or is loaded",
)
"""One sentence for both: whoever asks at a gate does not learn what was drawn."""
GOODS = ("line_number", "hs_code", "description", "specification", "quantity", "unit", "origin_country")


def mine(actor: Actor) -> QuerySet[Inspection]:
    """The inspections in this inspector's hands, most urgent first."""
    require(actor, INSPECT)
    held = visible(actor, INSPECTION).filter(owner_id=actor.user_id, state__in=AT_HAND)
    return held.order_by("-priority", "due_at", "id")


def one_of_mine(actor: Actor, reference: str) -> Inspection:
    """One inspection of this inspector, also after its report; NotFound for all others."""
    require(actor, INSPECT)
    case = visible(actor, INSPECTION).filter(owner_id=actor.user_id, reference=reference).first()
    if case is None:
        raise NotFound(INSPECTION.title)
    return case


def phone_task(case: Inspection) -> dict[str, Any]:
    """What the phone needs to work without a network: instruction, declared goods, mandatory photographs."""
    try:
        snapshot = lodged_snapshot(case.declaration)
    except NotFound:
        snapshot = {}
    return {
        "reference": case.reference,
        "state": case.state,
        "version": case.version,
        "container": case.container,
        "unloading": case.unloading,
        "declaration_number": snapshot.get("declaration_number") or "",
        "gross_mass_kg": snapshot.get("gross_mass_kg"),
        "package_count": snapshot.get("package_count"),
        "items": [{name: item.get(name) for name in GOODS} for item in snapshot.get("items", ())],
        "mandatory": [str(kind) for kind in MANDATORY[case.unloading]],
        "hints": case.hints,
    }


def conflicts_of(actor: Actor, reference: str) -> list[PhoneStep]:
    """Steps of this inspector's phone that could not be done, oldest first."""
    found = PhoneStep.objects.filter(user_id=actor.user_id, reference=reference)
    return list(found.exclude(status=Synced.APPLIED).order_by("id"))


def reports_of(case: Inspection) -> list[dict[str, Any]]:
    """All versions of a report, oldest first, read."""
    rows = Report.objects.filter(inspection=case).select_related("author").order_by("number")
    return [{"row": row, "content": json.loads(row.content)} for row in rows]


def may_see_evidence(actor: Actor, reference: str) -> bool:
    """Who sees an inspection's photographs: whoever may see the inspection."""
    return visible(actor, INSPECTION).filter(reference=reference).exists()


def facts_of(reference: str, *, held: bool = False) -> InspectionFacts:
    """One inspection; raises NotFound. `held`: no step of it is taken before the caller's transaction ends."""
    rows = Inspection.objects.select_for_update(of=("self",)) if held else Inspection.objects.all()
    case = rows.filter(reference=reference).select_related("original").first()
    if case is None:
        raise NotFound(INSPECTION.title)
    return InspectionFacts(
        case.reference,
        case.state,
        case.declaration,
        case.container,
        case.office_id,
        case.owner_id,
        case.original.reference if case.original else "",
        case.arrived_at,
        case.started_at,
        case.submitted_at,
    )


def holds(references: Collection[str]) -> list[Hold]:
    """What open inspections keep back of these declarations: their container, or all goods where they name none. A
    repetition holds through the inspection it repeats, which ends with it."""
    rows = Inspection.objects.filter(declaration__in=references, original=None)
    found = rows.exclude(state=State.FINISHED).order_by("id")
    told = []
    for reference, declaration, container, state in found.values_list(
        "reference", "declaration", "container", "state"
    ):
        if state in (State.SUBMITTED, State.RE_INSPECTION):
            code, text = "inspection.repetition_open", OPEN_REPETITION
        else:
            code, text = "inspection.open", OPEN_INSPECTION
        told.append(Hold(declaration, code, text.filled(reference=reference), container))
    return told


def latest_report(reference: str) -> ReportFacts | None:
    """The report in force of an inspection; None where none was submitted."""
    row = Report.objects.filter(inspection__reference=reference).order_by("-number").first()
    return None if row is None else ReportFacts(row.number, row.content_sha256, json.loads(row.content))


def load_of(user_ids: Sequence[int]) -> dict[int, int]:
    """Inspections each officer has at hand."""
    held = Inspection.objects.filter(owner_id__in=user_ids, state__in=AT_HAND)
    return dict(Counter(held.values_list("owner_id", flat=True)))


def results_between(since: datetime, until: datetime) -> tuple[dict[str, int], int]:
    """What inspections whose report came in that span found: how many by group of the result list, and how many of them
    were random re-inspections. Counts only."""
    groups = {
        code: each.attributes.get("group", "") for code, each in codes(RESULTS, timezone.localdate()).items()
    }
    reported = Inspection.objects.filter(submitted_at__gte=since, submitted_at__lt=until).exclude(
        result_code=""
    )
    counted: Counter[str] = Counter()
    for code, number in reported.values_list("result_code").annotate(Count("pk")).order_by():
        counted[groups.get(code) or "other"] += number
    return dict(counted), reported.filter(source=Source.REINSPECTION).count()
