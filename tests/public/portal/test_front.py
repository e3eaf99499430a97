"""The front page: open to everybody, and the way to work for who is signed in."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.factories import make_world

pytestmark = pytest.mark.django_db


def test_strangers_see_the_house_and_how_to_check_it() -> None:
    page = Client().get("/")
    assert page.status_code == 200
    assert "/ledger/check" in page.content.decode()


def test_signed_in_people_go_to_their_queue() -> None:
    client = Client()
    client.force_login(make_world().users["assessor"])
    assert client.get("/").headers["Location"] == "/work/"
