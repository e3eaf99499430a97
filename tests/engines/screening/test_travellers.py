"""Manifests: nobody is lost, whatever the message looks like."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongguan.engines.screening import read_travellers

TODAY = dt.date(2026, 11, 30)


def paxlst(*people: str, count: int | None = None) -> bytes:
    body = "".join(people) + (f"CNT+42:{count}'" if count is not None else "")
    return f"UNB+UNOA:4+A'UNH+1+PAXLST:D:02B:UN:IATA'TDT+20+TG1'{body}UNT+9+1'UNZ+1+1'".encode()


def pnrgov(*segments: str) -> bytes:
    body = "".join(f"{segment}'" for segment in segments)
    return f"UNB+IATA:1+A'UNH+1+PNRGOV:11:1:IA'SRC'{body}UNT+9+1'UNZ+1+1'".encode()


def people(data: bytes):
    return read_travellers(data, TODAY).travellers


def test_a_passenger_with_everything():
    (one,) = people(
        paxlst(
            "NAD+FL+++DOE:JANE:MARY'ATT+2++F'DTM+329:780706'NAT+2+GBR'DOC+P:110:111+123456789'DTM+36:301231'LOC+91+GBR'"
        )
    )
    assert (one.name, str(one.births[0]), one.sex, one.nationality) == (
        "DOE JANE MARY",
        "1978-07-06",
        "F",
        "GBR",
    )
    assert (one.documents[0].number, one.documents[0].country, one.flight) == ("123456789", "GBR", "TG1")


def test_the_dialect_of_the_united_states():
    (one,) = people(
        b"UNH+1+PAXLST:D:03B:UN'NAD+VW+0000041153:109++AOMAD:CHRIS::::1'ATT+2++M*M'DTM+329:19350919:102'NAT+2+US::5'DOC+5+P100971204141'LOC+91+VA:163'LOC+91+US:162'"
    )
    assert (one.name, str(one.births[0]), one.nationality, one.role) == (
        "AOMAD CHRIS",
        "1935-09-19",
        "USA",
        "crew",
    )


@pytest.mark.parametrize("date", ["78 07 06", "19780706:102", "1978-07-06", "06JUL78"])
def test_dates_in_many_spellings(date):
    (one,) = people(paxlst(f"NAD+FL+++DOE:JANE'DTM+329:{date}'"))
    assert str(one.births[0]) == "1978-07-06"


def test_titles_are_read_away_and_both_readings_kept():
    (one,) = people(pnrgov("TIF+WAYNE+JOHNMR:A:1"))
    assert one.names == ["WAYNE JOHN", "WAYNE JOHNMR"]


def test_short_names_keep_what_may_be_a_title():
    (one,) = people(paxlst("NAD+FL+++AMR:OMAR'"))
    assert "AMR OMAR" in one.names


def test_placeholders_are_no_names():
    first, second = people(paxlst("NAD+FL+++TBA:TBA'", "NAD+FL+++DOE:FNU'"))
    assert (first.names, second.names) == ([], ["DOE"])
    assert {"traveller.placeholder", "traveller.no_name"} <= {p.code for p in first.problems}


def test_wrong_counts_and_unknown_qualifiers_lose_nobody():
    manifest = read_travellers(paxlst("NAD+FL+++A:B'", "NAD+QQ+++C:D'", "NAD+MS+++DESK'", count=9), TODAY)
    assert [t.name for t in manifest.travellers] == ["A B", "C D"]
    assert {"paxlst.wrong_count", "edifact.wrong_unt"} <= {p.code for p in manifest.problems}


def test_an_infant_with_the_document_on_its_mother():
    mother, infant = people(
        paxlst("NAD+FL+++DOE:JANE'DOC+P+A1234567'LOC+91+GBR'DOC+P+B7654321'LOC+91+GBR'", "NAD+FL+++DOE:BABY'")
    )
    assert len(mother.documents) == 2
    assert "traveller.several_passports" in {p.code for p in mother.problems}
    assert "traveller.no_document" in {p.code for p in infant.problems}


def test_an_infant_named_in_a_request_alone_is_a_person():
    mother, infant = people(pnrgov("TIF+DOE+JANEMRS:A:1", "SSR+INFT:NN:1:AM:::::DOE/JILL/10AUG25+::1"))
    assert (mother.name, infant.name, infant.role, str(infant.births[0])) == (
        "DOE JANE",
        "DOE JILL",
        "infant",
        "2025-08-10",
    )


def test_documents_find_their_owner_by_name():
    mother, infant = people(
        pnrgov(
            "TIF+TESTONE+ANNA:A:1",
            "SSR+DOCS:HK:1:AM:::::/P/CO/52263000/CO/30MAY76/F/31OCT15/TESTO NE/ANNA",
            "SSR+DOCS:HK:1:AM:::::/P/COL/AO234000/COL/10AUG11/FI/21DEC22/TESTTWO/BEA",
            "TIF+TESTTWO+BEA:IN:2",
        )
    )
    assert (mother.documents[0].number, infant.documents[0].number) == ("52263000", "AO234000")
    assert infant.role == "infant"


def test_several_travellers_in_one_segment_and_one_reference_for_two():
    assert len(people(pnrgov("TIF+SMITH+JOHN:A:1+MARY:A:2"))) == 2
    assert len(people(pnrgov("TIF+SMITH+JOHN:A:1", "TIF+ABEBE+HAILE:A:1"))) == 2


def test_short_names_that_differ_are_two():
    assert (
        len(
            people(
                pnrgov(
                    "TIF+LI+BO:A:1", "TIF+LI+NA:A:1", "SSR+DOCS:HK:1:AM:::::/P/CHN/E1/CHN/10AUG91/F//LI/JI"
                )
            )
        )
        == 3
    )


def test_later_mentions_are_the_same_person():
    (one,) = people(
        pnrgov("TIF+WAYNE+JOHNMR:A:1", "TVL+1", "TIF+WAYNE+JONMR:A:1", "SAC+++X", "TIF+WAYNE+JOHNMR:A:1")
    )
    assert "WAYNE JON" in one.names


def test_a_table_in_any_order_of_columns_and_in_chinese():
    manifest = read_travellers(
        "证件号码,姓名,性别,国籍,出生日期\nE12345678,王小明,男,中国,1990-01-02\n,,,,\n,,女,,\n".encode(
            "gb18030"
        ),
        TODAY,
    )
    (one,) = manifest.travellers
    assert (one.name, one.sex, one.nationality, str(one.births[0])) == ("王小明", "M", "CHN", "1990-01-02")
    assert [p.code for p in manifest.rejects] == ["manifest.empty_row"]


def test_a_row_of_the_wrong_width_is_read_as_far_as_it_goes():
    first, second = people(b"name,birth_date\nJane Doe,1990-13-45,x\nJohn\n")
    assert (str(first.births[0]), second.name) == ("1990", "John")
    assert {"manifest.wrong_width", "traveller.bad_date"} <= {p.code for p in first.problems}


def test_a_stray_quote_or_a_huge_cell_does_not_swallow_those_below():
    rows = ["name,birth_date", '"Doe, Jane",1990-01-01', '"Unclosed Bob,1991-01-01', "x" * 200_000 + ",1992"]
    rows += [f"Person {at},1990-01-01" for at in range(50)]
    found = people("\n".join(rows).encode())
    assert len(found) == 53
    assert (found[0].name, str(found[1].births[0])) == ("Doe, Jane", "1991-01-01")


@given(st.binary(max_size=300), st.sampled_from(["auto", "edifact", "csv"]))
def test_no_bytes_raise(data, form):
    read_travellers(data, TODAY, form)


@given(st.lists(st.text(alphabet="ABC'+:?\r\n/ ", max_size=20), max_size=8))
def test_no_message_raises(pieces):
    read_travellers(paxlst(*(f"NAD+FL+++{p}'" for p in pieces)), TODAY)
    read_travellers(pnrgov(*(f"SSR+DOCS:{p}" for p in pieces), *(f"TIF+{p}" for p in pieces)), TODAY)


@given(
    st.lists(
        st.sampled_from(
            ["NAD+FL+++{n}:A'", "NAD+FM+++{n}:B\n", "junk NAD+FL+++{n}:C'", "NAD+DDU+++{n}:D'\r\r"]
        ),
        max_size=12,
    )
)
def test_everybody_put_in_comes_out(shapes):
    """Broken in every way the reader mends, the persons counted when they were written are all there."""
    data = paxlst(*(shape.format(n=f"N{chr(65 + at)}") for at, shape in enumerate(shapes)))
    assert len(people(data)) == len(shapes)


REAL = {
    "Test1.txt": 8, "airline2.edi": 10, "smooks_paxlst.txt": 1, "tamr_flight1.txt": 10, "tamr_flight2.txt": 10,
    "2_pnrs_basic.edi": 4, "adult_and_infant.edi": 2, "no_pnr_history.edi": 4, "pnr1.txt": 2, "pnr2.txt": 2,
    "pnr3.txt": 4, "pnrMessageExample.txt": 5,
}  # fmt: skip
"""Persons counted by eye."""


@pytest.mark.parametrize("name", REAL)
def test_real_messages_lose_nobody(real_inputs, name):
    (path,) = (real_inputs / "data" / "passengers").glob(f"*/{name}")
    data = path.read_bytes()
    found = people(data)
    assert len(found) == REAL[name]
    assert all(person.names and person.births for person in found)
    plain = re.sub(rb"[\r\n]", b"", data)
    named = set(re.findall(rb"NAD[+*](?:FL|FM|VW)[^'$]*", plain))
    named |= set(re.findall(rb"TIF\+([A-Z]+)[^+']*\+([A-Z]+?)(?: ?MRS| ?MR| ?MS)?[:']", plain))
    assert len(found) <= len(named) <= len(found) + 1, "counted apart; one name is corrected in a history"
