"""A whole flight at once, and its counts."""

from __future__ import annotations

import json
import threading
import time
import urllib.request
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories.passenger_declarations import ADDRESS, answers, body, send
from tests.factories.travellers import airport_inspector
from tests.factories.world import make_world
from tongguan.operations.passenger_declarations.interface import summary, verify_receipt
from tongguan.operations.passenger_declarations.models import PassengerDeclaration
from tongguan.platform.identity.models import User

PEOPLE = 335
AT_ONCE = 24
"""Requests under way at one moment: what the server of the tests bears, which opens a connection for each."""


def all_answered() -> None:
    """Until the server's threads have put their connections away: they do so after they have answered."""
    while any("process_request_thread" in thread.name for thread in threading.enumerate()):
        time.sleep(0.01)


@pytest.mark.django_db(transaction=True)
def test_335_declarations_of_one_flight_give_335_receipts(live_server):
    make_world()
    kinds = ({}, {"carry_in": ["commercial"]}, {"unwell": ["fever"]})
    sent = [body(answers(f"E{number:08d}", **kinds[number % 3])) for number in range(PEOPLE)]

    def declare(told):
        request = urllib.request.Request(
            live_server.url + ADDRESS, json.dumps(told).encode(),
            {"Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4())},
        )  # fmt: skip
        with urllib.request.urlopen(request) as answer:
            return json.loads(answer.read())["receipt"]

    with ThreadPoolExecutor(AT_ONCE) as threads:
        receipts = list(threads.map(declare, sent))
    all_answered()
    assert len({each["code"] for each in receipts}) == PEOPLE
    assert len({each["reference"] for each in receipts}) == PEOPLE
    assert all(verify_receipt(each["code"]).valid for each in receipts[::50])
    found = summary("TG101", timezone.localdate())
    assert found.declared == sum(found.by_colour.values()) == sum(found.by_state.values()) == PEOPLE
    assert found.by_colour == {"green": 112, "yellow": 112, "red": 111}


@pytest.mark.django_db(transaction=True)
def test_one_document_twice_at_once_leaves_one_valid_receipt(live_server):
    make_world()
    told = json.dumps(
        body()
    ).encode()  # asks the database, so not within a thread, whose connection nobody would close

    def declare(_number):
        request = urllib.request.Request(
            live_server.url + ADDRESS, told,
            {"Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4())},
        )  # fmt: skip
        with urllib.request.urlopen(request) as answer:
            return answer.status

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(declare, range(8))) == [201] * 8
    all_answered()
    states = list(PassengerDeclaration.objects.values_list("state", flat=True))
    assert (states.count("valid"), states.count("superseded")) == (1, 7)


def queries_of(client: Client, path: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


@pytest.mark.django_db
def test_pages_ask_no_more_for_more_rows(world):
    airport_inspector(world)
    client = Client()
    client.force_login(User.objects.get(username="airport_inspector"))
    today = timezone.localdate().isoformat()
    paths = ("/traveller-flights/", f"/traveller-flights/TG101/{today}/entry/", "/cases/passenger_declaration/",
             f"{ADDRESS}/flights/TG101/{today}")  # fmt: skip
    send(body())
    for path in paths:
        client.get(path)
    few = [queries_of(client, path) for path in paths]
    for number in range(2, 14):
        send(body(answers(f"E{number:08d}", flight=f"TG10{number % 3}")))
    assert [queries_of(client, path) for path in paths] == few


@pytest.mark.django_db
def test_a_flight_is_summed_for_its_own_office_alone(world):
    airport_inspector(world)
    send(body())
    client = Client()
    today = timezone.localdate().isoformat()
    client.force_login(User.objects.get(username="airport_inspector"))
    assert client.get(f"{ADDRESS}/flights/TG101/{today}").json()["declared"] == 1
    assert "TG101" in client.get("/traveller-flights/").content.decode()
    client.force_login(world.users["inspector"])
    assert client.get(f"{ADDRESS}/flights/TG101/{today}").json()["declared"] == 0
    assert client.get(f"/traveller-flights/TG101/{today}/entry/").status_code == 404
    assert client.get("/traveller-flights/TG101/yesterday/entry/").status_code == 404
