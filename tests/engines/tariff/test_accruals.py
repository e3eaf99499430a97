"""What grows by the day: late payment fee and interest, against fractions counted day by day."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongguan.engines.tariff import INTEREST, LATE_PAYMENT, AccrualRule, accrued

FEE = AccrualRule(
    name=LATE_PAYMENT, share=Decimal("0.0005"), least=Decimal(50), source="art. 60", verified=True
)
BANK = AccrualRule(name=INTEREST, share=Decimal("0.0035"), per_days=360, source="bank")
START = dt.date(2026, 1, 1)
MONEY = st.decimals("0.00", "999999999.99", places=2)


def after(days: int) -> dt.date:
    return START + dt.timedelta(days=days)


@pytest.mark.parametrize(
    ("rule", "base", "days", "amount"),
    [
        (FEE, "10000.00", 30, "150.00"),
        (FEE, "3333.33", 30, "50.00"),
        (FEE, "3332.99", 30, "0"),  # 49.99 is below 50
        (FEE, "10000.00", 0, "0"),
        (FEE, "10000.00", -3, "0"),
        (FEE, "299851.75", 120, "17991.11"),  # a tie goes up
        (BANK, "100000.00", 360, "350.00"),
        (BANK, "100000.00", 1, "0.97"),
    ],
)
def test_worked_by_hand(rule, base, days, amount):
    assert accrued(Decimal(base), START, after(days), rule).amount == Decimal(amount)


@given(MONEY, st.integers(0, 4000), st.sampled_from((FEE, BANK)))
def test_as_counted_day_by_day_in_fractions(base, days, rule):
    exact = sum((Fraction(base) * Fraction(rule.share) / rule.per_days for _day in range(days)), Fraction(0))
    fen = (exact * 100 + Fraction(1, 2)).__floor__()
    expected = Decimal(fen) / 100
    found = accrued(base, START, after(days), rule)
    assert found.amount == (expected if expected >= rule.least else 0)
    assert found.days == (days if base and days else 0)
    assert all(step.source == rule.source for step in found.steps)
    if found.days:
        assert str(found.days) in found.steps[0].text.en
