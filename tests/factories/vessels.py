"""Ships, calls and positions of the test world; also the case of the random walks."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests.factories.submissions import submission
from tests.factories.world import World
from tongguan.engines.identifiers import imo_check_digit
from tongguan.operations.vessels.interface import Announcement, Fix, Ship, announce
from tongguan.operations.vessels.models import PortCall, Vessel


def imo(number: int = 0) -> str:
    """A valid IMO number."""
    stem = f"{910000 + number:06d}"
    return stem + imo_check_digit(stem)


def announcement(number: int = 0, **given: Any) -> Announcement:
    """A call of an invented ship at the world's port."""
    ship = Ship(imo(number), f"YUN MERIDIAN {number}", f"41{number:07d}", "CHN", "BQAA")
    values: dict[str, Any] = {
        "ship": ship,
        "voyage_number": f"{number:03d}W",
        "customs_office": "9901",
        "expected_at": timezone.now() + timedelta(hours=6),
        "terminal": "E-broker",
    }
    return Announcement(**(values | given))


def called(world: World, number: int = 0, **given: Any) -> PortCall:
    """An announced port call."""
    call = announcement(number, **given)
    return announce(actor=world.actor("carrier"), call=call, submission=submission())[0]


def fix(ship: str, minutes: float = 0, longitude: float = 150.0, latitude: float = 30.0, **given: Any) -> Fix:
    """A position some minutes ago."""
    return Fix(ship, timezone.now() - timedelta(minutes=minutes), longitude, latitude, **given)


def new_case(world: World) -> tuple[PortCall, str, dict[str, Any]]:
    """An unsaved port call; for random walks."""
    vessel, _new = Vessel.objects.get_or_create(imo=imo(1), defaults={"name": "YUN WALKER"})
    key = uuid.uuid4()
    case = PortCall(
        reference=f"PC{key.hex[:10]}",
        submission_id=key,
        submission_sha256=key.hex * 2,
        vessel=vessel,
        voyage_number="001W",
        expected_at=timezone.now(),
        applicant=world.organisations["broker"],
        office=world.organisations["port"],
    )
    return case, "announce", {}
