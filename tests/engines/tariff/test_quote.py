from __future__ import annotations

import datetime as dt
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongguan.engines.tariff import (
    AdValorem,
    ExchangeRate,
    Kind,
    Law,
    Line,
    Measure,
    Rounding,
    Tax,
    quote,
)

DAY = dt.date(2026, 11, 22)
BEGAN = dt.date(2026, 1, 1)


CODE = "8471300000"


def measure(kind, share, since=BEGAN, until=None, source="", code=CODE):
    rate = AdValorem(Decimal(share))
    return Measure(kind=kind, hs_code=code, rate=rate, valid_from=since, valid_until=until, source=source)


def _rates(duty="0.027", vat="0.2", consumption=None, roundings=(), exchange=()):
    rows = [measure(Kind.MFN, duty, source="tariff"), measure(Kind.VAT, vat, source="VAT law")]
    if consumption is not None:
        rows.append(measure(Kind.CONSUMPTION, consumption, source="consumption tax law"))
    return Law.of(rows, exchange=exchange, roundings=roundings)


def dollars(rate, since=BEGAN, until=None, currency="USD", source=""):
    return ExchangeRate(
        currency=currency, yuan_per_unit=Decimal(rate), valid_from=since, valid_until=until, source=source
    )


def _line(price="10000", currency="CNY", **more):
    return Line(1, CODE, Decimal(price), currency, origin="DEU", **more)


def test_published_vector():
    """10,000 at 2.70 % is 270.00; 20 % VAT on 10,270 is 2,054.00."""
    result = quote([_line()], _rates(), DAY)
    assert (result.amount(Tax.DUTY), result.amount(Tax.VAT), result.total) == (
        Decimal("270.00"),
        Decimal("2054.00"),
        Decimal("2324.00"),
    )
    assert [str(step.amount) for step in result.lines[0].steps] == ["10000.00", "270.00", "2054.00"]


def test_consumption_tax_is_within_its_own_base():
    """A car worked by hand: 100,000 at 15 %, 9 % consumption tax: 115,000 ÷ 0.91 × 0.09 = 11,373.63."""
    line = quote([_line("100000")], _rates("0.15", "0.13", "0.09"), DAY).lines[0]
    assert (line.amount(Tax.DUTY), line.amount(Tax.CONSUMPTION)) == (Decimal("15000.00"), Decimal("11373.63"))
    assert line.amount(Tax.VAT) == Decimal("16428.57")
    assert "÷ (1 − 9%) × 9% = CNY 11373.63" in line.steps[2].text.en
    assert "消费税 =（完税价格 100000.00 + 关税 15000.00）" in line.steps[2].text.zh
    assert line.steps[2].source == "consumption tax law"


def test_free_on_board_becomes_a_dutiable_value_in_yuan():
    exchange = (
        dollars("7.1234", until=DAY, source="published rate"),
        dollars("8", currency="EUR"),
    )
    line = _line("1000", "USD", freight=Decimal(50), insurance=Decimal("3.5"), insurance_currency="EUR")
    result = quote([line], _rates(exchange=exchange), DAY)
    assert result.lines[0].dutiable_value == Decimal("7507.57")
    assert result.lines[0].steps[0].source.startswith("published rate")
    late = quote([line], _rates(exchange=exchange), DAY + dt.timedelta(days=1))
    assert [(p.code, p.pointer) for p in late.problems] == [
        ("tariff.no_exchange_rate", "/lines/1/price"),
        ("tariff.no_exchange_rate", "/lines/1/freight"),
    ]
    assert late.total == 0


def test_the_rate_of_the_day_is_used():
    rows = (
        measure(Kind.MFN, "0.10", dt.date(2025, 1, 1), dt.date(2025, 12, 31)),
        measure(Kind.MFN, "0.08", dt.date(2026, 1, 1)),
        measure(Kind.PROVISIONAL, "0.03", dt.date(2026, 7, 1), dt.date(2026, 12, 31)),
        measure(Kind.VAT, "0.13", dt.date(2019, 4, 1)),
    )
    rates = Law.of(rows)
    days = [dt.date(2025, 12, 31), dt.date(2026, 1, 1), dt.date(2026, 12, 31), dt.date(2027, 1, 1)]
    assert [quote([_line()], rates, day).amount(Tax.DUTY) for day in days] == [1000, 800, 300, 800]
    assert [p.code for p in quote([_line()], rates, dt.date(2024, 12, 31)).problems] == ["tariff.no_rate"]


@pytest.mark.parametrize(
    ("mode", "expected"), [(ROUND_HALF_UP, "0.03"), (ROUND_HALF_EVEN, "0.02"), (ROUND_DOWN, "0.02")]
)
def test_rounding_is_data(mode, expected):
    rates = _rates("0.25", roundings=(Rounding(of=Tax.DUTY, mode=mode),))
    assert quote([_line("0.10")], rates, DAY).amount(Tax.DUTY) == Decimal(expected)


def test_what_cannot_be_quoted_says_why_and_the_other_lines_are_quoted():
    lines = [_line(), Line(2, "9999999999", Decimal(1), "CNY"), Line(3, "8471300000", Decimal(-1), "CNY")]
    result = quote(lines, _rates(), DAY)
    assert [(p.code, p.pointer) for p in result.problems] == [
        ("tariff.no_rate", "/lines/2/hs_code"),
        ("tariff.no_rate", "/lines/2/hs_code"),
        ("tariff.negative", "/lines/3/price"),
    ]
    assert result.total == Decimal("2324.00")
    assert quote([_line()], _rates(consumption="1"), DAY).problems[0].code == "tariff.rate_range"


def _slow(
    price: Decimal, usd: Decimal, duty: Decimal, consumption: Decimal | None, vat: Decimal
) -> list[Fraction]:
    """The same taxes in exact fractions, rounded half up to the fen by whole-number arithmetic."""

    def fen(amount: Fraction) -> Fraction:
        return Fraction((amount * 200 + 1) // 2, 100)

    value = fen(Fraction(price) * Fraction(usd))
    duty_due = fen(value * Fraction(duty))
    consumption_due = Fraction(0)
    if consumption is not None:
        share = Fraction(consumption)
        consumption_due = fen((value + duty_due) / (1 - share) * share)
    return [value, duty_due, consumption_due, fen((value + duty_due + consumption_due) * Fraction(vat))]


@given(
    price=st.decimals(0, 10**10, places=4),
    usd=st.decimals("0.01", 10, places=4),
    duty=st.decimals(0, 3, places=4),
    consumption=st.none() | st.decimals(0, "0.9", places=3),
    vat=st.decimals(0, "0.2", places=3),
)
@settings(max_examples=300, deadline=None)
def test_equal_to_exact_fractions(price, usd, duty, consumption, vat):
    exchange = (dollars(usd),)
    line = quote([_line(price, "USD")], _rates(duty, vat, consumption, exchange=exchange), DAY).lines[0]
    got = [line.dutiable_value, *(line.amount(tax) for tax in (Tax.DUTY, Tax.CONSUMPTION, Tax.VAT))]
    assert [Fraction(amount) for amount in got] == _slow(price, usd, duty, consumption, vat)


def test_sums_are_those_of_the_rounded_lines():
    lines = [Line(n, "8471300000", Decimal("0.37") * n, "CNY") for n in range(1, 200)]
    result = quote(lines, _rates(), DAY)
    assert result.total == sum(tax.amount for line in result.lines for tax in line.taxes)
    assert result.total == sum(result.amount(tax) for tax in Tax)
