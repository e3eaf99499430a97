"""Reads of orders, samples and notices; who may know what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from tongguan.operations.quarantine.contracts import Person
from tongguan.operations.quarantine.enums import SampleState
from tongguan.operations.quarantine.errors import refused
from tongguan.operations.quarantine.models import HealthNotice, Hold, Sample, SamplingOrder
from tongguan.operations.quarantine.module import ACKNOWLEDGE, ANALYSE, PERSONAL, SIGN, VIEW
from tongguan.operations.quarantine.workflow import RUN, SAMPLE, SAMPLING_ORDER
from tongguan.platform.audit.interface import record
from tongguan.platform.cases.interface import visible, visible_case
from tongguan.platform.permissions.interface import Actor, require

READY = (SampleState.RECEIVED, SampleState.RETEST)


@dataclass(frozen=True, slots=True)
class Stage:
    """How many samples stand somewhere, and how many of them are late."""

    state: SampleState
    count: int
    late: int


def stages(actor: Actor) -> dict[str, Stage]:
    """Samples by state, with those past their time; one query."""
    late = Count("pk", filter=Q(due_at__lt=timezone.now()))
    rows = visible(actor, SAMPLE).order_by().values("state").annotate(count=Count("pk"), late=late)
    found = {row["state"]: row for row in rows}
    return {
        state: Stage(state, found.get(state, {}).get("count", 0), found.get(state, {}).get("late", 0))
        for state in SampleState
    }


def waiting_for_plate(actor: Actor, kit: str = "") -> QuerySet[Sample]:
    """Samples that may go on a plate now, the most urgent first; what is held is left out."""
    held = Hold.objects.filter(sample=OuterRef("pk"), lifted_at=None)
    found = visible(actor, SAMPLE).filter(~Exists(held), state__in=READY).order_by("due_at", "id")
    return found.filter(kit=kit) if kit else found


def knows_results(actor: Actor) -> bool:
    """Whether results are this actor's to know."""
    return actor.may(ANALYSE) or actor.may(SIGN)


def labels_of(actor: Actor, order: str) -> Sequence[Sample]:
    """The tubes of an order."""
    case = visible_case(actor, SAMPLING_ORDER, order)
    return list(case.samples.order_by("id"))


@transaction.atomic
def reveal(*, actor: Actor, order: str, purpose: str) -> Person | None:
    """Whose sample it is; the look and its purpose are on record. Raises NotAllowed, NotFound, Refused."""
    require(actor, PERSONAL)
    case: SamplingOrder = visible_case(actor, SAMPLING_ORDER, order)
    if len(purpose.strip()) < 2:
        raise refused("purpose", "/purpose")
    record(
        actor=actor, action="quarantine.revealed", subject=("sampling_order", order),
        data={"purpose": purpose.strip()[:200]},
    )  # fmt: skip
    return case.whose


def may_see_report(actor: Actor, reference: str) -> bool:
    """Who may fetch a report: who knows whose samples are or signs, at the office; the authority that was told."""
    if actor.may(ACKNOWLEDGE) and HealthNotice.objects.filter(sample__reference=reference).exists():
        return True
    if not (actor.may(PERSONAL) or actor.may(SIGN)):
        return False
    return bool(visible(actor, SAMPLE).filter(reference=reference).exists())


def may_see_run_file(actor: Actor, reference: str) -> bool:
    """Who may fetch a run's file."""
    return knows_results(actor) and bool(visible(actor, RUN).filter(reference=reference).exists())


def notices(actor: Actor) -> QuerySet[HealthNotice]:
    """Notices: all for the authority, those of one's offices for the laboratory."""
    found = HealthNotice.objects.select_related("sample", "acknowledged_by")
    if actor.may(ACKNOWLEDGE):
        return found
    require(actor, VIEW)
    return found.filter(sample__office_id__in=actor.office_ids)
