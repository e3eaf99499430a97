"""Kiosks, travellers and officers who take calls."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests.factories.world import World
from tongguan.operations.kiosks.actions import at_desk, register_kiosk, start_session
from tongguan.operations.kiosks.contracts import SKILL
from tongguan.operations.kiosks.models import Kiosk
from tongguan.platform.queues.models import Duty

STATE = {
    "form": "health",
    "language": "ja",
    "step": "arrival",
    "answers": {"arrival": "2026-11-30", "countries": ["JPN", "THA"], "seat": "32A"},
}


def kiosk(world: World, code: str = "A-01", hall: str = "T1 到达", place: int = 1) -> tuple[Kiosk, str]:
    """A registered kiosk and its key."""
    return register_kiosk(actor=world.actor("administrator"), code=code, hall=hall, place=place)


def traveller(language: str = "ja", key: str = "", origin: str = "o") -> str:
    """A session's token."""
    return start_session(form="health", language=language, key=key, origin=origin)[1]


def on_duty(world: World, name: str, *languages: str, since_h: float = 2.0, ready: bool = True) -> Any:
    """An officer on duty with the skill and these languages, page open; the actor."""
    now = timezone.now()
    position = world.users[name].positions.get()
    Duty.objects.create(
        position=position,
        starts_at=now - timedelta(hours=since_h),
        ends_at=now + timedelta(hours=6),
        skills=[SKILL, *(f"language.{each}" for each in languages)],
    )
    actor = world.actor(name)
    if ready:
        at_desk(actor=actor, ready=True)
    return actor
