"""Nothing makes either reader of XML raise, hang or read without bound."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongguan.engines import decmessage, wco
from tongguan.engines.xml.limits import MAX_ELEMENTS
from tongguan.simulator.declarations import generate

MESSAGE = decmessage.write(generate(random.Random(5), "I", 4))
FOLDER = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "customs_xml"
BOMB = b'<!DOCTYPE a [<!ENTITY a "ha">' + b"".join(
    b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(10)
)
ROOT = b"<DecMessage>"


def test_truncations_are_refused_with_a_position():
    for fiftieth in range(50):
        cut = MESSAGE[: len(MESSAGE) * fiftieth // 50]
        (problem,) = decmessage.read(cut).problems
        assert problem.code == ("decmessage.syntax" if cut else "decmessage.empty")
        assert not cut or problem.line


def test_bit_flips_never_raise():
    rng = random.Random(1)
    for _ in range(400):
        data = bytearray(MESSAGE)
        for _ in range(rng.randrange(1, 4)):
            data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        reading = decmessage.read(bytes(data))
        assert (reading.declaration is None) == bool(reading.problems)
        if reading.declaration is not None:
            decmessage.write(reading.declaration)


@given(st.binary(max_size=300))
def test_no_bytes_raise(data):
    assert decmessage.read(data).problems


@given(st.lists(st.sampled_from([b"<DecHead>", b"</DecHead>", b"<IEFlag>E</IEFlag>", b"<GNo>1</GNo>", b"x",
       b"<DecLists>", b"</DecLists>", b"<DecList>", b"</DecList>", b"<DecContainers><Container>",
       b"</Container></DecContainers>",
       b"<GoodsNo>1,,2</GoodsNo>", b"<ContainerId>A</ContainerId>", b"<DecMarkLobs><DecMarkLob>",
       b"<FeeMark>3</FeeMark>",
       b"<AttachName>tongguan-neutral.json</AttachName><Attachment>e30=</Attachment>", b"<FeeCurr>USD</FeeCurr>",
       b"</DecMarkLob></DecMarkLobs>", b"<TradeCode a='1'/>"]), max_size=16))  # fmt: skip
def test_no_arrangement_of_elements_raises(parts):
    reading = decmessage.read(ROOT + b"".join(parts) + b"</DecMessage>")
    assert (reading.declaration is None) == bool(reading.problems)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=5),
       lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
           st.sampled_from(["items", "containers", "extensions", "flow", "freight", "path", "0"]), inner, max_size=4),
       max_leaves=12))  # fmt: skip
def test_no_attachment_raises(value):
    text = decmessage.writer.packed(value)
    lob = f"<DecMarkLob><AttachName>tongguan-neutral.json</AttachName><Attachment>{text}</Attachment></DecMarkLob>"
    data = MESSAGE.replace(b"<DecMarkLobs>", b"<DecMarkLobs>" + lob.encode())
    reading = decmessage.read(data)
    assert (reading.declaration is None) == bool(reading.problems)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\x00\x01\x02\xff" * 50, "syntax"),
        (BOMB + b"]><DecMessage>&k;</DecMessage>", "doctype"),
        (b'<!DOCTYPE a [<!ENTITY x "' + b"y" * 50_000 + b'">]><a>' + b"&x;" * 50_000 + b"</a>", "doctype"),
        (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><DecMessage>&x;</DecMessage>', "doctype"),
        (b"<!--" + b"-" * 70_000 + b" --><!DOCTYPE a><DecMessage/>", "syntax"),
        (ROOT + b"<a>" * 10_000 + b"</a>" * 10_000 + b"</DecMessage>", "too_deep"),
        (ROOT + b"<a>" * 10_000_000, "too_large"),
        (ROOT + b"<a/>" * (MAX_ELEMENTS + 1) + b"</DecMessage>", "too_many_elements"),
        (b"<?xml version='1.0' encoding='no-such'?><DecMessage/>", "syntax"),
        ("<?xml version='1.0' encoding='UTF-8'?><DecMessage>关</DecMessage>".encode("gb18030"), "syntax"),
        (ROOT + b"text<DecHead/></DecMessage>", "mixed_content"),
        (b"<Declaration/>", "unknown_message"),
    ],
)
def test_each_attack_is_refused_for_its_own_reason(data, code):
    assert decmessage.read(data).problems[0].code == f"decmessage.{code}"


@pytest.mark.slow
@pytest.mark.skipif(not FOLDER.is_dir(), reason="needs shared/data/customs_xml beside the repository")
def test_published_messages_and_their_mutations_go_through_both_readers():
    rng = random.Random(3)
    paths = sorted(FOLDER.rglob("*.xml"))
    assert paths
    for path in paths:
        data = path.read_bytes()
        assert decmessage.read(data).problems
        mutations = [data, data[: rng.randrange(len(data))], data.decode("utf-8", "replace").encode("gb18030"),
                     data.replace(b"Declaration", b"DecMessage"), BOMB + b"]>" + data]  # fmt: skip
        for mutation in mutations:
            for reading in (decmessage.read(mutation), wco.read(mutation)):
                assert reading.problems or reading.declaration or reading.kind
