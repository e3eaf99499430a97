"""A part that a draw left open, in the test world."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from tests.factories.world import World
from tongguan.platform.permissions.interface import SYSTEM, Actor
from tongguan.platform.queues.models import (
    DrawAssignment,
    DrawEntry,
    DrawRound,
    Duty,
    ManualAssignment,
)


def open_part(world: World, number: int) -> DrawAssignment:
    """A published round in which nobody could be drawn."""
    now = timezone.now()
    round_ = DrawRound.objects.create(
        id=f"walk-{number}",
        purpose="walk",
        state="done",
        opened_at=now,
        cut_off_at=now,
        rules={},
        alias_key=b"",
    )
    given = {"firms": [], "excluded": [], "site": "9901"}
    entry = DrawEntry.objects.create(
        round=round_, purpose="walk", entry=f"W{number}", salt="", alias="", given=given, entered_at=now
    )
    return DrawAssignment.objects.create(
        entry=entry, role="inspector", place=0, fallback="roster_empty", at=now
    )


def new_case(world: World) -> tuple[ManualAssignment, str, dict[str, object], Actor]:
    """An unsaved case for an open part, the step that opens it, and who; for random walks."""
    number = ManualAssignment.objects.count() + 1
    now = timezone.now()
    for name in ("inspector", "inspector_2") if number == 1 else ():
        Duty.objects.create(
            position=world.users[name].positions.get(),
            site="9901",
            starts_at=now - timedelta(hours=1),
            ends_at=now + timedelta(hours=8),
        )
    part = open_part(world, number)
    case = ManualAssignment(
        reference=f"MAW{number}",
        part=part,
        purpose="walk",
        entry=part.entry.entry,
        role=part.role,
        fallback=part.fallback,
        office=world.organisations["port"],
    )
    return case, "open", {}, SYSTEM
