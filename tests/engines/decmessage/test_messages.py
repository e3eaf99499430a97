"""DecMessage: what is written reads back equal, what is read loses nothing, problems have their place."""

from __future__ import annotations

import base64
import csv
import random
from dataclasses import replace
from decimal import Decimal
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.engines.declaration.strategies import declarations
from tongguan.engines import wco
from tongguan.engines.declaration import Extension, GoodsDeclaration
from tongguan.engines.declaration.fields import fields_of
from tongguan.engines.decmessage import NAMESPACE, place_of, read, write
from tongguan.engines.decmessage.attachment import packed
from tongguan.simulator.declarations import generate

MESSAGE = f"""<?xml version="1.0" encoding="{{encoding}}"?>
<DecMessage Version="4.8" xmlns="{NAMESPACE}">
  <DecHead><IEFlag>I</IEFlag><CustomMaster>5316</CustomMaster><TradeCode>4403160000</TradeCode>
    <TradeCoScc>91440300MA5EXAMP17</TradeCoScc><TradeName>深圳示例有限公司</TradeName>
    <FeeMark>1</FeeMark><FeeRate>0.3</FeeRate><FeeCurr/><InsurMark>3</InsurMark><InsurRate>20</InsurRate>
    <InsurCurr>USD</InsurCurr><IEDate>20261122</IEDate><PromiseItmes>100</PromiseItmes><IEPort>5316</IEPort></DecHead>
  <DecLists>
    <DecList><GNo>1</GNo><CodeTS>8471300000</CodeTS><Purpose>99</Purpose></DecList>
    <DecList><GNo>2</GNo><CodeTS>8471300000</CodeTS><GQty>{{quantity}}</GQty></DecList>
  </DecLists>
  <DecContainers>
    <Container><ContainerId>CSQU3054383</ContainerId><GoodsNo>1, 2</GoodsNo><LclFlag>0</LclFlag></Container>
    <Container><ContainerId>TGNU0000010</ContainerId><GoodsNo>2,7</GoodsNo><LclFlag>1</LclFlag></Container>
  </DecContainers>
  <DecUsers><DecUser><UseOrgPersonTel>0755</UseOrgPersonTel></DecUser><DecUser><UseOrgPersonTel>010</UseOrgPersonTel></DecUser></DecUsers>
</DecMessage>"""


def message(quantity: str = "3", encoding: str = "utf-8") -> bytes:
    return MESSAGE.format(quantity=quantity, encoding=encoding).encode(encoding)


def without_extensions(value):
    if isinstance(value, tuple):
        return tuple(without_extensions(entry) for entry in value)
    if not hasattr(value, "__dataclass_fields__"):
        return value
    changes = {name: without_extensions(getattr(value, name)) for name in value.__dataclass_fields__}
    return replace(value, **(changes | ({"extensions": ()} if "extensions" in changes else {})))


@given(st.integers(0, 10**6), st.sampled_from("IE"), st.integers(1, 20))
@settings(max_examples=30)
def test_chinese_declarations_survive_the_message(seed, flow, lines):
    declaration = generate(random.Random(seed), flow, lines)
    reading = read(write(declaration))
    assert reading.problems == ()
    assert reading.declaration == declaration


@given(declarations, st.sampled_from("IE"))
@settings(max_examples=60)
def test_any_neutral_declaration_survives_the_message(declaration, flow):
    declaration = replace(without_extensions(declaration), flow=flow)
    reading = read(write(declaration))
    assert reading.problems == ()
    assert reading.declaration == declaration


@given(declarations)
@settings(max_examples=30)
def test_writing_never_raises_whatever_the_extensions_say(declaration):
    reading = read(write(declaration))
    assert reading.declaration is not None or reading.problems


@given(st.integers(0, 10**6), st.sampled_from("IE"), st.integers(1, 6))
@settings(max_examples=15)
def test_a_declaration_goes_through_both_messages(seed, flow, lines):
    declaration = generate(random.Random(seed), flow, lines)
    there = wco.read(wco.write(read(write(declaration)).declaration)).declaration
    assert read(write(there)).declaration == there == declaration


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
def test_what_a_message_says_is_in_the_declaration_and_written_again(encoding):
    reading = read(message(encoding=encoding))
    assert reading.problems == ()
    found = reading.declaration
    assert (found.customs_office, found.movement_date.isoformat()) == ("5316", "2026-11-22")
    assert (found.consignee.code, found.consignee.name) == ("91440300MA5EXAMP17", "深圳示例有限公司")
    assert found.insurance.amount == Decimal(20)
    assert found.freight is None  # a rate, not a total: kept as it stands, never taken for an amount
    kept = {e.path: e.value for e in found.extensions}
    assert kept["DecHead/FeeRate"] == "0.3"
    assert kept["DecHead/TradeCode"] == "4403160000"
    assert kept["DecUsers/DecUser[2]/UseOrgPersonTel"] == "010"
    assert [item.container_numbers for item in found.items] == [("CSQU3054383",), ("CSQU3054383",)]
    assert found.containers[1].extensions == (Extension("GoodsNo", "2,7"),)  # there is no line 7
    assert read(write(found)).declaration == found


