"""Every page of the house says what it is, once, and one entry of the menu at most is the current one."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.factories import make_world

PAGES = (
    "/work/", "/notices/", "/notices/choices/", "/notices/deliveries/", "/alerts/", "/account/", "/people/",
    "/organisations/", "/delegations/", "/permissions/", "/health/", "/schedules/", "/reference/", "/calendar/",
    "/catalogue/", "/search/", "/duty/", "/draws/", "/ledger/", "/no-such-page/",
)  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("page", PAGES)
def test_a_page_has_one_heading_and_one_place_in_the_menu(page: str) -> None:
    client = Client()
    client.force_login(make_world().users["administrator"])
    text = client.get(page).content.decode()
    headings = [
        re.sub(r"<[^>]+>", "", found).strip() for found in re.findall(r"<h1[^>]*>(.*?)</h1>", text, re.S)
    ]
    assert len(headings) == 1, headings
    assert headings[0]
    menu = text.partition('id="menu"')[2].partition("</nav>")[0]
    assert menu.count('aria-current="page"') <= 1
