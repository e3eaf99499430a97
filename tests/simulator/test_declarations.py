from __future__ import annotations

import datetime as dt
import random

import pytest

from tongguan.engines.identifiers import IMO_NUMBER, USCC
from tongguan.simulator.declarations import FAULTS, generate
from tongguan.simulator.goods import GOODS


def test_the_same_seed_gives_the_same_declaration_and_another_another():
    first, again, other = (generate(random.Random(seed), "I", 5) for seed in (4, 4, 5))
    assert first == again
    assert first != other


@pytest.mark.parametrize("flow", ["I", "E"])
def test_direction_decides_countries_and_parties(flow):
    for seed in range(20):
        declaration = generate(random.Random(seed), flow, 3)
        home = declaration.consignee if flow == "I" else declaration.consignor
        assert USCC.is_valid(home.code)
        assert IMO_NUMBER.is_valid(declaration.conveyance_imo)
        assert (declaration.departure_country == "CHN") == (flow == "E")
        assert (declaration.destination_country == "CHN") == (flow == "I")


def test_what_is_asked_for_is_used():
    ship = ("TEST SHIP", "9074729", "001E")
    declaration = generate(
        random.Random(1),
        "E",
        2,
        on_date=dt.date(2026, 3, 1),
        office="5301",
        border_port="CNSHK",
        conveyance=ship,
    )
    assert (declaration.customs_office, declaration.border_port) == ("5301", "CNSHK")
    assert (declaration.conveyance_name, declaration.conveyance_imo, declaration.voyage_number) == ship
    assert declaration.movement_date == dt.date(2026, 3, 1)


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_a_fault_changes_the_declaration(fault):
    assert generate(random.Random(2), "I", 3, faults=[fault]) != generate(random.Random(2), "I", 3)


def test_goods_are_ten_digit_codes_stated_once():
    codes = [entry.hs_code for entry in GOODS]
    assert len(set(codes)) == len(codes) >= 40
    assert all(len(code) == 10 and code.isdigit() for code in codes)
