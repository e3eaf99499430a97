"""Rates as text: read, printed and read again; wrong ones name the character."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongguan.engines.tariff import (
    AdValorem,
    Least,
    Most,
    Sliding,
    Specific,
    Sum,
    amount_of,
    parse_rate,
    rate_text,
)

D = Decimal
numbers = st.decimals(0, 10**9, places=4)
units = st.sampled_from(["kg", "t", "g", "L", "m2", "台", "双"])
simple = st.one_of(st.builds(AdValorem, st.decimals(0, 100, places=6)), st.builds(Specific, numbers, units))
sums = st.lists(simple, min_size=2, max_size=3).map(lambda parts: Sum(tuple(parts)))


def alternatives(inner):
    options = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.one_of(options.map(Least), options.map(Most))


rates = st.one_of(simple, sums, alternatives(st.one_of(simple, sums, alternatives(simple))))


@given(rates)
@settings(deadline=None)
def test_what_is_printed_is_read_back(rate):
    found, problems = parse_rate(rate_text(rate))
    assert problems == []
    assert found == rate
    assert rate_text(found) == rate_text(rate)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("10%", "10%"),
        ("2.2元/kg", "2.2元/kg"),
        ("15% + 3元/kg", "15% + 3元/kg"),
        ("MIN(10%, 5元/kg)", "MIN(10%, 5元/kg)"),
        ("max( 10% , 5 CNY / 千克 )", "MAX(10%, 5元/kg)"),
        ("１０％＋３元／公斤", "10% + 3元/kg"),
        ("免税", "0%"),
        ("free", "0%"),
        ("5元/035", "5元/kg"),
        ("SLIDING(14元/kg, 0.57元/kg, 8.87元/kg, 2.908%, 40%, 3)",) * 2,
    ],
)
def test_spellings(text, printed):
    found, problems = parse_rate(text)
    assert not problems
    assert rate_text(found) == printed


@pytest.mark.parametrize(
    ("text", "column"),
    [("", 1), ("10", 3), ("10% +", 6), ("5元/foo", 4), ("MIN(1%)", 7), ("1.2.3%", 1), ("10% 5", 5), ("-3%", 1),
     ("1e5%", 2), ("MIN(1%, 2%", 11), ("SLIDING(14元/kg, 1元/t, 8元/kg, 2%, 40%, 3)", 17),
     ("SLIDING(14元/kg, 1元/kg, 8元/kg, 2%, 40%, 9)", 40), ("__import__('os')", 1),
     ("MIN(MIN(MIN(MIN(MIN(1%,2%),2%),2%),2%),2%)", 21)],
)  # fmt: skip
def test_wrong_ones_say_where(text, column):
    found, (problem,) = parse_rate(text)
    assert found is None
    assert (problem.code, problem.line, problem.column) == ("tariff.rate_text", 1, column)
    assert str(column) in problem.message.zh


@given(st.text(max_size=400) | st.text("MINAX(),+%元/kg0123456789. ", max_size=400))
def test_no_text_makes_it_raise(text):
    found, problems = parse_rate(text)
    assert (found is None) == bool(problems)


@pytest.mark.parametrize(
    ("price", "expected"),
    [
        # 2013: Ri = 8.87 ÷ Pi + 2.908 % × Pi − 1, three decimals, at most 40 %; from 14 yuan/kg on 0.57 yuan/kg.
        ("14", "570"), ("20", "570"),
        ("13", "780"),  # .6823077 + .37804 − 1 = .06035 → .060 × 13,000
        ("10", "1780"),  # .887 + .2908 − 1 = .1778 → .178 × 10,000
        ("6", "2400"),  # .65281 → 40 %
        ("0", "0"),
    ],
)  # fmt: skip
def test_the_sliding_scale_of_cotton(price, expected):
    rate, _ = parse_rate("SLIDING(14元/kg, 0.57元/kg, 8.87元/kg, 2.908%, 40%, 3)")
    assert isinstance(rate, Sliding)
    assert amount_of(rate, D(price) * 1000, {"t": D(1)}) == D(expected)


def test_quantities_convert_within_one_base_only():
    rate, _ = parse_rate("2元/kg")
    assert amount_of(rate, D(0), {"t": D("1.5")}) == 3000
    assert amount_of(rate, D(0), {"t": D(9), "035": D(7)}) == 14
    assert amount_of(rate, D(0), {"L": D(9)}) == 0
