"""Nothing makes the reader raise, hang or read without bound."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongguan.engines.wco import Kind, read, read_stream, write
from tongguan.engines.xml.limits import FEED_BYTES, MAX_ELEMENTS, MAX_XML_BYTES
from tongguan.simulator.declarations import generate

MESSAGE = write(generate(random.Random(5), "I", 4))
FOLDER = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "customs_xml"


def _code(data: bytes) -> str:
    reading = read(data)
    assert reading.declaration is None
    return reading.problems[0].code


def test_truncations_are_refused_with_a_position():
    for twentieth in range(20):
        cut = MESSAGE[: len(MESSAGE) * twentieth // 20]
        (problem,) = read(cut).problems
        assert problem.code == ("wco.syntax" if cut else "wco.empty")
        assert not cut or problem.line


def test_bit_flips_never_raise():
    rng = random.Random(1)
    for _ in range(400):
        data = bytearray(MESSAGE)
        for _ in range(rng.randrange(1, 4)):
            data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        reading = read(bytes(data))
        assert reading.declaration is not None or reading.problems or reading.kind is not Kind.DECLARATION


@pytest.mark.skipif(not FOLDER.is_dir(), reason="needs shared/data/customs_xml beside the repository")
def test_damaged_published_messages_never_raise():
    rng = random.Random(2)
    for path in rng.sample(sorted(FOLDER.rglob("*.xml")), 25):
        data = path.read_bytes()
        for twentieth in range(1, 20):
            read(data[: len(data) * twentieth // 20])
        for _ in range(10):
            damaged = bytearray(data)
            damaged[rng.randrange(len(damaged))] ^= 1 << rng.randrange(8)
            reading = read(bytes(damaged))
            if reading.declaration is not None:
                write(reading.declaration)


@given(st.binary(max_size=300))
@settings(deadline=None)
def test_no_bytes_raise(data):
    assert read(data).problems or read(data).kind is not None


@given(st.lists(st.sampled_from([b"<Declaration>", b"</Declaration>", b"<ID>", b"</ID>", b"x", b"<GoodsShipment>",
       b"</GoodsShipment>", b"<AdditionalInformation>", b"<StatementDescription>", b"/items/0/x=1", b"<Pointer/>",
       b"</StatementDescription>", b"</AdditionalInformation>", b"<TypeCode>IM</TypeCode>"]), max_size=14))  # fmt: skip
@settings(deadline=None)
def test_no_arrangement_of_elements_raises(parts):
    reading = read(b"<Declaration>" + b"".join(parts) + b"</Declaration>")
    assert reading.kind is not None or reading.problems


BOMB = b'<!DOCTYPE a [<!ENTITY a "ha">' + b"".join(
    b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(10)
)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "wco.empty"),
        (b"\x00\x01\x02\xff" * 50, "wco.syntax"),
        (BOMB + b"]><Declaration>&k;</Declaration>", "wco.doctype"),
        (BOMB + b']><Declaration a="&k;"/>', "wco.doctype"),
        (b'<!DOCTYPE a [<!ENTITY x "' + b"y" * 50_000 + b'">]><a>' + b"&x;" * 50_000 + b"</a>", "wco.doctype"),
        (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><Declaration><ID>&x;</ID></Declaration>',
         "wco.doctype"),
        (b'<!DOCTYPE Declaration SYSTEM "http://127.0.0.1:9/x.dtd"><Declaration/>', "wco.doctype"),
        (b"<a>" * 10_000 + b"</a>" * 10_000, "wco.too_deep"),
        (b"<a>" * 100 + b"</a>" * 100, "wco.too_deep"),
        (b"<Declaration>" + b"<a>" * 10_000_000, "wco.too_large"),
        (b"<Declaration>" + b"<a/>" * (MAX_ELEMENTS + 1) + b"</Declaration>", "wco.too_many_elements"),
        (b"<?xml version='1.0' encoding='no-such'?><Declaration/>", "wco.syntax"),
        ("<?xml version='1.0' encoding='UTF-8'?><Declaration><ID>关</ID></Declaration>".encode("gb18030"),
         "wco.syntax"),
        (b"<html><body>hello</body></html>", "wco.unknown_message"),
        (b"<Declaration>text<ID>1</ID></Declaration>", "wco.mixed_content"),
        (b"<a {b}='{c}'/>", "wco.syntax"),
    ],
)  # fmt: skip
def test_each_attack_is_refused_for_its_own_reason(data, code):
    assert _code(data) == code


def test_other_declared_encodings_are_read():
    text = "<?xml version='1.0' encoding='{}'?><Declaration><ID>通关</ID></Declaration>"
    for encoding in ("utf-8", "utf-16", "gb18030"):
        reading = read(text.format(encoding).encode(encoding))
        assert reading.declaration.declaration_number == "通关"


class _Endless(io.RawIOBase):
    """A file that never ends, and counts what was taken from it."""

    taken = 0

    def read(self, size: int = -1) -> bytes:
        assert 0 < size <= FEED_BYTES
        self.taken += size
        start, end = (b"<Declaration>", b"") if self.taken == size else (b"<ID>", b"</ID>")
        return start + b" " * (size - len(start + end)) + end


def test_a_huge_file_is_refused_without_reading_it_whole():
    endless = _Endless()
    reading = read_stream(endless)
    assert reading.problems[0].code == "wco.too_large"
    assert endless.taken <= MAX_XML_BYTES + FEED_BYTES
