"""Endoscope sessions of the test world."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from tests.factories.inspections import recording
from tests.factories.recordings import segments, stills
from tests.factories.world import World
from tongguan.operations.endoscopy.contracts import Look
from tongguan.operations.endoscopy.models import EndoscopeSession, SampleRequest
from tongguan.operations.inspections.models import Inspection
from tongguan.platform.permissions.interface import Actor


def inspected(world: World) -> Inspection:
    """An inspection whose inspector arrived some minutes ago."""
    case = recording(world)
    ago = timezone.now() - timedelta(minutes=5)
    Inspection.objects.filter(pk=case.pk).update(arrived_at=ago, started_at=ago, created_at=ago)
    case.refresh_from_db()
    return case


def a_look(world: World, case: Inspection, judgement: str = "clear", **changed: Any) -> Look:
    """A whole session as the inspector's phone kept it."""
    actor, opened = world.actor("inspector"), changed.pop("opened_at", timezone.now() - timedelta(seconds=60))
    first = opened + timedelta(seconds=1)
    given: dict[str, Any] = {
        "inspection": case.reference,
        "entry_diameter_cm": Decimal("1.2"),
        "entry_position": "left door, upper hinge",
        "opened_at": opened,
        "stills": stills(actor, first + timedelta(seconds=1)),
        "segments": segments(actor, first),
        "judgement": judgement,
        "remark": "",
    }
    return Look(**(given | changed))


def new_endoscopy(world: World) -> tuple[EndoscopeSession, str, dict[str, Any], Actor]:
    """An unsaved session of an inspection under way, the step that opens it and who; for random walks."""
    case = inspected(world)
    opened: datetime = timezone.now()
    session = EndoscopeSession(
        reference=f"ESW{EndoscopeSession.objects.count() + 1}",
        inspection=case.reference,
        declaration=case.declaration,
        container=case.container,
        office=world.organisations["port"],
        owner=world.users["inspector"],
        entry_diameter_cm=Decimal("1.2"),
        opened_at=opened,
        submission_id=uuid.uuid4(),
        submission_sha256="0" * 64,
    )
    return session, "open", {"entry_diameter_cm": "1.2"}, world.actor("inspector")


def new_sample_request(world: World) -> tuple[SampleRequest, str, dict[str, Any], Actor]:
    """An unsaved sample request; for random walks."""
    session, _step, _data, actor = new_endoscopy(world)
    session.created_at = session.changed_at = timezone.now()
    session.state = "sample"
    session.save()
    request = SampleRequest(
        reference=f"SRW{SampleRequest.objects.count() + 1}",
        session=session,
        inspection=session.inspection,
        declaration=session.declaration,
        office=world.organisations["port"],
        owner=world.users["inspector"],
    )
    return request, "request", {}, actor
