"""Remote inspections of the test world: asked for, scheduled, in session, with everything that proves them."""

from __future__ import annotations

import uuid
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from tests.factories.recordings import segments
from tests.factories.world import World
from tongguan.operations.remote_inspections.actions import answer_challenge, request_inspection, send_position
from tongguan.operations.remote_inspections.contracts import Application, Fix
from tongguan.operations.remote_inspections.models import RemoteInspection
from tongguan.operations.remote_inspections.workflow import REMOTE_INSPECTION
from tongguan.platform.cases.interface import Submission, take_step
from tongguan.platform.permissions.interface import Actor

SITE = (Decimal("30.123456"), Decimal("120.654321"))
SILKWORM = {"destination": "UZB", "hs_code": "05119930"}
CONFIRMED = "UZB-SW-1 UZB-SW-2 UZB-SW-3 ANY-AP-1 ANY-AP-2"


def application(**changed: Any) -> Application:
    """Silkworm eggs for Uzbekistan."""
    given: dict[str, Any] = {
        "office": "9901",
        "goods": "蚕种",
        "quantity": "2,000 盒",
        "consignee": "Samarkand Silk",
        "site_name": "云港原种场",
        "site_latitude": SITE[0],
        "site_longitude": SITE[1],
        **SILKWORM,
    }
    return Application(**(given | changed))


def asked(world: World, **changed: Any) -> RemoteInspection:
    """A request of the trader's."""
    submission = Submission(uuid.uuid4(), "0" * 64)
    return request_inspection(
        actor=world.actor("trader"), application=application(**changed), submission=submission
    )[0]


def step(world: World, who: str, case: RemoteInspection, code: str, **data: Any) -> RemoteInspection:
    """Take a step as a person."""
    case.refresh_from_db()
    take_step(
        actor=world.actor(who), workflow=REMOTE_INSPECTION, reference=case.reference, step=code,
        version=case.version, data=data,
    )  # fmt: skip
    case.refresh_from_db()
    return case


def in_session(world: World, who: str = "inspector", **changed: Any) -> RemoteInspection:
    """A session under way."""
    case = asked(world, **changed)
    ahead = timezone.localtime(timezone.now() + timedelta(hours=1))
    step(world, who, case, "schedule", at=f"{ahead:%Y-%m-%d %H:%M}")
    return step(world, who, case, "start")


def fix(north_m: float = 0, **changed: Any) -> Fix:
    """A place so many metres north of the site."""
    given: dict[str, Any] = {
        "latitude": round(SITE[0] + Decimal(north_m / 111_195), 6),
        "longitude": SITE[1],
        "accuracy_m": Decimal(8),
        "device_at": timezone.now(),
    }
    return Fix(**(given | changed))


def open_now(case: RemoteInspection) -> Any:
    """Let the next challenge be open at this moment; the challenge."""
    challenge = case.challenges.filter(session=case.session, answered_at=None).order_by("id").first()
    now = timezone.now()
    challenge.issue_at, challenge.expires_at = now, now + timedelta(seconds=25)
    challenge.save()
    return challenge


def answered(world: World, case: RemoteInspection, north_m: float = 0) -> None:
    """Every challenge of the session answered right, at the site."""
    while case.challenges.filter(session=case.session, answered_at=None).exists():
        challenge = open_now(case)
        send_position(actor=world.actor("trader"), reference=case.reference, fix=fix(north_m))
        answer_challenge(actor=world.actor("inspector"), reference=case.reference, read=challenge.code)


def result(world: World, case: RemoteInspection, **changed: Any) -> dict[str, Any]:
    """The form of a session that went well."""
    start = case.started_at
    length_s = max(1.0, (timezone.now() - start).total_seconds() / 2)
    return {
        "requirements": CONFIRMED,
        "segments": segments(world.actor("inspector"), start, count=2, length_s=length_s),
        **changed,
    }


def passed(world: World) -> RemoteInspection:
    """A session that went well."""
    case = in_session(world)
    answered(world, case)
    return step(world, "inspector", case, "pass", **result(world, case))


def new_case(world: World) -> tuple[RemoteInspection, str, dict[str, Any], Actor]:
    """An unsaved request, the step that opens it and who; for random walks."""
    case = RemoteInspection(
        reference=f"RIW{RemoteInspection.objects.count() + 1}",
        applicant=world.organisations["trader"],
        office=world.organisations["port"],
        goods="蚕种",
        quantity="1",
        consignee="x",
        site_name="x",
        site_latitude=SITE[0],
        site_longitude=SITE[1],
        submission_id=uuid.uuid4(),
        submission_sha256="0" * 64,
        **SILKWORM,
    )
    return case, "request", {}, world.actor("trader")
