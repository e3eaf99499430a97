"""Taxes to the cent: worked by hand, shared exactly, waived below the least amount, blocked where law is missing."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.duties import exchange
from tongguan.engines.tariff import shares
from tongguan.operations.duties.interface import compute
from tongguan.platform.reference.interface import forget
from tongguan.platform.reference.models import Rate

DAY = dt.date(2026, 11, 22)
pytestmark = pytest.mark.django_db


def item(number=1, hs_code="99999999", price="10000", levy_mode="1", currency="CNY"):
    return {
        "line_number": number,
        "hs_code": hs_code,
        "total_price": price,
        "currency": currency,
        "levy_mode": levy_mode,
        "origin_country": "DEU",
    }


def declaration(*items, flow="I", terms="1", **charges):
    return {"flow": flow, "transaction_mode": terms, "items": list(items), **charges}


def rated(hs_code="99999999", **percents):
    for kind, percent in percents.items():
        Rate.objects.create(
            hs_code=hs_code, kind=kind, percent=Decimal(percent), source="test", status="verified"
        )
    forget()


def taxes(result, line=0):
    return {tax.kind: tax.amount for tax in result.lines[line].taxes}


def test_duty_and_vat_of_the_worked_example(world):
    """10,000 at 2.70 % is 270.00; VAT of 20 % on 10,270 is 2,054.00."""
    rated(duty_mfn="2.7", vat="20")
    result = compute(declaration(item()), DAY)
    assert taxes(result) == {"duty": Decimal("270.00"), "consumption_tax": 0, "vat": Decimal("2054.00")}
    assert result.total_due == Decimal("2324.00")
    assert result.verified
    assert len(result.lines[0].steps) == 3


def test_consumption_tax_is_inside_its_own_base(world):
    """(10,000 + 1,000) ÷ (1 − 0.1) × 0.1 = 1,222.22; VAT 13 % of 12,222.22 is 1,588.89."""
    rated(duty_mfn="10", consumption="10", vat="13")
    found = taxes(compute(declaration(item()), DAY))
    assert found == {
        "duty": Decimal("1000"),
        "consumption_tax": Decimal("1222.22"),
        "vat": Decimal("1588.89"),
    }


def test_half_a_fen_rounds_up(world):
    """1.10 % of 1,000.50 is 11.0055 → 11.01; VAT 13 % of 1,011.51 is 131.4963 → 131.50."""
    rated(duty_mfn="1.1", vat="13")
    found = taxes(compute(declaration(item(price="1000.50")), DAY))
    assert (found["duty"], found["vat"]) == (Decimal("11.01"), Decimal("131.50"))
    found = taxes(compute(declaration(item(price="500")), DAY))
    assert found["duty"] == Decimal("5.50")


def test_the_month_s_exchange_rate_applies(world):
    rated(duty_mfn="10", vat="13")
    exchange("XTS", "7.00", dt.date(2026, 10, 1))
    exchange("XTS", "8.00", dt.date(2026, 11, 1))
    exchange("XTS", "9.00", dt.date(2026, 12, 1))
    result = compute(declaration(item(currency="XTS")), DAY)
    assert result.lines[0].dutiable_value == Decimal("80000.00")


def test_fob_adds_freight_and_insurance_by_value(world):
    rated(duty_mfn="10", vat="13")
    charges = {
        "freight": {"amount": "100.00", "currency": "CNY"},
        "insurance": {"amount": "10.00", "currency": "CNY"},
    }
    lines = (item(1, price="100"), item(2, price="200"))
    fob = compute(declaration(*lines, terms="3", **charges), DAY)
    assert [line.dutiable_value for line in fob.lines] == [Decimal("136.66"), Decimal("273.34")]
    cif = compute(declaration(*lines, terms="1", **charges), DAY)
    assert [line.dutiable_value for line in cif.lines] == [Decimal("100.00"), Decimal("200.00")]
    cfr = compute(declaration(*lines, terms="2", **charges), DAY)
    assert sum(line.dutiable_value for line in cfr.lines) == Decimal("310.00")


def test_below_the_least_amount_a_tax_is_not_levied(world):
    """Duty 49.99 is not levied, VAT of the same goods is."""
    rated(duty_mfn="1", vat="13")
    result = compute(declaration(item(price="4999")), DAY)
    assert result.totals["duty"] == Decimal("49.99")
    assert result.due["duty"] == 0
    assert result.due["vat"] == result.totals["vat"] > 0
    assert len(result.notes) == 1
    assert compute(declaration(item(price="5000")), DAY).due["duty"] == Decimal("50.00")


def test_an_exempt_line_owes_nothing_and_says_so(world):
    rated(duty_mfn="10", vat="13")
    result = compute(declaration(item(1, levy_mode="3"), item(2)), DAY)
    assert sum(taxes(result, 0).values()) == 0
    assert "3" in result.lines[0].steps[0].text.en
    assert taxes(result, 1)["duty"] == Decimal("1000.00")


@pytest.mark.parametrize(
    ("goods", "code"),
    [
        ({"hs_code": "88888888"}, "tariff.no_rate"),
        ({"currency": "XXX"}, "tariff.no_exchange_rate"),
        ({"levy_mode": "4"}, "duties.levy_mode"),
    ],
)
def test_what_is_missing_blocks_the_bill(world, goods, code):
    rated(duty_mfn="10", vat="13")
    result = compute(declaration(item() | goods), DAY)
    assert code in {problem.code for problem in result.problems}
    assert result.total_due == 0


def test_exports_owe_nothing_unless_rated(world):
    assert compute(declaration(item(), flow="E", terms="3"), DAY).total_due == 0
    rated(duty_export="25")
    result = compute(declaration(item(), flow="E", terms="3"), DAY)
    assert result.lines[0].dutiable_value == Decimal("8000.00")
    assert {tax: amount for tax, amount in result.due.items() if amount} == {"duty": Decimal("2000.00")}


cents = st.decimals(min_value=0, max_value=10**9, places=2)


@given(cents, st.lists(st.decimals(min_value="0.01", max_value=10**7, places=2), min_size=1, max_size=50))
def test_shares_add_up_to_the_amount_exactly(amount, weights):
    found = shares(amount, weights)
    assert sum(found) == amount
    total = sum(weights)
    assert all(
        abs(part - amount * w / total) <= Decimal("0.01") for part, w in zip(found, weights, strict=True)
    )