def test_no_text_of_a_message_is_lost():
    def texts(data: bytes) -> list[str]:
        return sorted(e.text.strip() for e in etree.fromstring(data).iter() if (e.text or "").strip())

    again = texts(write(read(message()).declaration))
    for text in texts(message().replace(b"<GoodsNo>1, 2<", b"<GoodsNo>1,2<")):
        again.remove(text)
    assert again == []


def test_a_problem_has_path_line_and_column():
    (problem,) = read(message(quantity="three")).problems
    line = message().decode().splitlines()[problem.line - 1]
    assert problem.pointer == "/DecMessage/DecLists/DecList[2]/GQty"
    assert line[problem.column - 1 :].startswith("<GQty>")
    (unknown,) = read(b"<a>\n <DecHead/></a>").problems
    assert (unknown.code, unknown.pointer, unknown.line, unknown.column) == (
        "decmessage.unknown_message",
        "/a",
        1,
        1,
    )


@pytest.mark.parametrize(
    "attachment",
    ["not base64!", base64.b64encode(b"[1]").decode(), packed({"customs_office": "0100"}), "W" * 40],
)
def test_an_attachment_that_cannot_be_read_or_contradicts_is_a_problem(attachment):
    lob = f"<DecMarkLobs><DecMarkLob><AttachName>tongguan-neutral.json</AttachName><Attachment>{attachment}" \
          "</Attachment></DecMarkLob></DecMarkLobs></DecMessage>"  # fmt: skip
    (problem,) = read(message().replace(b"</DecMessage>", lob.encode())).problems
    assert problem.code == "decmessage.attachment"
    assert problem.pointer == "/DecMessage/DecMarkLobs/DecMarkLob[1]"


def test_attachments_of_others_stay():
    lob = (
        b"<DecMarkLobs><DecMarkLob><AttachName>marks.jpg</AttachName></DecMarkLob></DecMarkLobs></DecMessage>"
    )
    found = read(message().replace(b"</DecMessage>", lob)).declaration
    assert Extension("DecMarkLobs/DecMarkLob/AttachName", "marks.jpg") in found.extensions
    assert read(write(found)).declaration == found


def test_every_element_written_is_in_the_layout():
    with (files("tongguan.engines.decmessage") / "layout.csv").open(encoding="utf-8") as lines:
        known = {row["path"] for row in csv.DictReader(lines)}
    for flow in "IE":
        root = etree.fromstring(write(generate(random.Random(4), flow, 3)))
        tree = root.getroottree()
        for element in root.iter():
            steps = tree.getelementpath(element).replace(f"{{{NAMESPACE}}}", "").split("/")
            path = "/".join(["DecMessage", *(step.split("[")[0] for step in steps if step != ".")])
            assert path in known


def test_every_mapped_field_is_a_field_of_the_model():
    parts = {"DecLists/DecList": "items", "DecContainers/Container": "containers",
             "DecLicenseDocus/LicenseDocu": "documents"}  # fmt: skip
    with (files("tongguan.engines.decmessage") / "layout.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    for row in rows:
        part = GoodsDeclaration
        for path, name in parts.items():
            if f"/{path}/" in row["path"]:
                part = fields_of(GoodsDeclaration)[name].part
        for direction in ("import", "export"):
            outer, _, inner = row[direction].partition("/")
            assert not outer or outer in fields_of(part), row
            assert not inner or inner in fields_of(fields_of(part)[outer].part), row


def test_places_of_fields():
    assert place_of("/items/3/total_price") == "/DecMessage/DecLists/DecList[4]/DeclTotal"
    assert place_of("/items/0/net_mass_kg") == "/DecMessage/DecLists/DecList[1]"
    assert place_of("/consignee", "I") == place_of("/consignor", "E") == "/DecMessage/DecHead/TradeCoScc"
    assert place_of("/destination_country", "E") == "/DecMessage/DecHead/TradeCountry"
    assert place_of("/items") == "/DecMessage/DecLists"
    assert place_of("/freight/amount") == "/DecMessage/DecHead/FeeRate"
    assert place_of("/conveyance_imo") == "/DecMessage/DecHead"
