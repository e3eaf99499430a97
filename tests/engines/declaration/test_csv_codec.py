from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongguan.engines.declaration import from_csv, to_csv
from tongguan.engines.declaration.limits import MAX_CSV_BYTES
from tongguan.simulator.declarations import generate


@given(st.lists(st.tuples(st.integers(0, 10**6), st.sampled_from("IE"), st.integers(1, 6)), max_size=4))
@settings(max_examples=30, deadline=None)
def test_what_is_written_reads_back_equal(shapes):
    declarations = tuple(
        replace(generate(random.Random(seed), flow, lines), trader_reference=f"R{index}")
        for index, (seed, flow, lines) in enumerate(shapes)
    )
    reading = from_csv(to_csv(declarations)) if declarations else None
    if reading is not None:
        assert reading.problems == ()
        assert reading.declarations == declarations


def test_gb18030_is_read():
    declaration = generate(random.Random(1), "I", 3)
    data = to_csv([declaration]).decode("utf-8-sig").encode("gb18030")
    assert from_csv(data).declarations == (declaration,)


def test_rows_of_a_spreadsheet():
    reading = from_csv(
        b"flow,trader_reference,freight.amount,freight.currency,item.line_number,item.hs_code,item.net_mass_kg\r\n"
        b"I,A,12.5,USD,1,84713000,1.5\r\nI,A,12.5,USD,2,85171300,2\r\n,,,,,,\r\nE,B,,,1,61091000,3\r\n"
    )
    first, second = reading.declarations
    assert [item.hs_code for item in first.items] == ["84713000", "85171300"]
    assert (second.flow, second.trader_reference, second.freight) == ("E", "B", None)


@pytest.mark.parametrize(
    ("text", "code", "pointer"),
    [
        ("", "declaration.csv.no_header", ""),
        ("flow,flow\nI,I", "declaration.csv.column_name", "1/flow"),
        ("flow,freight,freight.amount\nI,1,1", "declaration.csv.column_name", "1/freight"),
        ("flow,\nI,I", "declaration.csv.column_name", "1/"),
        ("flow,item.net_mass_kg\nI,1\nI,abc\n", "declaration.value", "3/item.net_mass_kg"),
        ("flow,package_count\nI,x\n", "declaration.value", "2/package_count"),
        ("flow,colour\nI,red\n", "declaration.unknown_field", "2/colour"),
        ("flow,note\nI\n", "declaration.csv.row_length", "2"),
        ("trader_reference,flow,item.unit\nA,I,1\nA,E,1\n", "declaration.csv.head_differs", "3/flow"),
        ("flow,freight.amount\nI,1\n", "declaration.missing_field", "2/freight.currency"),
        ('flow,note\nI,"a\n', "declaration.csv.syntax", ""),
    ],
)
def test_each_wrong_row_is_named_by_row_and_column(text, code, pointer):
    reading = from_csv(text.encode())
    assert reading.declarations == ()
    assert [(problem.code, problem.pointer) for problem in reading.problems] == [(code, pointer)]


def test_a_bad_declaration_does_not_stop_the_next():
    reading = from_csv(b"flow,trader_reference,package_count\nI,A,x\nI,B,4\n")
    assert [d.trader_reference for d in reading.declarations] == ["B"]
    assert len(reading.problems) == 1


def test_formulas_are_text_with_a_warning_and_are_written_disarmed():
    reading = from_csv(b"flow,note,freight.amount,freight.currency\nI,=1+1,-5,USD\n")
    assert reading.declarations[0].note == "=1+1"
    assert [(w.code, w.pointer) for w in reading.warnings] == [("declaration.csv.formula", "2/note")]
    written = to_csv(reading.declarations)
    assert b"'=1+1" in written
    assert b"'-5" not in written
    assert from_csv(written).declarations == reading.declarations


def test_limits_and_encodings():
    assert from_csv(b"x" * (MAX_CSV_BYTES + 1)).problems[0].code == "declaration.csv.too_large"
    assert from_csv(b"flow\n\xff\xff\n").problems[0].code == "declaration.csv.encoding"
    assert from_csv(b"flow\n" + b"I" * 200_000).problems[0].code == "declaration.csv.syntax"
    assert (
        from_csv(",".join(f"c{n}" for n in range(501)).encode()).problems[0].code == "declaration.csv.columns"
    )


@given(st.binary(max_size=200) | st.text(alphabet="flow,item.0\n\"'=I;", max_size=80).map(str.encode))
@settings(deadline=None)
def test_no_bytes_make_it_raise(data):
    assert from_csv(data) is not None
