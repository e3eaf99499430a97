from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engines.declaration.chinese_facts import FACTS
from tests.engines.declaration.strategies import declarations
from tongguan.engines.declaration import RULES, GoodsDeclaration, Money, Party, StaticFacts, validate
from tongguan.engines.declaration.limits import MAX_PROBLEMS
from tongguan.simulator.declarations import FAULTS, generate


def _example(flow="I", lines=3, seed=7, **options) -> GoodsDeclaration:
    return generate(random.Random(seed), flow, lines, **options)


def _codes(declaration, facts=FACTS):
    return [
        (problem.code.removeprefix("declaration."), problem.pointer)
        for problem in validate(declaration, facts)
    ]


def _with_item(declaration, index, **changes):
    items = list(declaration.items)
    items[index] = replace(items[index], **changes)
    return replace(declaration, items=tuple(items))


@given(st.integers(0, 10**6), st.sampled_from("IE"), st.integers(1, 25))
@settings(max_examples=60, deadline=None)
def test_what_the_generator_makes_is_valid(seed, flow, lines):
    declaration = generate(random.Random(seed), flow, lines)
    assert validate(declaration, FACTS) == ()
    assert len(declaration.items) == lines
    assert generate(random.Random(seed), flow, lines) == declaration


@pytest.mark.parametrize("fault", sorted(FAULTS))
@pytest.mark.parametrize("flow", ["I", "E"])
def test_each_fault_is_found_by_its_own_rule_alone(fault, flow):
    for seed in range(10):
        problems = validate(_example(flow, 5, seed, faults=[fault]), FACTS)
        assert {problem.code for problem in problems} == {f"declaration.{fault}"}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"flow": "X"}, ("flow", "/flow")),
        ({"consignee": None}, ("required", "/consignee")),
        ({"departure_country": ""}, ("required", "/departure_country")),
        ({"declarant": Party(country="CHN")}, ("party_unidentified", "/declarant")),
        ({"net_mass_kg": Decimal(0)}, ("not_positive", "/net_mass_kg")),
        ({"freight": Money(Decimal(-1), "USD")}, ("negative", "/freight/amount")),
        ({"freight": Money(Decimal(1), "ZZZ")}, ("unknown_code", "/freight/currency")),
        ({"items": ()}, ("no_lines", "/items")),
        ({"declaration_number": "531620260000000042"}, ("number", "/declaration_number")),
        ({"declaration_number": "020220261000000042"}, ("number", "/declaration_number")),
    ],
)
def test_head_findings(changes, expected):
    assert expected in _codes(replace(_example(), **changes))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"net_mass_kg": Decimal(10), "gross_mass_kg": Decimal("9.99")},
            ("net_exceeds_gross", "/items/1/net_mass_kg"),
        ),
        ({"unit_price": Decimal("-1")}, ("negative", "/items/1/unit_price")),
        ({"hs_code": "847130"}, ("unknown_commodity", "/items/1/hs_code")),
        ({"first_unit": ""}, ("required", "/items/1/first_unit")),
        ({"second_unit": "163"}, ("unit_mismatch", "/items/1/second_unit")),
        ({"second_quantity": Decimal(4), "second_unit": ""}, ("second_quantity", "/items/1/second_quantity")),
        ({"container_numbers": ("CSQU3054383",)}, ("container_unknown", "/items/1/container_numbers/0")),
    ],
)
def test_line_findings(changes, expected):
    assert expected in _codes(_with_item(_example(), 1, **changes))


def test_a_correct_declaration_number_passes():
    assert _codes(replace(_example(), declaration_number="531620261000000042")) == []


def test_tolerances_are_facts_and_inclusive():
    declaration = _example()
    total = declaration.items[0].unit_price * declaration.items[0].quantity
    just = _with_item(declaration, 0, total_price=total + Decimal("0.01"))
    assert _codes(just) == []
    over = _with_item(declaration, 0, total_price=total + Decimal("0.0101"))
    assert _codes(over) == [("total_price", "/items/0/total_price")]
    assert _codes(over, StaticFacts(units=FACTS.units)) == []


def test_a_full_container_without_a_line_is_found():
    declaration = _example(lines=5, seed=3)
    spare = replace(declaration.containers[0], number="CSQU3054383", lcl=False)
    with_spare = replace(declaration, containers=(*declaration.containers, spare))
    pointer = f"/containers/{len(declaration.containers)}/number"
    assert _codes(with_spare) == [("container_unused", pointer)]


def test_too_many_lines():
    assert ("too_many_lines", "/items") in _codes(_example(lines=51))


def test_messages_are_in_both_languages_and_filled():
    problem = next(p for p in validate(_example(faults=["mass_sum"]), FACTS))
    assert "毛重合计" in problem.message.zh
    assert problem.message.en.startswith("The lines' gross masses add up to")
    assert problem.pointer == "/gross_mass_kg"


def test_rules_carry_code_source_and_both_messages():
    codes = [rule.code for rule in RULES]
    assert len(set(codes)) == len(codes)
    for rule in RULES:
        assert rule.source
        assert rule.zh
        assert "\n" not in type(rule).__doc__


@given(declarations)
@settings(max_examples=60, deadline=None)
def test_no_declaration_makes_a_rule_raise(declaration):
    assert len(validate(declaration, FACTS)) <= MAX_PROBLEMS
    assert validate(declaration, StaticFacts()) is not None


def test_lines_are_repetitions_only_when_nothing_but_the_number_differs():
    declaration = _example(lines=2)
    first = declaration.items[0]
    for changes, expected in (
        ({}, ["/items/2/description", "/items/3/description"]),
        ({"quantity": Decimal(7)}, []),
    ):
        again = [replace(first, line_number=n, **changes) for n in (3, 4)]
        if changes:
            again[1] = replace(again[1], specification="other")
        found = _codes(replace(declaration, items=(*declaration.items, *again)))
        assert [pointer for code, pointer in found if code == "line_duplicate"] == expected


@pytest.mark.parametrize(
    ("flow", "terms", "freight", "insurance", "expected"),
    [
        ("I", "1", False, False, []),
        ("I", "1", True, False, [("charge_surplus", "/freight")]),
        ("I", "2", False, False, [("charge_missing", "/insurance")]),
        ("I", "3", False, True, [("charge_missing", "/freight")]),
        ("E", "1", False, False, [("charge_missing", "/freight"), ("charge_missing", "/insurance")]),
        ("E", "3", False, True, [("charge_surplus", "/insurance")]),
        ("E", "7", True, True, []),
    ],
)
def test_charges_go_with_the_terms_of_delivery(flow, terms, freight, insurance, expected):
    money = Money(Decimal(10), "USD")
    declaration = replace(
        _example(flow),
        transaction_mode=terms,
        freight=money if freight else None,
        insurance=money if insurance else None,
    )
    assert [row for row in _codes(declaration) if row[0].startswith("charge")] == expected


def test_a_charge_of_zero_says_nothing():
    declaration = replace(_example(), transaction_mode="1", freight=Money(Decimal(0), "USD"), insurance=None)
    assert [row for row in _codes(declaration) if row[0].startswith("charge")] == []


def test_the_right_check_digit_is_told():
    problem = next(p for p in validate(_example(faults=["container_number"]), FACTS))
    number = _example().containers[0].number
    assert f"should be {number[10]}" in problem.message.en
    assert f"应为 {number[10]}" in problem.message.zh
    short = _with_item(replace(_example(), containers=(replace(_example().containers[0], number="X"),)), 0)
    problem = next(p for p in validate(short, FACTS) if p.code == "declaration.container_number")
    assert "should be" not in problem.message.en
