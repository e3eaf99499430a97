"""Commodities by words and digits: every word must be in a name, only what holds on the day is found."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from tongguan.platform.permissions.interface import SYSTEM
from tongguan.platform.reference import interface as reference

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _loaded(settings) -> None:
    settings.REFERENCE_VERSION_CHECK_S = 0
    reference.load_shipped()
    reference.forget()
    yield
    reference.forget()


def found(asked: str, on: date = DAY) -> list[str]:
    return [line.commodity.code for line in reference.search_tariff(asked, on).lines]


@pytest.mark.parametrize(
    "asked",
    ["牛肉", "冻 牛肉", "bovine", "BONELESS frozen", "0202", "02023000", "0202.30", "0202300090", "０２０２"],
)
def test_words_of_both_languages_and_digits_find_a_commodity(asked):
    assert "02023000" in found(asked)


def test_every_word_must_be_there_and_rates_of_the_day_come_along():
    assert found("牛肉 手机") == []
    assert found("8888") == []
    (line,) = reference.search_tariff("02023000", DAY).lines
    assert line.rates["duty_mfn"].percent == 12
    assert line.rates["duty_mfn"].source
    assert not line.rates["duty_mfn"].verified


def test_a_name_that_begins_with_the_word_comes_first():
    assert found("冻")[0] != found("虾")[0]
    for code in found("冻")[:1]:
        assert reference.commodity(code, DAY).name.zh.startswith("冻")


def test_only_what_holds_on_the_day_is_found():
    data = "hs8,name_zh,name_en,source\n99990000,量子鲸须,Quantum baleen,S\n".encode()
    how = reference.Import(valid_from=date(2026, 1, 1), valid_to=date(2026, 6, 30))
    reference.import_file(actor=SYSTEM, kind="hs8", data=data, how=how)
    assert found("鲸须", date(2026, 3, 1)) == ["99990000"]
    assert found("鲸须", date(2025, 12, 31)) == found("鲸须", date(2026, 7, 1)) == []


@pytest.mark.parametrize(
    "asked", ["", " ", "ab", "x y", "%", "_", "\x00", "'", "\\", "a" * 1000, "牛" * 1000, "% 100", "²³"]
)
def test_whatever_is_asked_is_answered(asked):
    reference.search_tariff(asked, DAY)
    assert found("%%%") == found("___") == []


def test_too_little_is_told_apart_from_nothing():
    assert not reference.search_tariff("ab").enough
    assert reference.search_tariff("牛").enough
    assert reference.search_tariff("0").total > 0


def test_the_words_have_an_index_and_a_search_costs_few_statements(settings, django_assert_max_num_queries):
    settings.REFERENCE_VERSION_CHECK_S = 3600
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'reference_code_words'")
        assert "gin_trgm_ops" in cursor.fetchone()[0]
    found("牛肉")
    with django_assert_max_num_queries(2):
        reference.search_tariff("2", DAY)
