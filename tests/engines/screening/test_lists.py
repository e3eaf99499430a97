"""Lists in their formats."""

from __future__ import annotations

import datetime as dt
import gzip
import json

from hypothesis import given
from hypothesis import strategies as st

from tongguan.engines.screening import read_list

TODAY = dt.date(2026, 11, 30)
EMPTY = '"-0- "'


def sdn(name: str, kind: str, remarks: str) -> str:
    return ",".join(["36", f'"{name}"', f'"{kind}"', '"SDGT"', *[EMPTY] * 7, f'"{remarks}"'])


def test_ofac_remarks_are_read():
    text = sdn("DOE, John", "individual", "DOB 19 Jun 1951; alt. DOB circa 1950; nationality Egypt; Gender Male; "
               "a.k.a. 'DOE, Johnny'; Passport A-1084010 (Egypt) issued 1 Jan 2001; POB Giza, Egypt.")  # fmt: skip
    found = read_list((text + "\r\n" + sdn("SHIP", "vessel", "") + "\r\n\x1a").encode(), TODAY)
    (one,) = found.entries
    assert (found.form, found.not_persons, one.names) == ("OFAC SDN", 1, ("DOE, John", "DOE, Johnny"))
    assert [str(birth) for birth in one.births] == ["1951-06-19", "1950±2"]
    assert (one.nationalities, one.sex) == (("EGY",), "M")
    assert (one.documents[0].number, one.documents[0].country) == ("A1084010", "EGY")


def test_follow_the_money_with_passports_of_their_own():
    rows = [
        {
            "id": "p",
            "schema": "Person",
            "properties": {
                "name": ["Jane Doe"],
                "alias": ["J. Doe", "Jane\u2028Doe"],
                "birthDate": ["1980-01"],
                "nationality": ["gb"],
            },
        },
        {
            "id": "x",
            "schema": "Passport",
            "properties": {"holder": ["p"], "number": ["123 456 789"], "country": ["gb"]},
        },
        {"id": "c", "schema": "Company", "properties": {"name": ["Doe Ltd"]}},
        {"id": "n", "schema": "Person", "properties": {}},
    ]
    found = read_list(
        ("\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n{broken\n[1]\n").encode(), TODAY
    )
    (one,) = found.entries
    assert (one.names, str(one.births[0]), one.nationalities) == (
        ("Jane Doe", "J. Doe", "Jane\u2028Doe"),
        "1980-01",
        ("GBR",),
    )
    assert (one.documents[0].number, one.documents[0].country) == ("123456789", "GBR")
    assert sorted(problem.code for problem in found.rejects) == [
        "list.no_name",
        "list.not_json",
        "list.not_json",
    ]


def test_close_contacts_count_from_day_to_day_and_bad_rows_are_told():
    table = """姓名,出生日期,生效日期,失效日期
王小明,1990-01-02,2026-11-20,
王小明,1990-01-02,2026-11-20,
李四,,2026-11-20,2026-11-10
赵六,,2027-01-01,
钱七,,soon,
孙八,1990-99-99,2026-11-01,2026-11-05
,,,
"""
    found = read_list(table.encode("gb18030"), TODAY, window_days=14)
    first, last = found.entries
    assert (first.valid_from, first.valid_to) == (dt.date(2026, 11, 20), dt.date(2026, 12, 4))
    assert not last.valid_on(TODAY)
    assert [(p.code, p.line) for p in found.rejects] == [
        ("list.twice", 3), ("list.backwards", 4), ("list.future", 5), ("list.bad_day", 6), ("list.bad_birth", 7),
    ]  # fmt: skip


def test_a_file_that_is_no_list_says_so():
    assert [p.code for p in read_list(b"a,b\n1,2\n", TODAY).rejects] == ["list.no_columns"]
    assert [p.code for p in read_list(gzip.compress(b"x" * 99)[:-9], TODAY).rejects] == ["list.bad_gzip"]


@given(st.binary(max_size=300), st.sampled_from(["auto", "ofac", "ftm", "csv"]))
def test_no_bytes_raise(data, form):
    read_list(data, TODAY, form)


def test_the_real_lists(real_inputs):
    data = real_inputs / "data"
    found = read_list((data / "sanctions" / "ofac_sdn_2021-08-18.csv.gz").read_bytes(), TODAY)
    assert (len(found.entries), len(found.entries) + found.not_persons, found.rejects) == (4688, 9083, [])
    assert sum(bool(entry.births) for entry in found.entries) > 4400
    for path in (data / "watchlist").glob("*.json"):
        held = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        assert len(read_list(path.read_bytes(), TODAY).entries) == sum(
            row["schema"] == "Person" for row in held
        )
