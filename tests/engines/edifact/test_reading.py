"""Segments out of interchanges as they come: whole, broken, and hostile."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongguan.engines.edifact import MAX_SEGMENT_CHARS, read_interchange, split_messages


def told(text: str | bytes) -> tuple[list[tuple], list[str]]:
    found = read_interchange(text if isinstance(text, bytes) else text.encode())
    return [(s.tag, *s.elements) for s in found.segments], [p.code for p in found.problems]


PLAIN = [
    ("UNB", ("UNOA", "4"), ("A",)),
    ("NAD", ("FL",), ("",), ("",), ("DOE", "JANE")),
    ("UNZ", ("1",), ("1",)),
]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("UNB+UNOA:4+A'NAD+FL+++DOE:JANE'UNZ+1+1'", None),
        ("UNA:+.? 'UNB+UNOA:4+A'NAD+FL+++DOE:JANE'UNZ+1+1'", None),
        ("UNB+UNOA:4+A'\rNAD+FL+++DOE:JANE'\rUNZ+1+1'\r", None),
        ("UNA:*.? $\r\nUNB*UNOA:4*A$\r\nNAD*FL***DOE:JANE$\r\nUNZ*1*1$", None),
        ("UNB*UNOA:4*A$UNH*1$NAD*FL***DOE:JANE$UNZ*1*1$", None),
        ("UNA:+.? ’UNB+UNOA:4+A’NAD+FL+++DOE:JANE’UNZ+1+1’", "edifact.typographic"),
        ("UNA:+.? ’UNB+UNOA:4+A'NAD+FL+++DOE:JANE'UNZ+1+1'", "edifact.typographic"),
        ("UNB+UNOA:4+A'NAD+FL+++DO\r\nE:JANE'UNZ+1+1'", None),
        ("UNB+UNOA:4+A'NAD+FL+++DOE:JANE\nUNZ+1+1'", "edifact.unended"),
        ("UNB+UNOA:4+A'hello NAD+FL+++DOE:JANE'UNZ+1+1'", "edifact.stray"),
        ("\x01\x02UNB+UNOA:4+A'NAD+FL+++ DOE :JANE'UNZ+1+1'\x03", None),
        ("UNB+UNOA:4+A'NAD+FL+++DOE:JANE'UNZ+1+1", "edifact.cut_short"),
        ("UNA:::::'UNB+UNOA:4+A'NAD+FL+++DOE:JANE'UNZ+1+1'", "edifact.bad_una"),
    ],
)
def test_what_can_be_mended_is_read_and_said(text, problem):
    segments, problems = told(text)
    assert [s for s in segments if s[0] != "UNH"] == PLAIN
    assert (problem in problems) if problem else not set(problems) - {"edifact.stray", "edifact.cut_short"}


def test_released_characters_are_text():
    segments, _ = told("FTX+A??B?+C?:D?'E:F'")
    assert segments == [("FTX", ("A?B+C:D'E", "F"))]


def test_places_are_those_of_the_file():
    found = read_interchange(b"UNH+1+PAXLST:D:02B:UN'\r\nNAD+FL'\r\n\r\n???\r\nDOC+P+1'")
    assert [(s.tag, s.number, s.line) for s in found.segments][:2] == [("UNH", 1, 1), ("NAD", 2, 2)]
    assert found.problems[0].line == 4


def test_odd_bytes_are_read_as_windows():
    segments, problems = told(b"NAD+FL+++M\xfcller:J'")
    assert segments[0][4] == ("Müller", "J")
    assert problems == ["edifact.odd_bytes"]


def test_several_interchanges_each_with_its_characters():
    segments, _ = told("UNA:+.? 'UNB+UNOA:4'NAD+FL'UNZ+1'UNA:*.? ~UNB*UNOA:4~NAD*FM~UNZ*1~")
    assert [s[1] for s in segments if s[0] == "NAD"] == [("FL",), ("FM",)]


def test_messages_end_at_unt_and_their_count_is_checked():
    found = read_interchange(b"UNH+1+PAXLST:D:02B'A+1'UNT+3+1'UNH+2+PNRGOV:11:1'UNT+9+2'NAD+FL'UNH+3+PAXLST'")
    messages = split_messages(found.segments)
    assert [(m.kind, len(m.segments)) for m in messages] == [
        ("PAXLST", 2),
        ("PNRGOV", 2),
        ("", 1),
        ("PAXLST", 1),
    ]
    assert [[p.code for p in m.problems] for m in messages] == [
        ["edifact.wrong_unt"], ["edifact.wrong_unt"], ["edifact.no_unh"], ["edifact.no_unt"],
    ]  # fmt: skip


def test_a_segment_without_end_is_cut_and_said():
    segments, problems = told("FTX+" + "x" * (MAX_SEGMENT_CHARS * 2) + "'NAD+FL'")
    assert [s[0] for s in segments] == ["FTX", "NAD"]
    assert "edifact.segment_too_long" in problems


@given(st.binary(max_size=400))
def test_no_bytes_raise(data):
    read_interchange(data)


@given(st.text(alphabet="UNABHT+:'?’*$\r\n ADFL", max_size=120))
def test_no_text_raises_and_every_tag_is_three_letters(text):
    assert all(len(s.tag) == 3 for s in read_interchange(text.encode()).segments)


def test_real_messages_have_the_segments_they_seem_to(real_inputs):
    """Counted independently: terminators that are not released."""
    for path in sorted((real_inputs / "data" / "edifact" / "php-edifact").glob("*.edi")):
        data = path.read_bytes()
        found = read_interchange(data)
        plain = data.decode("cp1252").replace("??", "").replace("?'", "")
        expected = sum(bool(piece.strip()) for piece in plain.split("'")) - plain.startswith("UNA")
        assert abs(len(found.segments) - expected) <= 1, path.name
