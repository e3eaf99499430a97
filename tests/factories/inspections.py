"""Inspections of the test world: ordered, and moved on with real evidence."""

from __future__ import annotations

import json
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from tests.factories.image_review import on_duty, picture, selection_of, with_containers
from tests.factories.world import World
from tongguan.operations.attendance.models import Attendance
from tongguan.operations.inspections.actions import order_by_selection
from tongguan.operations.inspections.contracts import QueuedStep
from tongguan.operations.inspections.models import Inspection
from tongguan.operations.inspections.rules import MANDATORY
from tongguan.operations.inspections.workflow import INSPECTION
from tongguan.platform.cases.interface import take_step
from tongguan.platform.files.interface import store
from tongguan.platform.permissions.interface import SYSTEM, Actor


def ordered(
    world: World, inspector: str = "inspector", reinspector: str = "", unloading: str = "partial"
) -> Inspection:
    """An inspection in the hands of the drawn inspector."""
    on_duty(world, inspector, skill="inspection")
    officers = {"inspector": world.users[inspector].pk}
    officers["reinspector"] = world.users[reinspector].pk if reinspector else None
    selection = selection_of(
        world, with_containers(world), method="physical", officers=officers, unloading=unloading
    )
    case = order_by_selection(selection=selection)
    case.refresh_from_db()
    return case


def photos(world: World, inspector: str, kinds: Any, at: datetime | None = None) -> str:
    """Photographs of these kinds, stored by the inspector, as the report's form wants them."""
    actor = world.actor(inspector)
    taken = (at or timezone.now()).isoformat()
    return json.dumps(
        [
            {
                "digest": store(picture(), actor=actor, declared_name="p.png", purpose="test").digest,
                "kind": str(kind), "taken_at": taken, "latitude": "22.57", "longitude": "114.27",
            }
            for kind in kinds
        ]
    )  # fmt: skip


def report(world: World, case: Inspection, inspector: str, **changed: Any) -> dict[str, Any]:
    """A complete report's form."""
    return {
        "result": "01",
        "checks": ["name", "quantity"],
        "photos": photos(world, inspector, MANDATORY[case.unloading]),
        "new_seals": "CN778899",
        **changed,
    }


def step(world: World, who: str, case: Inspection, code: str, **data: Any) -> Inspection:
    """Take a step as a person."""
    case.refresh_from_db()
    take_step(
        actor=world.actor(who), workflow=INSPECTION, reference=case.reference, step=code,
        version=case.version, data=data,
    )  # fmt: skip
    case.refresh_from_db()
    return case


def recording(
    world: World, inspector: str = "inspector", case: Inspection | None = None, **given: Any
) -> Inspection:
    """An inspection whose container stands open."""
    case = case or ordered(world, inspector, **given)
    step(world, inspector, case, "accept")
    step(world, inspector, case, "arrive", container=case.container)
    unheld(case)
    return step(world, inspector, case, "start", seal_state="intact", seals="CN112233")


def unheld(case: Inspection) -> None:
    """The firm's time to answer is over, if it has not answered."""
    awaited = Attendance.objects.filter(inspection=case.reference, state="notified")
    awaited.update(due_at=timezone.now() - timedelta(seconds=1))


def queued(case: Inspection, code: str, version: int, **data: Any) -> QueuedStep:
    """A step as a phone keeps it."""
    return QueuedStep(uuid.uuid4(), case.reference, code, version, data, timezone.now())


def new_case(world: World) -> tuple[Inspection, str, dict[str, Any], Actor]:
    """An unsaved inspection with a drawn inspector, the step that opens it, and who; for random walks."""
    number = Inspection.objects.count() + 1
    case = Inspection(
        reference=f"INW{number}",
        declaration=f"WALK{number}",
        source="officer",
        source_key=f"WALK{number}",
        office=world.organisations["port"],
        drawn_inspector=world.users["inspector"],
    )
    return case, "order", {}, SYSTEM
