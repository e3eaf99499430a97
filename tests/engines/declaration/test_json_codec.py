from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engines.declaration.strategies import declarations
from tongguan.engines.declaration import GoodsDeclaration, Item, Money, from_json, to_json
from tongguan.engines.declaration.limits import MAX_DEPTH, MAX_JSON_BYTES, MAX_PROBLEMS


@given(declarations)
@settings(max_examples=60, deadline=None)
def test_what_is_written_reads_back_equal(declaration):
    read, problems = from_json(to_json(declaration))
    assert problems == ()
    assert read == declaration


def test_values_arrive_in_their_types():
    read, problems = from_json(
        b'\xef\xbb\xbf{"flow":"I","movement_date":"20261122","freight":{"amount":12.30,"currency":"USD"},'
        b'"package_count":5.0,"items":[{"line_number":1,"net_mass_kg":"0.10"}],"containers":[{"lcl":false}]}'
    )
    assert problems == ()
    assert read.movement_date == dt.date(2026, 11, 22)
    assert read.freight == Money(Decimal("12.30"), "USD")
    assert read.package_count == 5
    assert read.items == (Item(line_number=1, net_mass_kg=Decimal("0.10")),)
    assert read.containers[0].lcl is False


@pytest.mark.parametrize(
    ("text", "code", "pointer"),
    [
        ("[]", "declaration.not_object", ""),
        ("{}", "declaration.missing_field", "/flow"),
        ('{"flow":1}', "declaration.value", "/flow"),
        ('{"flow":"I","colour/x":1}', "declaration.unknown_field", "/colour~1x"),
        ('{"flow":"I","items":{}}', "declaration.not_list", "/items"),
        ('{"flow":"I","items":[{},{"net_mass_kg":"abc"}]}', "declaration.value", "/items/1/net_mass_kg"),
        ('{"flow":"I","package_count":1.5}', "declaration.value", "/package_count"),
        ('{"flow":"I","movement_date":"2026-02-30"}', "declaration.value", "/movement_date"),
        ('{"flow":"I","note":"a\\u0000b"}', "declaration.value", "/note"),
        ('{"flow":"I","note":"\\ud800"}', "declaration.value", "/note"),
        ('{"flow":"I","net_mass_kg":1e999999}', "declaration.value", "/net_mass_kg"),
        ('{"flow":"I","net_mass_kg":true}', "declaration.value", "/net_mass_kg"),
        ('{"flow":"I","freight":{"amount":1}}', "declaration.missing_field", "/freight/currency"),
        ('{"flow":"I","flow":"E"}', "declaration.json.duplicate_key", ""),
        ('{"flow":NaN}', "declaration.json.number", ""),
        ('{"flow":' + "9" * 5000 + "}", "declaration.json.number", ""),
        (
            '{"flow":"I","items":[{"extensions":[{"path":"a","attributes":[["x"]]}]}]}',
            "declaration.value",
            "/items/0/extensions/0/attributes/0",
        ),
    ],
)
def test_each_wrong_value_is_named_where_it_is(text, code, pointer):
    read, problems = from_json(text.encode())
    assert read is None
    assert [(problem.code, problem.pointer) for problem in problems] == [(code, pointer)]


def test_a_syntax_error_has_line_and_column():
    read, problems = from_json(b'{"flow":"I",\n "items" []}')
    assert read is None
    assert (problems[0].code, problems[0].line, problems[0].column) == ("declaration.json.syntax", 2, 10)


def test_limits_refuse_without_reading_on():
    assert from_json(b" " * (MAX_JSON_BYTES + 1))[1][0].code == "declaration.json.too_large"
    deep = from_json(b'{"flow":"I","items":' + b"[" * 100_000)[1][0]
    assert (deep.code, deep.line, deep.column) == ("declaration.json.too_deep", 1, 20 + MAX_DEPTH)
    assert from_json(b"\xff\xfe{}")[1][0].code == "declaration.json.encoding"
    many = json.dumps({"flow": "I", "items": [{"x": 1}] * 1000}).encode()
    assert len(from_json(many)[1]) == MAX_PROBLEMS


@given(st.binary(max_size=200))
def test_no_bytes_make_it_raise(data):
    read, problems = from_json(data)
    assert isinstance(read, GoodsDeclaration) or problems


@given(declarations, st.data())
@settings(max_examples=40, deadline=None)
def test_no_damage_to_a_message_makes_it_raise(declaration, data):
    text = bytearray(to_json(declaration))
    for _ in range(3):
        text[data.draw(st.integers(0, len(text) - 1))] = data.draw(st.integers(0, 255))
    read, problems = from_json(bytes(text))
    assert isinstance(read, GoodsDeclaration) or problems
