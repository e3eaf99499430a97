"""What content is taken for, and what is refused; no database."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.platform.files.pictures import claiming, photograph
from tongguan.platform.files.content import sniff
from tongguan.platform.files.photographs import THUMBNAIL_PX, thumbnail


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (photograph(kind="JPEG"), "a.exe", "image/jpeg"),
        (photograph(kind="PNG"), "a.jpg", "image/png"),
        (photograph(kind="WEBP"), "", "image/webp"),
        (b"%PDF-1.7\n1 0 obj", "a.txt", "application/pdf"),
        (b'<?xml version="1.0"?><a/>', "", "application/xml"),
        (b'{"a": [1, 2]}', "", "application/json"),
        ("货物,数量\n茶,3\n".encode(), "list.CSV", "text/csv"),
        ("货物".encode("gb18030"), "note.txt", "text/plain"),
        (b"<html><script>alert(1)</script>", "a.jpg", "text/plain"),
        (b"PK\x03\x04 anything", "a.pdf", "application/zip"),
        (b"\x1a\x45\xdf\xa3\x9fB\x82\x84webmB\x87\x81\x04", "a.jpg", "video/webm"),
        (b"\x00\x00\x00\x20ftypiso5\x00\x00\x02\x00", "a.txt", "video/mp4"),
    ],
)
def test_the_type_comes_from_the_bytes(content: bytes, name: str, kind: str) -> None:
    found, problems = sniff(content, name)
    assert problems == []
    assert found is not None
    assert found.media_type == kind


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is enormous."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = chunk(b"IDAT", zlib.compress(b"\0" * 9))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + pixels + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file.empty"),
        (b"\x00\x00\x00\x18ftypheic0000", "file.heic"),
        (b"MZ\x90\x00\x03\x00\x00\x00", "file.type"),
        (b"\x1a\x45\xdf\xa3\x9fB\x82\x88matroska", "file.type"),
        (bomb(20_000, 20_000), "file.pixels"),
        (bomb(9_000, 8_000), "file.pixels"),
        (photograph()[:300], "file.damaged"),
        (b'<?xml version="1.0"?><a>', "file.damaged"),
        (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>', "file.type"),
    ],
)
def test_what_is_refused_and_why(content: bytes, code: str) -> None:
    found, problems = sniff(content)
    assert found is None
    assert [problem.code for problem in problems] == [code]


def test_an_animation_is_no_evidence_picture() -> None:
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    out = BytesIO()
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:])
    assert sniff(out.getvalue())[0] is None


def test_claims_of_a_photograph() -> None:
    found, _problems = sniff(claiming())
    assert found is not None
    assert dict(found.claims) == {
        "taken_at": "2026-05-04T13:02:01+08:00",
        "latitude": "-10.500000",
        "longitude": "-20.260000",
        "camera": "Hafenkamera 1",
    }


def test_a_thumbnail_is_small_upright_and_says_nothing_more() -> None:
    small = Image.open(BytesIO(thumbnail(photograph(1000, 500))))
    assert small.format == "WEBP"
    assert small.size == (THUMBNAIL_PX, THUMBNAIL_PX // 2)
    assert not Image.open(BytesIO(thumbnail(claiming()))).getexif()


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF0000WEBP", b"<?xml ", b"{", b"%PDF-"]),
    st.binary(max_size=400),
)
def test_no_bytes_make_it_raise(start: bytes, rest: bytes) -> None:
    found, problems = sniff(start + rest)
    assert (found is None) == bool(problems)


@settings(max_examples=60, deadline=None)
@given(st.integers(20, 700), st.binary(min_size=1, max_size=6))
def test_a_damaged_photograph_never_raises(at: int, noise: bytes) -> None:
    whole = claiming()
    found, problems = sniff(whole[:at] + noise + whole[at + len(noise) :])
    assert (found is None) == bool(problems)
