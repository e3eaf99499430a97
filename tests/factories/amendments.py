"""Requests to amend or cancel, for random walks."""

from __future__ import annotations

import uuid

from tests.factories.world import World
from tongguan.engines.problems import Text
from tongguan.operations.amendments.interface import Subject, register_subject
from tongguan.operations.amendments.models import ChangeRequest

WALKED = Subject("walked", lambda change, request: None, lambda pointer: Text(zh=pointer, en=pointer))
"""A subject of the walks' own: an approval of theirs changes no other case."""


def new_case(world: World) -> tuple[ChangeRequest, str, dict[str, object]]:
    """An unsaved request, and the step that opens it."""
    register_subject(WALKED)
    number = ChangeRequest.objects.count() + 1
    case = ChangeRequest(
        reference=f"CRWALK{number}",
        submission_id=uuid.uuid4(),
        submission_sha256="0" * 64,
        applicant=world.organisations["trader"],
        office=world.organisations["port"],
        workflow=WALKED.workflow,
        subject=f"W{number}",
        kind="cancel",
        reason="walk",
    )
    return case, "request", {}
