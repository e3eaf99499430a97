"""The late declaration fee: published vectors, holidays, transit, exemptions, and the reference."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal
from fractions import Fraction

import pytest

from tests.engines.tariff import reference
from tongguan.engines.calendar import Calendar
from tongguan.engines.problems import Text
from tongguan.engines.tariff import DESTINATION, IMPORT, TRANSIT, Dated, FeeRule, Leg, late_fee

RULE = FeeRule(
    daily_share=Decimal("0.0005"), first_day=15, postponed=True, least=Decimal(50), source="GACC Order 128"
)
CALENDAR = Calendar.load()
D = dt.date


def fee(value, entered, accepted, **more):
    return late_fee(Decimal(value), [Leg(IMPORT, entered, accepted)], RULE, CALENDAR, **more)


@pytest.mark.parametrize(("value", "amount"), [("100000", 150), ("33000", 0), ("33334", 50), ("33333.33", 0)])
def test_three_days(value, amount):
    """100,000 × 0.5 ‰ × 3 = 150; 33,000 gives 49.5, below 50 and not levied; 33,334 gives 50.001, levied as 50."""
    found = fee(value, D(2026, 11, 2), D(2026, 11, 19))
    assert (found.amount, found.days) == (amount, 3)
    assert (found.first, found.last) == (D(2026, 11, 17), D(2026, 11, 19))


def test_the_fourteenth_day_is_in_time_the_fifteenth_is_not():
    assert fee("10000000", D(2026, 11, 2), D(2026, 11, 16)).days == 0
    assert fee("10000000", D(2026, 11, 2), D(2026, 11, 16)).first is None
    assert fee("10000000", D(2026, 11, 2), D(2026, 11, 17)).amount == 5000


@pytest.mark.parametrize(
    ("entered", "starts"),
    [
        (D(2026, 9, 16), D(2026, 10, 8)),  # 1 October, National Day to the 7th
        (D(2026, 9, 22), D(2026, 10, 8)),  # 7 October, the last day off
        (D(2026, 9, 23), D(2026, 10, 8)),
        (D(2026, 9, 25), D(2026, 10, 10)),  # a Saturday on which work is done
        (D(2026, 11, 6), D(2026, 11, 23)),  # Saturday 21 November
        (D(2026, 2, 2), D(2026, 2, 24)),  # Spring Festival
    ],
)
def test_a_start_on_a_day_off_moves(entered, starts):
    found = fee("1000000", entered, starts)
    assert (found.first, found.days, found.amount) == (starts, 1, 500)
    assert fee("1000000", entered, starts - dt.timedelta(days=1)).amount == 0
    moved = starts != entered + dt.timedelta(days=15)
    assert any(step.formula == "next working day" for step in found.steps) == moved


def test_holidays_after_the_start_count():
    assert fee("1000000", D(2026, 9, 14), D(2026, 10, 9)).days == 11


def test_transit_has_two_starts_each_with_its_own_least_amount():
    legs = [
        Leg(TRANSIT, D(2026, 9, 1), D(2026, 9, 18)),
        Leg(DESTINATION, D(2026, 9, 20), D(2026, 10, 12)),
    ]
    found = late_fee(Decimal(500000), legs, RULE, CALENDAR)
    assert [(leg.days, leg.amount) for leg in found.legs] == [(3, 750), (5, 1250)]
    assert (found.amount, found.days, found.first, found.last) == (2000, 8, D(2026, 9, 16), D(2026, 10, 12))
    small = late_fee(Decimal(30000), legs, RULE, CALENDAR)
    assert [leg.amount for leg in small.legs] == [0, 75]


def test_an_exemption_names_its_reason_and_levies_nothing():
    reason = Text(zh="担保放行", en="released under guarantee")
    found = fee("100000", D(2026, 11, 2), D(2026, 11, 19), exemption=Dated(source="art. 9"), reason=reason)
    assert (found.amount, found.days) == (0, 3)
    assert found.steps[-1].text.en.endswith("released under guarantee")


def test_wrong_input_is_told():
    problems = fee("-1", D(2026, 11, 19), D(2026, 11, 2)).problems
    assert [problem.code for problem in problems] == ["late_fee.value", "late_fee.period"]
    assert fee("1", D(1900, 1, 1), D(2026, 1, 1)).problems[0].pointer == "/accepted"
    assert fee("1", D(9999, 12, 31), D(9999, 12, 31)).problems[0].code == "late_fee.period"
    assert fee("1", D(1, 1, 1), D(1, 2, 1)).problems == ()


def test_a_year_without_known_holidays_is_told():
    found = fee("100000", D(2031, 5, 1), D(2031, 5, 30))
    assert any("unverified" in step.text.en for step in found.steps)


def days_off() -> set[dt.date]:
    """Every day of 2019 to 2026 on which no work is done."""
    first = D(2018, 12, 29)
    days = (first + dt.timedelta(days=n) for n in range((D(2026, 12, 31) - first).days + 1))
    return {day for day in days if not CALENDAR.is_working_day(day)}


def agree(count: int, seed: int) -> None:
    rng, off = random.Random(seed), days_off()
    for _ in range(count):
        entered = D(2019, 1, 1) + dt.timedelta(days=rng.randrange(2850))
        accepted = entered + dt.timedelta(days=rng.choice((14, 15, 16, 17, rng.randrange(60))))
        value = Decimal(rng.randrange(10 ** rng.choice((5, 7, 9, 12)))).scaleb(-2)
        found = fee(value, entered, accepted)
        assert (found.days, found.amount) == reference.fee(Fraction(value), entered, accepted, off)


def test_equal_to_the_reference():
    agree(3000, 1)


@pytest.mark.slow
def test_a_hundred_thousand_fees_equal_the_reference():
    agree(100_000, 2)
