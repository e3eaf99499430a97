"""Manifests of the test world; also the case of the random walks."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

from tests.factories import vessels
from tests.factories.world import World
from tongguan.engines.identifiers import container_check_digit
from tongguan.operations.manifests.interface import Bill, Contents
from tongguan.operations.manifests.models import Manifest
from tongguan.platform.permissions.interface import Actor


def box(number: int = 0) -> str:
    """A valid container number."""
    stem = f"YUNU{number:06d}"
    return stem + container_check_digit(stem)


def bill(number: int = 0, **given: Any) -> Bill:
    """A bill with one container."""
    values: dict[str, Any] = {
        "number": f"EWSH{number:08d}",
        "consignee": "云港汇远国际贸易有限公司",
        "description": "瓷砖 CERAMIC TILES",
        "package_count": 24,
        "gross_mass_kg": Decimal("18250.5"),
        "containers": (box(number),),
    }
    return Bill(**(values | given))


def contents(call: str, *bills: Bill) -> Contents:
    """An import manifest."""
    return Contents(call, "import", bills or (bill(),))


def new_case(world: World) -> tuple[Manifest, str, dict[str, Any], Actor]:
    """An unsaved manifest of an announced call; for random walks."""
    call = vessels.called(world, uuid.uuid4().int % 80_000)
    case = Manifest(
        reference=f"MF{uuid.uuid4().hex[:10]}",
        call=call,
        direction="import",
        applicant=call.applicant,
        office=call.office,
    )
    return case, "file", {}, world.actor("carrier")
