"""Exchange rates that make arithmetic easy to check by hand."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from tongguan.operations.duties.models import ExchangeRate


def exchange(currency: str, cny_per_unit: str, valid_from: dt.date = dt.date(2026, 1, 1)) -> ExchangeRate:
    """A verified exchange rate from a day on."""
    return ExchangeRate.objects.create(
        currency=currency,
        cny_per_unit=Decimal(cny_per_unit),
        valid_from=valid_from,
        source="test",
        verified=True,
    )
