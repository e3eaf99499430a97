"""Exchange rates that make arithmetic easy to check by hand."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from tests.factories.world import World
from tongguan.operations.duties.models import ExchangeRate, FeeCase
from tongguan.platform.permissions.interface import Actor


def exchange(currency: str, cny_per_unit: str, valid_from: dt.date = dt.date(2026, 1, 1)) -> ExchangeRate:
    """A verified exchange rate from a day on."""
    return ExchangeRate.objects.create(
        currency=currency,
        cny_per_unit=Decimal(cny_per_unit),
        valid_from=valid_from,
        source="test",
        verified=True,
    )


def new_case(world: World) -> tuple[FeeCase, str, dict[str, object], Actor]:
    """An unsaved recalculation, the step that opens it, and who; for random walks."""
    number = FeeCase.objects.count() + 1
    case = FeeCase(
        reference=f"DFW{number}",
        declaration=f"WALK{number}",
        applicant=world.organisations["trader"],
        office=world.organisations["port"],
        entered=dt.date(2026, 11, 2),
        charged=Decimal(200),
        amount=Decimal(0),
    )
    return case, "open", {}, world.actor("cashier")
