"""Two steps without a database: what is fixed, what differs, and the last day in time."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tongguan.engines.calendar import Calendar, shipped_rows
from tongguan.engines.declaration import StaticFacts, difference, from_plain, to_plain
from tongguan.engines.declaration.rules.two_step import LockedUnchanged, SummaryStates
from tongguan.engines.declaration.two_step import ITEMS, TITLES, last_day, shift
from tongguan.engines.tariff import FeeRule, Leg, late_fee
from tongguan.engines.tariff.late_fee import IMPORT
from tongguan.simulator.declarations import generate

CALENDAR = Calendar.load(shipped_rows())
RULE = FeeRule(
    source="GACC Order 128 of 2005", verified=True, daily_share=Decimal("0.0005"), first_day=15, postponed=True,
    least=Decimal(50),
)  # fmt: skip
DAYS = st.dates(dt.date(2019, 8, 24), dt.date(2026, 12, 1))
LOCKABLE = (
    "bill_number",
    "transport_mode",
    "consignee",
    "items/hs_code",
    "items/origin_country",
    "containers",
)


@given(DAYS, st.integers(0, 60))
def test_whoever_is_in_time_owes_no_fee_and_whoever_is_late_owes_one(entered, after):
    completed = entered + dt.timedelta(days=after)
    fee = late_fee(Decimal(1_000_000), [Leg(IMPORT, entered, completed)], RULE, CALENDAR)
    assert (completed > last_day(entered, 14, CALENDAR)) == (fee.days > 0)


def test_the_last_day_is_the_fourteenth_or_later_only_for_a_day_off():
    monday = dt.date(2026, 11, 9)
    assert last_day(monday, 14, CALENDAR) == dt.date(2026, 11, 23)
    friday = dt.date(2026, 11, 6)  # day 15 is Saturday 21 November: the fee starts on Monday
    assert last_day(friday, 14, CALENDAR) == dt.date(2026, 11, 22)


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_the_difference_is_empty_for_the_same_and_leads_from_one_to_the_other(first, second):
    before, after = (generate(random.Random(seed), "I", 2) for seed in (first, second))
    assert not difference(before, before)
    plain = to_plain(before)
    for change in difference(before, after):
        put(plain, change.pointer.split("/")[1:], change.after)
    assert from_plain(pruned(plain))[0] == after


def put(plain, steps, value):
    name, *rest = steps
    if isinstance(plain, list):
        index = int(name)
        while len(plain) <= index:
            plain.append({} if rest else None)
        if rest:
            put(plain[index], rest, value)
        else:
            plain[index] = value
    elif rest:
        put(plain.setdefault(name, [] if rest[0].isdigit() else {}), rest, value)
    elif value is None:
        plain.pop(name, None)
    else:
        plain[name] = value


def pruned(value):
    """Without the parts of which nothing is left."""
    if isinstance(value, dict):
        kept = {name: pruned(entry) for name, entry in value.items()}
        return {name: entry for name, entry in kept.items() if entry not in ({}, [], None)}
    if isinstance(value, list):
        return [entry for entry in map(pruned, value) if entry not in ({}, None)]
    return value


@given(st.integers(0, 10_000), st.sampled_from(LOCKABLE))
def test_a_fixed_field_may_stay_but_not_change(seed, field):
    summary = generate(random.Random(seed), "I", 3)
    rule, facts = LockedUnchanged(summary, LOCKABLE), StaticFacts()
    assert not list(rule.problems(summary, facts))
    changed = {
        "bill_number": lambda: replace(summary, bill_number="X1"),
        "transport_mode": lambda: replace(summary, transport_mode="5"),
        "consignee": lambda: replace(summary, consignee=replace(summary.consignee, code="other")),
        "items/hs_code": lambda: line(summary, hs_code="9999999999"),
        "items/origin_country": lambda: line(summary, origin_country="XXX"),
        "containers": lambda: replace(summary, containers=summary.containers[1:]),
    }[field]()
    found = {problem.pointer for problem in rule.problems(changed, facts)}
    assert found == {f"/items/0/{field[6:]}" if field.startswith("items/") else f"/{field}"}


def line(declaration, **changes):
    return replace(declaration, items=(replace(declaration.items[0], **changes), *declaration.items[1:]))


def test_a_longer_code_keeps_what_the_summary_fixed_and_a_name_may_be_corrected():
    whole = generate(random.Random(3), "I", 2)
    summary = line(whole, hs_code=whole.items[0].hs_code[:6])
    rule = LockedUnchanged(summary, LOCKABLE)
    better = replace(whole, consignee=replace(whole.consignee, name="正式名称"))
    assert not list(rule.problems(better, StaticFacts()))


def test_how_far_a_declaration_moved():
    whole = generate(random.Random(4), "I", 2)
    summary = replace(line(whole, hs_code=whole.items[0].hs_code[:6]), note="")
    dearer = line(whole, total_price=whole.items[0].total_price + sum(i.total_price for i in whole.items))
    found = shift(summary, dearer, difference(summary, dearer))
    assert (found.price_ratio, found.quantity_ratio) == (Decimal("2.0000"), Decimal("1.0000"))
    assert (found.fields_changed, found.refined_codes) == (2, 1)


def test_every_item_has_a_title_and_fields_and_each_missing_one_is_told():
    assert set(ITEMS) == set(TITLES)
    whole = line(generate(random.Random(5), "I", 1), intended_use="99", goods_attributes="19")
    rule = SummaryStates(tuple(ITEMS))
    assert not list(rule.problems(whole, StaticFacts()))
    empty = replace(whole, bill_number="", consignee=None, gross_mass_kg=None)
    assert {p.pointer for p in rule.problems(empty, StaticFacts())} == {
        "/bill_number", "/consignee", "/gross_mass_kg",
    }  # fmt: skip
