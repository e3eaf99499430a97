"""The tariff over HTTP."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from tongguan.platform.permissions.interface import PUBLIC, requires
from tongguan.platform.reference.contracts import RateValue
from tongguan.platform.reference.tariff import search_tariff

router = Router()
PREFIX = "/tariff"


class Rate(Schema):
    """One rate in per cent, where it comes from, and whether anybody compared it with that."""

    kind: str
    percent: Decimal
    valid_from: date | None
    source: str
    verified: bool


class Line(Schema):
    """A commodity code with its statutory units and the rates in force on the day."""

    code: str
    zh: str
    en: str
    first_unit: str
    second_unit: str
    valid_from: date | None
    source: str
    rates: list[Rate]


class Found(Schema):
    """At most 50 lines of the `total`; `enough` is false where too little was asked."""

    total: int
    enough: bool
    lines: list[Line]


@router.get("", auth=requires(PUBLIC), response=Found, summary="Find commodity codes by number or words")
def get_tariff(
    request: HttpRequest, q: str = Query(max_length=100), on: date | None = None
) -> dict[str, Any]:
    """Codes that begin with the digits, or whose Chinese or English name holds every word; `on` is the day, today by
    default."""
    found = search_tariff(q, on)
    return {
        "total": found.total,
        "enough": found.enough,
        "lines": [
            {
                "code": line.commodity.code,
                "zh": line.commodity.name.zh,
                "en": line.commodity.name.en,
                "first_unit": line.commodity.attributes.get("first_unit", ""),
                "second_unit": line.commodity.attributes.get("second_unit", ""),
                "valid_from": line.commodity.valid_from,
                "source": line.commodity.source,
                "rates": [_rate(rate) for rate in line.rates.values()],
            }
            for line in found.lines
        ],
    }


def _rate(rate: RateValue) -> dict[str, Any]:
    return {name: getattr(rate, name) for name in Rate.model_fields}
