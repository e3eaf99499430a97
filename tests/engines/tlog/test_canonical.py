"""One value, one byte sequence."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongguan.engines.tlog import NotCanonical, canonical, read_json

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(codec="utf-8")), inner, max_size=4)
    ),
    max_leaves=20,
)


def test_rfc_8785_strings_and_key_order() -> None:
    # RFC 8785 section 3.2.3: order by UTF-16 code units, so U+1F600 (a surrogate pair) sorts before U+FB33.
    value = {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\u0080": 6, "\u00f6": 7}
    assert list(json.loads(canonical(value)).values()) == [2, 4, 6, 7, 1, 5, 3]
    # RFC 8785 section 3.2.2.2: the shortest escapes, all else as it is.
    assert canonical('€$\x0f\nA\'B"\\\\"/') == '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'.encode()


def test_decimals_are_strings_with_their_scale() -> None:
    assert canonical({"b": Decimal("1.50"), "a": Decimal("1E+3")}) == b'{"a":"1000","b":"1.50"}'


@given(VALUES)
def test_reading_back_gives_the_same_bytes(value: object) -> None:
    data = canonical(value)
    again, problems = read_json(data, 10**6)
    assert not problems
    assert canonical(again) == data


@pytest.mark.parametrize(
    "value", [1.5, 2**53, float("nan"), Decimal("NaN"), {1: 2}, "\ud800", {"\ud800": 1}, b"x", {1, 2}]
)
def test_refused_values(value: object) -> None:
    with pytest.raises(NotCanonical):
        canonical({"at": value})


def test_refused_depth() -> None:
    value: object = 1
    for _ in range(70):
        value = [value]
    with pytest.raises(NotCanonical):
        canonical(value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        '{"a":1,"a":2}',
        "1.0",
        "1e3",
        "NaN",
        "[" * 100_000,
        "9" * 5000,
        '"\\ud800"',
        "9007199254740992",
    ],
)
def test_refused_text(text: str) -> None:
    value, problems = read_json(text, 10**6)
    assert value is None
    assert problems


@given(st.binary(max_size=200))
def test_any_bytes_never_raise(data: bytes) -> None:
    read_json(data, 100)


def test_place_of_a_syntax_error() -> None:
    _, problems = read_json('{\n "a": x}', 100)
    assert (problems[0].code, problems[0].line, problems[0].column) == ("json.malformed", 2, 7)
