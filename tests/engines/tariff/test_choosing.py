"""Which rate is levied, worked by hand: order of rates, certificates, seasons, remedies, quotas, relief, values."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from tongguan.engines.tariff import (
    Agreement,
    Bonded,
    Certificate,
    ExchangeRate,
    InsuranceRule,
    Kind,
    Law,
    Line,
    Measure,
    Relief,
    Tax,
    Terms,
    batch,
    parse_rate,
    quote,
    shares,
)

D = Decimal
DAY = dt.date(2026, 11, 22)
CODE = "2402200000"
JPN = frozenset({"JPN"})
CERTIFICATE = Certificate(agreement="22", number="R1", origin="JPN", valid_until=dt.date(2027, 1, 1))


def measure(kind, text, code=CODE, **more):
    rate, problems = parse_rate(text)
    assert rate is not None, problems
    return Measure(kind=kind, hs_code=code, rate=rate, source=f"source of {kind}", **more)


BASE = (measure(Kind.MFN, "10%"), measure(Kind.GENERAL, "130%"), measure(Kind.VAT, "13%"))
RCEP = (Agreement(code="22", members=JPN),)
LINE = Line(1, CODE, D(10000), "CNY", origin="JPN", quantities={"kg": D(1000)})


def quoted(*measures, line=LINE, day=DAY, **law):
    return quote([line], Law.of((*BASE, *measures), agreements=RCEP, **law), day)


def duty(*measures, line=LINE, day=DAY, **law):
    found = quoted(*measures, line=line, day=day, **law)
    assert not found.problems
    return found.amount(Tax.DUTY)


def test_a_provisional_rate_takes_the_place_of_the_mfn_rate_even_where_higher():
    assert duty(measure(Kind.PROVISIONAL, "12%")) == 1200


def test_a_general_origin_pays_the_general_rate_and_no_provisional_one():
    assert duty(measure(Kind.PROVISIONAL, "1%"), line=replace(LINE, origin="ZZZ")) == 13000


@pytest.mark.parametrize(
    ("agreement", "provisional", "paid"),
    [("3%", None, 300), ("3%", "2%", 200), ("3%", "5%", 300), ("11%", None, 1000), ("11%", "12%", 1100),
     ("2元/kg", "15%", 1500), ("1元/kg", None, 1000), ("0.9元/kg", None, 900)],
)  # fmt: skip
def test_with_a_certificate_the_lower_is_levied(agreement, provisional, paid):
    rows = [measure(Kind.AGREEMENT, agreement, agreement="22")]
    rows += [measure(Kind.PROVISIONAL, provisional)] if provisional else []
    assert duty(*rows, line=replace(LINE, certificates=(CERTIFICATE,))) == paid


@pytest.mark.parametrize(
    ("changed", "origin", "why"),
    [
        ({"number": ""}, "JPN", "no number"),
        ({"origin": "KOR"}, "JPN", "another origin"),
        ({"valid_until": dt.date(2026, 11, 21)}, "JPN", "expired"),
        ({"issued_on": dt.date(2026, 11, 23)}, "JPN", "issued later"),
        ({"agreement": "99"}, "JPN", "no such agreement"),
        ({"origin": "DEU"}, "DEU", "not a party"),
    ],
)
def test_a_certificate_that_does_not_hold_is_told_and_not_applied(changed, origin, why):
    line = replace(LINE, origin=origin, certificates=(replace(CERTIFICATE, **changed),))
    found = quoted(measure(Kind.AGREEMENT, "0%", agreement="22"), line=line)
    assert found.amount(Tax.DUTY) == 1000
    assert any(why in step.text.en and step.text.zh for step in found.lines[0].steps)


@pytest.mark.parametrize(
    ("day", "paid"),
    [
        ((2026, 2, 28), 2000),
        ((2026, 3, 1), 500),
        ((2026, 10, 31), 500),
        ((2026, 11, 1), 2000),
        ((2027, 1, 1), 2000),
    ],
)
def test_seasons_hold_within_their_days_also_over_the_year_s_end(day, paid):
    rows = (
        measure(Kind.MFN, "5%", season=((3, 1), (10, 31))),
        measure(Kind.MFN, "20%", season=((11, 1), (2, 28))),
    )
    assert duty(*rows, day=dt.date(*day)) == paid


def test_the_longer_code_wins_and_equal_rows_are_refused():
    assert duty(measure(Kind.MFN, "50%", code="2402")) == 1000
    assert (
        duty(measure(Kind.PROVISIONAL, "6%", code="24022000"), measure(Kind.PROVISIONAL, "5%", code="24"))
        == 600
    )
    assert quoted(measure(Kind.MFN, "11%")).problems[0].code == "tariff.ambiguous"


def test_anti_dumping_by_producer():
    rows = [
        measure(Kind.ANTI_DUMPING, "5%", firm="Alpha", origins=JPN),
        measure(Kind.ANTI_DUMPING, "40%", origins=JPN),
    ]

    def levied(**changed):
        return quoted(*rows, line=replace(LINE, **changed)).amount(Tax.ANTI_DUMPING)

    assert levied(firm="Alpha") == 500
    assert levied(firm="Beta") == 4000
    assert levied() == 4000
    assert levied(origin="KOR") == 0


def test_additional_duties_add_up_and_exclusions_free_from_their_own():
    rows = [
        measure(Kind.ADDITIONAL, "25%", origins=JPN, exclusion="E1"),
        measure(Kind.ADDITIONAL, "10%", code="24"),
    ]
    assert quoted(*rows).amount(Tax.ADDITIONAL) == 3500
    freed = quoted(*rows, line=replace(LINE, exclusions=frozenset({"E1"})))
    assert freed.amount(Tax.ADDITIONAL) == 1000
    # 10,000 + 1,000 duty + 1,000 additional = 12,000; VAT 13 %.
    assert freed.amount(Tax.VAT) == 1560


def test_compound_consumption_tax_enters_its_own_base():
    """Spirits: (10,000 + 1,000 + 1,000 on quantity) ÷ (1 − 20 %) × 20 % + 1,000 = 4,000."""
    found = quoted(measure(Kind.CONSUMPTION, "20% + 1元/kg"))
    assert found.amount(Tax.CONSUMPTION) == 4000
    assert found.amount(Tax.VAT) == 1950
    assert quoted(measure(Kind.CONSUMPTION, "MIN(1%, 2%)")).problems[0].code == "tariff.rate_range"
    assert quoted(measure(Kind.CONSUMPTION, "100%")).problems[0].code == "tariff.rate_range"


def test_a_quota_splits_the_line_and_its_value_exactly():
    rows = [measure(Kind.QUOTA, "1%"), measure(Kind.PROVISIONAL, "40%")]
    line = replace(LINE, price=D("10000.01"), quota_quantity=D(333))
    found = quoted(*rows, line=line)
    within, beyond = (tax for tax in found.lines[0].taxes if tax.tax is Tax.DUTY)
    assert (within.amount, beyond.amount) == (D("33.30"), D("2668.00"))
    assert duty(*rows, line=replace(line, quota_quantity=D(1000))) == D("100.00")
    assert quoted(line=line).problems[0].code == "tariff.no_quota_rate"


def test_relief_is_by_tax_and_bond_is_of_everything():
    reliefs = (
        Relief(levy_nature="789", left={Tax.DUTY: D(0)}, source="announcement"),
        Relief(levy_nature="100", left={Tax.DUTY: D("0.5")}),
    )
    found = quoted(line=replace(LINE, levy_nature="789"), reliefs=reliefs)
    assert (found.amount(Tax.DUTY), found.amount(Tax.VAT)) == (0, 1300)
    assert any("announcement" in step.source for step in found.lines[0].steps)
    assert duty(line=replace(LINE, levy_nature="100"), reliefs=reliefs) == 500
    bonded = quoted(line=replace(LINE, supervision_mode="0615"), bonded=(Bonded(supervision_mode="0615"),))
    assert (bonded.total, bonded.lines[0].dutiable_value) == (0, 10000)


def test_values_from_fob_with_all_charges():
    exchange = (ExchangeRate(currency="USD", yuan_per_unit=D("7.1")),)
    line = replace(
        LINE,
        price=D(1000),
        currency="USD",
        freight=D(100),
        insurance=None,
        additions=D(50),
        deductions=D("20.5"),
    )
    law = {"exchange": exchange, "insurance": (InsuranceRule(share=D("0.003"), source="Order 213"),)}
    found = quoted(line=line, **law).lines[0]
    # (1,000 + 100) × 7.1 = 7,810; × 3 ‰ = 23.43; + 50 − 20.5
    assert found.dutiable_value == D("7862.93")
    assert "Order 213" in found.steps[0].source
    assert [operand.name.en for operand in found.steps[0].operands] == [
        "price",
        "freight",
        "additions",
        "deductions",
    ]
    assert quoted(line=replace(line, deductions=D(10**6)), **law).problems[0].code == "tariff.negative"
    assert quoted(line=line, exchange=exchange).problems[0].code == "tariff.no_insurance"
    assert (Terms("3").lacks_freight, Terms("2").lacks_freight, Terms("1").lacks_insurance) == (
        True,
        False,
        False,
    )


def test_exports_are_valued_without_their_duty():
    rows = [measure(Kind.EXPORT, "40%"), measure(Kind.EXPORT_PROVISIONAL, "25%")]
    found = quoted(*rows, line=replace(LINE, export=True))
    assert (found.lines[0].dutiable_value, found.total) == (8000, 2000)
    assert quoted(line=replace(LINE, export=True)).total == 0


def test_every_step_is_told_in_both_languages_with_operands_and_source():
    rows = [measure(Kind.CONSUMPTION, "20% + 1元/kg"), measure(Kind.AGREEMENT, "2%", agreement="22")]
    line = quoted(*rows, line=replace(LINE, certificates=(CERTIFICATE,))).lines[0]
    told = [step.as_dict() for step in line.steps]
    assert all(step["zh"] and step["en"] for step in told)
    amounts = [step for step in told if step["formula"] and step["name"]]
    assert [step["name"]["en"] for step in amounts] == [
        "dutiable value", "choice of the rate", "customs duty", "consumption tax", "VAT"
    ]  # fmt: skip
    assert all(step["operands"] and step["source"] for step in amounts)


def test_shares_are_exact():
    assert shares(D("100.00"), [D(1), D(1), D(1)]) == [D("33.34"), D("33.33"), D("33.33")]
    assert sum(shares(D("0.005"), [D(1), D(2)])) == D("0.005")


def test_large_groups_go_by_column(monkeypatch):
    """Were columns never taken, comparing them would prove nothing."""
    from importlib import import_module

    by_hand = []
    module = import_module("tongguan.engines.tariff.batch")
    monkeypatch.setattr(module, "_one", lambda *given: by_hand.append(given))
    lines = [replace(LINE, number=n, price=D(n)) for n in range(100)]
    found = batch(lines, Law.of(BASE), DAY)
    assert by_hand == []
    assert found.tax_fen[Tax.DUTY][7] == 70
