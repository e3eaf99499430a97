"""Whole declarations whose taxes were worked apart from the program, equal to the fen."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path

import pytest

from tests.factories.duties import exchange
from tests.operations.duties.test_computing import declaration, item, rated
from tongguan.operations.duties.interface import compute

GOLDEN = json.loads((Path(__file__).parent / "golden.json").read_text(encoding="utf-8"))
DAY = dt.date(2026, 11, 22)
KINDS = ("duty_mfn", "consumption", "vat")
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("case", GOLDEN["cases"], ids=lambda case: case["name"])
def test_taxes_of_a_whole_declaration(world, case):
    for hs_code, percents in GOLDEN["goods"].items():
        rated(hs_code, **{kind: each for kind, each in zip(KINDS, percents, strict=True) if each})
    for currency, cny_per_unit in GOLDEN["rates"].items():
        exchange(currency, cny_per_unit)
    charges = {
        name: {"amount": case[name][0], "currency": case[name][1]}
        for name in ("freight", "insurance")
        if case[name]
    }
    lines = [
        item(number, hs_code, price, levy_mode, currency)
        for number, (hs_code, price, currency, levy_mode) in enumerate(case["lines"], 1)
    ]
    result = compute(declaration(*lines, terms=case["terms"], **charges), DAY)
    assert not result.problems
    found = []
    for line in result.lines:
        taxes = {tax.kind: tax.amount for tax in line.taxes}
        amounts = (line.dutiable_value, *(taxes.get(kind, 0) for kind in ("duty", "consumption_tax", "vat")))
        found.append([f"{Decimal(amount):.2f}" for amount in amounts])
    assert found == case["expected"]
    assert f"{result.total_due:.2f}" == case["due"]
