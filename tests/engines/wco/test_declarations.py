from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engines.declaration.strategies import declarations
from tongguan.engines.declaration import Document, Extension, GoodsDeclaration, Item, Party
from tongguan.engines.wco import (
    Kind,
    Response,
    ResponseError,
    ResponseStatus,
    read,
    wco_pointer,
    write,
    write_response,
)
from tongguan.simulator.declarations import generate


def _without_extensions(value):
    if isinstance(value, tuple):
        return tuple(_without_extensions(entry) for entry in value)
    if not hasattr(value, "__dataclass_fields__"):
        return value
    changes = {name: _without_extensions(getattr(value, name)) for name in value.__dataclass_fields__}
    return replace(value, **(changes | ({"extensions": ()} if "extensions" in changes else {})))


@given(st.integers(0, 10**6), st.sampled_from("IE"), st.integers(1, 20))
@settings(max_examples=30, deadline=None)
def test_chinese_declarations_survive_the_message(seed, flow, lines):
    declaration = generate(random.Random(seed), flow, lines)
    reading = read(write(declaration))
    assert reading.problems == ()
    assert reading.declaration == declaration


@given(declarations, st.sampled_from("IE"))
@settings(max_examples=60, deadline=None)
def test_any_neutral_declaration_survives_the_message(declaration, flow):
    declaration = replace(_without_extensions(declaration), flow=flow)
    reading = read(write(declaration))
    assert reading.problems == ()
    assert reading.declaration == declaration


@given(declarations)
@settings(max_examples=30, deadline=None)
def test_writing_never_raises_whatever_the_extensions_say(declaration):
    assert read(write(declaration)).kind is not None


def test_an_extension_beside_a_field_wins_its_element_and_nothing_is_lost():
    declaration = GoodsDeclaration(
        flow="I", conveyance_imo="9074729",
        extensions=(Extension("BorderTransportMeans/ID", "LORRY 1"),
                    Extension("BorderTransportMeans/IdentificationTypeCode", "30")),
    )  # fmt: skip
    assert read(write(declaration)).declaration == declaration


def test_field_problems_point_by_xpath_and_by_wco_identifiers():
    declaration = GoodsDeclaration(flow="I", items=(Item(line_number=1), Item(line_number=2)))
    data = write(declaration).replace(b"<SequenceNumeric>2<", b"<SequenceNumeric>two<")
    (problem,) = read(data).problems
    assert problem.pointer == "/Declaration/GoodsShipment/GovernmentAgencyGoodsItem[2]/SequenceNumeric"
    assert problem.code == "declaration.value"
    assert problem.message.en.endswith("(WCO 42A/67A/68A[2]/006)")
    assert data.splitlines()[problem.line - 1].strip() == b"<SequenceNumeric>two</SequenceNumeric>"


def test_a_statement_without_a_place_is_a_problem_not_a_loss():
    data = write(GoodsDeclaration(flow="I", note="x")).replace(b"/note=x", b"/containers/4/lcl=true")
    assert read(data).declaration is None
    assert [problem.code for problem in read(data).problems] == ["declaration.not_list"]
    unknown = write(GoodsDeclaration(flow="I", note="x")).replace(b"/note=x", b"/colour=red")
    assert [problem.code for problem in read(unknown).problems] == ["declaration.unknown_field"]


def test_empty_parts_are_told_from_absent_ones():
    declaration = GoodsDeclaration(flow="E", owner=Party(), declarant=Party(), documents=(Document(),))
    assert read(write(declaration)).declaration == declaration


def test_wco_pointers():
    assert wco_pointer(
        "/Declaration/GoodsShipment/GovernmentAgencyGoodsItem[3]/Commodity/Classification"
    ) == ("42A/67A/68A[3]/23A/21A")
    assert wco_pointer("/Response/Error[2]/ValidationCode") == "07B/53A[2]/377"
    assert wco_pointer("/Elsewhere/X") == "Elsewhere/X"


def test_a_response_is_written_and_read_back():
    response = Response(
        function_code="11",
        reference="R-1",
        issued_at=dt.datetime(2026, 11, 22, 8, 30, tzinfo=dt.UTC),
        declaration_number="531620261000000042",
        trader_reference="TG2611220001",
        version="1",
        statuses=(ResponseStatus("P", dt.datetime(2026, 11, 22, 8, 29, tzinfo=dt.UTC)),),
        errors=(
            ResponseError("declaration.net_exceeds_gross", "净重大于毛重", "42A/67A/68A[2]/23A/79A/128"),
        ),
    )
    reading = read(write_response(response))
    assert (reading.kind, reading.problems) == (Kind.RESPONSE, ())
    assert replace(reading.response, fields=()) == response


def test_a_response_with_an_impossible_time_is_a_problem():
    data = b"<Response><IssueDateTime><DateTimeString>20261399000000Z</DateTimeString></IssueDateTime></Response>"
    (problem,) = read(data).problems
    assert problem.pointer == "/Response/IssueDateTime/DateTimeString"
