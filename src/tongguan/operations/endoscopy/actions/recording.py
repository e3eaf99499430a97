"""A look as the phone kept it becomes a session: opened, recorded and judged in one transaction, and once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction

from tongguan.engines.fieldwork import Segment, Still, read_segments, read_stills
from tongguan.operations.endoscopy.contracts import STEP_OF, Look
from tongguan.operations.endoscopy.errors import refused
from tongguan.operations.endoscopy.models import EndoscopeSession, SampleRequest
from tongguan.operations.endoscopy.module import RECORD
from tongguan.operations.endoscopy.workflow import ENDOSCOPY, SAMPLE_REQUEST
from tongguan.operations.inspections.interface import facts_of
from tongguan.platform.cases.interface import Submission, next_reference, once, open_case, take_step
from tongguan.platform.permissions.interface import SYSTEM, Actor, require


def record_look(
    *, actor: Actor, look: Look, submission: Submission, off: timedelta
) -> tuple[EndoscopeSession, bool]:
    """Keep a whole session, once per submission: (the session, whether it was kept before).

    The server's clock decides: `off` is added to every time the phone gives. Raises NotAllowed,
    NotFound for an unknown inspection, Refused for one of somebody else or where a rule is broken; then nothing is
    kept, and the phone still has it.
    """
    require(actor, RECORD)
    if look.judgement not in STEP_OF:
        raise refused("judgement", "/judgement")
    facts = facts_of(look.inspection)
    if facts.inspector != actor.user_id:
        raise refused("not_held", "/inspection", status=403)

    def made() -> EndoscopeSession:
        case = EndoscopeSession(
            inspection=facts.reference,
            declaration=facts.declaration,
            container=facts.container,
            office_id=facts.office_id,
            owner_id=actor.user_id,
            entry_diameter_cm=look.entry_diameter_cm,
            entry_position=look.entry_position,
            opened_at=look.opened_at + off,
            submission_id=submission.id,
            submission_sha256=submission.sha256,
        )
        case.pk, case.reference = next_reference(EndoscopeSession, "ES")
        opening = {
            "entry_diameter_cm": str(look.entry_diameter_cm),
            "entry_position": look.entry_position,
            "at": case.opened_at.isoformat(),
        }
        open_case(actor=actor, workflow=ENDOSCOPY, case=case, step="open", data=opening)
        _next(actor, case, "record", _moved(look, off))
        _next(actor, case, STEP_OF[look.judgement], {"remark": look.remark})
        case.refresh_from_db()
        return case

    return once(EndoscopeSession, submission, made)


def _next(actor: Actor, case: EndoscopeSession, step: str, data: dict[str, Any]) -> None:
    version = EndoscopeSession.objects.values_list("version", flat=True).get(pk=case.pk)
    take_step(
        actor=actor, workflow=ENDOSCOPY, reference=case.reference, step=step, version=version, data=data
    )


def _moved(look: Look, off: timedelta) -> dict[str, str]:
    """Stills and segments on the server's clock; what is malformed is left for the step's rules to name."""
    segments, stills = read_segments(look.segments), read_stills(look.stills)
    return {
        "segments": _moved_list(look.segments, segments, off),
        "stills": _moved_list(look.stills, stills, off),
    }


def _moved_list(text: str, read: Sequence[Segment | Still] | None, off: timedelta) -> str:
    return text if read is None else json.dumps([each.moved(off).told() for each in read])


@transaction.atomic
def examined(*, inspection: str, finding: bool) -> None:
    """The inspection ended: what was judged clear is known to have been so, or not."""
    EndoscopeSession.objects.filter(inspection=inspection).update(found_later=finding)


def take_over(*, request: str, order: str) -> SampleRequest:
    """A laboratory takes a sample request over under its own order number; raises NotFound, WrongState."""
    take_step(
        actor=SYSTEM, workflow=SAMPLE_REQUEST, reference=request, step="take_over", data={"order": order}
    )
    return SampleRequest.objects.get(reference=request)
