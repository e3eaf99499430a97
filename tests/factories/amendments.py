"""Requests to amend or cancel, for random walks."""

from __future__ import annotations

import uuid

from tests.factories.declarations import lodged
from tests.factories.world import World
from tongguan.operations.amendments.models import ChangeRequest
from tongguan.operations.declarations.interface import route
from tongguan.operations.declarations.workflow import DECLARATION


def new_case(world: World) -> tuple[ChangeRequest, str, dict[str, object]]:
    """An unsaved request to cancel a declaration under review, and the step that opens it."""
    number = ChangeRequest.objects.count() + 1
    reference = lodged(world, number).reference
    route(reference, "review")
    case = ChangeRequest(
        reference=f"CRWALK{number}",
        submission_id=uuid.uuid4(),
        submission_sha256="0" * 64,
        applicant=world.organisations["trader"],
        office=world.organisations["port"],
        workflow=DECLARATION.code,
        subject=reference,
        kind="cancel",
        reason="walk",
    )
    return case, "request", {}
