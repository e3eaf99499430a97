"""After the report: inspected again by others where the draw says so, then told to the declaration."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from tongguan.operations.inspections.actions.assigning import enter_reinspection, locked
from tongguan.operations.inspections.actions.ordering import order_again
from tongguan.operations.inspections.contracts import REINSPECTION_DRAW
from tongguan.operations.inspections.enums import Source, State
from tongguan.operations.inspections.models import Inspection
from tongguan.operations.inspections.workflow import INSPECTION
from tongguan.platform.cases.interface import take_step
from tongguan.platform.events.interface import publish
from tongguan.platform.permissions.interface import SYSTEM
from tongguan.platform.queues.interface import result_of


@transaction.atomic
def report_submitted(*, reference: str) -> None:
    """A report came in. A repetition ends both inspections. Of selected goods the selection's draw has decided
    already whether they are inspected again; for all others a draw runs since the report."""
    case = locked(reference)
    if case is None or case.state != State.SUBMITTED:
        return
    if case.original_id:
        _step(reference, "finish")
        finish(reference=case.original.reference)
    elif case.source == Source.SELECTION:
        decide_repetition(
            reference=reference, again=case.reinspector_id is not None, officer=case.reinspector_id
        )
    elif result_of(REINSPECTION_DRAW, reference) is None:
        enter_reinspection(
            case
        )  # reported before reports entered their draw themselves; else it waits there already


@transaction.atomic
def decide_repetition(*, reference: str, again: bool, officer: int | None) -> None:
    """Order the repetition, or end the inspection; idempotent."""
    case = locked(reference)
    if case is None or case.state != State.SUBMITTED:
        return
    if not again:
        finish(reference=reference)
        return
    case.reinspector_id = officer
    case.save(update_fields=["reinspector"])
    _step(reference, "inspect_again")
    order_again(case)


@transaction.atomic
def finish(*, reference: str) -> None:
    """End an inspection and publish what the examination found, its repetition included."""
    _step(reference, "finish")
    case = Inspection.objects.get(reference=reference)
    again = Inspection.objects.filter(original=case).first()
    # What the repetition found and the first inspection did not is what counts.
    counts = again if again is not None and again.finding else case
    publish("examination.finished", f"declaration/{case.declaration}", _told(case, again, counts))


def _told(case: Inspection, again: Inspection | None, counts: Inspection) -> dict[str, Any]:
    officers = {case.owner_id, again.owner_id if again else None}
    if case.source == Source.IMAGE:
        officers.update(case.acted_before)
    return {
        "declaration": case.declaration,
        "by": "inspection",
        "case": case.reference,
        "result_code": counts.result_code,
        "finding": case.finding or bool(again and again.finding),
        "officers": sorted(each for each in officers if each),
        "recovered_value": str(counts.recovered_value),
    }


def _step(reference: str, step: str) -> None:
    take_step(actor=SYSTEM, workflow=INSPECTION, reference=reference, step=step)
