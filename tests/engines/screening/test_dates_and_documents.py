"""Dates of birth in part, and document numbers with a slip."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongguan.engines.screening.countries import country
from tongguan.engines.screening.dates import Births, compare_births, misread, parse_date
from tongguan.engines.screening.documents import (
    Document,
    Documents,
    check_digit,
    compare_documents,
    tidy_number,
)

TODAY = dt.date(2026, 11, 30)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("1951", "1951"),
        ("19 Jun 1951", "1951-06-19"),
        ("Jun 1951", "1951-06"),
        ("circa 1942", "1942±2"),
        ("1971 to 1973", "1972±1"),
        ("01 Jan 1984 to 31 Dec 1984", "1984"),
        ("1990年1月2日", "1990-01-02"),
        ("12JUL64", "1964-07-12"),
        ("031225", "2003-12-25"),
        ("270101", "1927-01-01"),
        ("1961-00-00", "1961"),
        ("1974-01-32", "1974-01"),
        ("25/12/1980", "1980-12-25"),
        ("12/25/1980", "1980-12-25"),
        ("19 78 07 06", "1978-07-06"),
        ("1978-07-06T00:00", "1978-07-06"),
    ],
)
def test_dates_in_many_spellings(text, shown):
    assert str(parse_date(text, TODAY)) == shown


@pytest.mark.parametrize("text", ["", "soon", "2999-01-01", "99", "00000000", "Xyz 1990"])
def test_what_is_no_date(text):
    assert parse_date(text, TODAY) is None


def test_an_impossible_day_is_told_apart_from_an_unknown_one():
    assert misread("1974-01-32", parse_date("1974-01-32", TODAY))
    assert not misread("1974", parse_date("1974", TODAY))


@given(st.text(max_size=80))
def test_no_text_raises(text):
    parse_date(text, TODAY)
    country(text)
    tidy_number(text)


def births(left: str, right: str) -> Births:
    return compare_births((parse_date(left, TODAY),), (parse_date(right, TODAY),))


@pytest.mark.parametrize(
    ("left", "right", "standing"),
    [
        ("1980-05-06", "1980-05-06", Births.EXACT),
        ("1980-05-06", "1980-06-05", Births.SLIP),
        ("1980-05-06", "1990-05-06", Births.SLIP),
        ("1967-06-20", "1976-06-20", Births.SLIP),
        ("1980-05-06", "1980", Births.YEAR),
        ("1980-05-06", "1980-01-01", Births.YEAR),
        ("1981", "1980", Births.NEAR),
        ("1980-05-06", "circa 1978", Births.NEAR),
        ("1980-05-16", "1980-09-27", Births.APART),
        ("1978", "1981", Births.APART),
        ("1978", "1999", Births.FAR),
    ],
)
def test_a_year_alone_is_evidence(left, right, standing):
    assert births(left, right) is standing
    assert births(right, left) is standing


def test_unknown_is_not_different():
    assert compare_births((), (parse_date("1980", TODAY),)) is Births.UNKNOWN


def test_the_check_digit_of_icao_9303():
    assert check_digit("L898902C3") == "6"
    assert check_digit("740812") == "2"
    assert check_digit("ZE184226B<<<<<") == "1"


@pytest.mark.parametrize(
    ("left", "right", "standing"),
    [
        ("L898902C3", "L898902C3", Documents.SAME),
        ("L8989O2C3", "L898902C3", Documents.REPAIRED),
        ("E1234567I", "E12345671", Documents.REPAIRED),
        ("L898902C36", "L898902C3", Documents.REPAIRED),
        ("L898902C4", "L898902C3", Documents.REPAIRED),
        ("L898920C3", "L898902C3", Documents.REPAIRED),
        ("L111102C3", "L898902C3", Documents.OTHER),
    ],
)
def test_one_slip_is_a_candidate(left, right, standing):
    assert compare_documents(Document(left, "GBR"), Document(right, "GBR")) is standing
    assert compare_documents(Document(right), Document(left)) is standing


def test_the_number_of_another_country_is_less():
    assert compare_documents(Document("123456789", "GBR"), Document("123456789", "FRA")) is Documents.NUMBER


def test_countries_under_their_codes_and_names():
    found = [
        country(text)
        for text in ("CN", "chn", "D", "Burma", "Korea, North", "中国", "Syria", "Wakanda", "UK")
    ]
    assert found == ["CHN", "CHN", "DEU", "MMR", "PRK", "CHN", "SYR", "", "GBR"]
