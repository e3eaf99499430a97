"""Guarantees of the test world's firms."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

from django.utils import timezone

from tests.factories.world import World
from tongguan.operations.guarantees.interface import Application, apply
from tongguan.operations.guarantees.models import Guarantee
from tongguan.operations.guarantees.workflow import GUARANTEE
from tongguan.platform.cases.interface import Submission, take_step


def application(firm: str = "E-trader", limit: str = "1000000.00", **given: Any) -> Application:
    """A bank's letter of guarantee, valid for a year."""
    today = timezone.localdate()
    values: dict[str, Any] = {
        "firm": firm,
        "kind": "bank",
        "issuer": "云港商业银行",
        "document_number": f"LG-{uuid.uuid4().hex[:8]}",
        "limit_cny": Decimal(limit),
        "valid_from": today,
        "valid_to": today + dt.timedelta(days=365),
    }
    return Application(**(values | given))


def applied(world: World, **given: Any) -> Guarantee:
    """A guarantee the trader applied for."""
    case, _replayed = apply(
        actor=world.actor("trader"),
        application=application(**given),
        office="9901",
        submission=Submission(uuid.uuid4(), "0" * 64),
    )
    return case


def in_force(world: World, limit: str = "1000000.00", **given: Any) -> Guarantee:
    """A guarantee the cashier accepted."""
    case = applied(world, limit=limit, **given)
    take_step(
        actor=world.actor("cashier"), workflow=GUARANTEE, reference=case.reference, step="accept", version=1
    )
    case.refresh_from_db()
    return case


def new_case(world: World) -> tuple[Guarantee, str, dict[str, object]]:
    """An unsaved guarantee and the step that opens it; for random walks."""
    today = timezone.localdate()
    number = Guarantee.objects.count() + 1
    case = Guarantee(
        reference=f"GBWALK{number}",
        submission_id=uuid.uuid4(),
        submission_sha256="0" * 64,
        applicant=world.organisations["trader"],
        office=world.organisations["port"],
        kind="bank",
        issuer="Bank",
        document_number="1",
        limit_cny=Decimal(1000),
        valid_from=today,
        valid_to=today,
    )
    return case, "apply", {}
