"""What happens with a step, inside its transaction; named by the workflow."""

from __future__ import annotations

import hashlib
import json

from django.utils import timezone

from tongguan.engines.fieldwork import read_segments, read_stills
from tongguan.operations.endoscopy.models import SampleRequest
from tongguan.operations.endoscopy.workflow import SAMPLE_REQUEST
from tongguan.platform.cases.interface import Moving, next_reference, open_case
from tongguan.platform.files.interface import bind


def recorded(moving: Moving) -> None:
    """Bind stills and segments to the session, and the list of them by its digest to the ledger."""
    case = moving.case
    segments, stills = read_segments(moving.data["segments"]) or [], read_stills(moving.data["stills"]) or []
    subject = ("endoscopy", case.reference)
    for still in stills:
        bind(
            [still.digest],
            actor=moving.actor,
            subject=subject,
            place=still.place,
            taken_at=still.taken_at,
            note=f"still {case.declaration}",
        )
    for segment in segments:
        note = f"segment {case.declaration}"
        bind([segment.digest], actor=moving.actor, subject=subject, taken_at=segment.started_at, note=note)
    kept = {"stills": [each.told() for each in stills], "segments": [each.told() for each in segments]}
    case.evidence = json.dumps(kept, sort_keys=True, separators=(",", ":"))
    case.evidence_sha256 = hashlib.sha256(case.evidence.encode()).hexdigest()
    case.ended_at = segments[-1].ended_at
    moving.facts.update(declaration=case.declaration, evidence_sha256=case.evidence_sha256)


def judged(moving: Moving) -> None:
    """Keep when."""
    moving.case.judged_at = timezone.now()


def sample_requested(moving: Moving) -> None:
    """The sample request: opened with the judgement, under a number of its own."""
    session = moving.case
    request = SampleRequest(
        session=session,
        inspection=session.inspection,
        declaration=session.declaration,
        container=session.container,
        office_id=session.office_id,
        owner_id=session.owner_id,
    )
    request.pk, request.reference = next_reference(SampleRequest, "SR")
    open_case(actor=moving.actor, workflow=SAMPLE_REQUEST, case=request, step="request")
    moving.facts["sample_request"] = request.reference


def taken_over(moving: Moving) -> None:
    """The laboratory's own number."""
    moving.case.laboratory_order = moving.data["order"]
