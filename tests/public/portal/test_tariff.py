"""The tariff for everybody: page and API, in both languages."""

from __future__ import annotations

import pytest
from django.test import Client

from tongguan.platform.reference.interface import load_shipped

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _loaded() -> None:
    load_shipped()


@pytest.mark.parametrize(("asked", "language"), [("牛肉", "zh-hans"), ("bovine", "en"), ("0202", "en")])
def test_strangers_find_a_commodity_with_units_rates_and_sources(asked, language):
    page = Client().get("/tariff/", {"q": asked}, headers={"accept-language": language}).content.decode()
    assert "02023000" in page
    assert "12 %" in page
    assert ("千克" if language.startswith("zh") else "kilogram") in page
    assert "*" in page
    assert "order of magnitude" in page


def test_an_empty_page_asks_and_a_miss_says_so():
    assert Client().get("/tariff/").status_code == 200
    page = Client().get("/tariff/", {"q": "<script>alert(1)</script>"}, headers={"accept-language": "en"})
    assert "Nothing found" in page.content.decode()
    assert "<script>alert(1)" not in page.content.decode()
    assert (
        "at least three letters"
        in Client().get("/tariff/", {"q": "ab"}, headers={"accept-language": "en"}).content.decode()
    )


def test_the_api_answers_alike():
    answer = Client().get("/api/v1/tariff", {"q": "牛肉"}).json()
    (line,) = [line for line in answer["lines"] if line["code"] == "02023000"]
    assert answer["total"] == len(answer["lines"])
    rates = {rate["kind"]: rate for rate in line["rates"]}
    assert float(rates["duty_mfn"]["percent"]) == 12
    assert rates["vat"]["source"]
    assert rates["vat"]["verified"] is False
    assert Client().get("/api/v1/tariff", {"q": "ab"}).json() == {"total": 0, "enough": False, "lines": []}
    assert Client().get("/api/v1/tariff", {"q": "x" * 101}).status_code == 422
    assert Client().get("/api/v1/tariff").status_code == 422


def test_a_search_costs_the_same_however_much_it_finds(settings, django_assert_max_num_queries):
    settings.REFERENCE_VERSION_CHECK_S = 3600
    Client().get("/tariff/", {"q": "8"})
    with django_assert_max_num_queries(8):
        Client().get("/tariff/", {"q": "8"})
