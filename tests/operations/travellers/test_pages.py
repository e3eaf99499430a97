"""The pages and the API: what they show, in how many statements, to whom, and no name in an address."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories.travellers import (
    CONTACTS,
    IMRAN,
    MEI,
    OTHER,
    PASSPORT,
    airport_inspector,
    contacts,
    paxlst,
)
from tongguan.operations.travellers.actions.manifests import receive
from tongguan.operations.travellers.actions.screening import screen_announced
from tongguan.operations.travellers.models import Flight, Hit, ListEntry, ListSource, Transmission
from tongguan.platform.audit.interface import AuditEntry
from tongguan.platform.identity.models import User
from tongguan.platform.permissions.interface import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def busy(world):
    """A list, a flight with two hits."""
    contacts(world)
    receive(actor=SYSTEM, content=paxlst(IMRAN, MEI, OTHER))
    screen_announced()
    airport_inspector(world)
    return world


def as_(world, who: str) -> Client:
    client = Client()
    user = world.users.get(who) or User.objects.get(username=who)
    client.force_login(user)
    return client


def pages() -> list[str]:
    hit, flight, source = Hit.objects.first(), Flight.objects.get(), ListSource.objects.get()
    entry, transmission = ListEntry.objects.first(), Transmission.objects.get()
    return [
        "/travellers/hits/", "/travellers/hits/?all=1", f"/travellers/hits/{hit.reference}/", "/travellers/quality/",
        "/travellers/look-up/", "/travellers/flights/", f"/travellers/flights/{flight.pk}/", "/travellers/messages/",
        f"/travellers/messages/{transmission.pk}/", "/travellers/lists/", f"/travellers/lists/{source.code}/",
        f"/travellers/lists/{source.code}/entries/{entry.pk}/",
    ]  # fmt: skip


def test_every_page_opens_in_both_languages_and_names_nobody_in_addresses(busy):
    client = as_(busy, "risk_officer")
    for path in pages():
        for language in ("zh-hans", "en"):
            answer = client.get(path, headers={"accept-language": language})
            assert answer.status_code == 200, path
            text = answer.content.decode()
            for part in text.split('href="')[1:]:
                assert "LOVELL" not in part.split('"')[0].upper()


def test_the_other_persons_data_are_not_on_the_page_of_a_hit(busy):
    hit = _hit("LOVELL IMRAN")
    page = as_(busy, "airport_inspector").get(f"/travellers/hits/{hit.reference}/").content.decode()
    assert "LOVELL IMRAN" in page
    assert "Imran Lovell" not in page
    assert "close contact" in page
    risk = as_(busy, "risk_officer")
    opened = risk.post(f"/travellers/hits/{hit.reference}/entry/", {"purpose": "decision"})
    assert "Imran Lovell" in opened.content.decode()
    assert risk.post(f"/travellers/hits/{hit.reference}/entry/", {}).status_code == 422
    assert AuditEntry.objects.filter(action="travellers.unmasked").count() == 1


def _hit(name: str) -> Hit:
    return next(hit for hit in Hit.objects.all() if hit.passenger.data["names"][0] == name)


def test_a_hit_is_decided_on_its_page(busy):
    client, hit = as_(busy, "airport_inspector"), _hit("LOVELL IMRAN")
    url = f"/travellers/hits/{hit.reference}/decision/"
    assert client.post(url, {"state": "confirmed", "note": ""}).status_code == 422
    assert client.post(url, {"state": "maybe", "note": "x"}).status_code == 422
    assert client.post(url, {"state": "confirmed", "note": "证件一致"}).status_code == 302
    assert client.post(url, {"state": "confirmed", "note": "证件一致"}).status_code == 409
    quality = as_(busy, "risk_officer").get("/travellers/quality/").content.decode()
    assert "100%" in quality


def test_the_counter_says_divert_and_never_lets_a_slip_pass(busy):
    client = as_(busy, "airport_inspector")
    match = client.post(
        "/travellers/look-up/", {"number": "L898902C3", "nationality": "GBR", "purpose": "counter"}
    )
    assert 'data-decision="match"' in match.content.decode()
    passes = client.post(
        "/travellers/look-up/",
        {
            "number": "QQ7711223",
            "name": "Ottilie Farnsworth",
            "birth_date": "1960-05-05",
            "purpose": "counter",
        },
    )
    assert 'data-decision="clear"' in passes.content.decode()
    slip = "\n".join((PASSPORT[0], PASSPORT[1].replace("L898902C3", "L8989O2C3")))
    answer = client.post("/travellers/look-up/", {"mrz": slip, "purpose": "counter"}).content.decode()
    assert 'data-decision="clear"' not in answer
    assert "L898902C36UTO" in answer
    assert client.post("/travellers/look-up/", {"purpose": "counter"}).status_code == 422


def test_a_file_is_brought_and_told_of(busy):
    client = as_(busy, "carrier")
    file = SimpleUploadedFile("x.csv", b"name,passport\nAda Invented,X1234567\n,\nNo Number,!!\n")
    answer = client.post(
        "/travellers/messages/", {"file": file, "flight": "MU 501", "arrival": "2026-12-01"}, follow=True
    )
    assert answer.status_code == 200
    assert Flight.objects.filter(number="MU501").exists()
    assert "row 4" in answer.content.decode()
    assert client.get("/travellers/hits/").status_code == 403


@pytest.mark.parametrize("path", ["/travellers/hits/?all=1", "/travellers/flights/", "/travellers/messages/",
                                  "/travellers/lists/", "/travellers/lists/contacts/"])  # fmt: skip
def test_the_number_of_statements_does_not_grow_with_rows(busy, path):
    client = as_(busy, "risk_officer")

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert client.get(path).status_code == 200
        return len(found)

    asked()
    before = asked()
    for number in range(3):  # one page still: a second one costs a count
        receive(actor=SYSTEM, content=paxlst(IMRAN, MEI, flight=f"TG20{number}", reference=f"{number}0"))
    contacts(
        busy, CONTACTS + "C8,Another Body,1980-01-01,,,,close contact\nC9,Further Body,1981-01-01,,,,x\n"
    )
    contacts(busy, CONTACTS, code="second")
    screen_announced()
    assert asked() <= before


def test_a_flights_page_asks_the_same_however_many_are_on_board(busy):
    client, flight = as_(busy, "risk_officer"), Flight.objects.get()

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            client.get(f"/travellers/flights/{flight.pk}/")
        return len(found)

    asked()
    before = asked()
    more = [(f"BODY:NUMBER{chr(65 + n)}", "800101", "FRA", f"FR12345{n}") for n in range(9)]
    receive(actor=SYSTEM, content=paxlst(*more, reference="77"))
    assert asked() == before


def test_messages_by_the_api(busy):
    client = as_(busy, "carrier")
    url = "/api/v1/passenger-messages"
    token = client.get("/travellers/messages/").cookies.get("csrftoken")
    headers = {"X-CSRFToken": token.value} if token else {}
    body = paxlst(OTHER, flight="TG301", reference="31")
    first = client.post(url, body, content_type="application/edifact", headers=headers)
    assert (first.status_code, first.json()["added"]) == (201, 1)
    assert client.post(url, body, content_type="application/edifact", headers=headers).status_code == 200
    nobody = client.post(url, b"nothing", content_type="text/plain", headers=headers)
    assert nobody.status_code == 422
    assert nobody.json()["errors"]
    table = b"name,passport\nAda Invented,X1234567\n"
    told = client.post(
        f"{url}?flight=CA1&arrival=2026-12-02", table, content_type="text/csv", headers=headers
    )
    assert told.status_code == 201
    again = client.get(f"{url}/{told.json()['transmission']}").json()
    assert again["people"] == 1
    assert as_(busy, "trader").post(url, body, content_type="text/plain").status_code == 403


def test_look_ups_and_lists_by_the_api(busy):
    risk = as_(busy, "risk_officer")
    post = {"content_type": "application/json"}
    found = risk.post(
        "/api/v1/travellers/look-ups", json.dumps({"purpose": "counter", "mrz": PASSPORT}), **post
    )
    assert found.status_code == 200
    assert risk.post("/api/v1/travellers/look-ups", json.dumps({"purpose": "?"}), **post).status_code == 422
    made = risk.post(
        "/api/v1/travellers/lists", json.dumps({"code": "table", "title_zh": "表", "kind": "csv"}), **post
    )
    assert made.status_code == 201
    entry = {"reference": "E1", "name": "Some Body", "birth_date": "1970-02-30x"}
    assert risk.post("/api/v1/travellers/lists/table/entries", json.dumps(entry), **post).status_code == 422
    entry["birth_date"] = "1970-02-03"
    assert risk.post("/api/v1/travellers/lists/table/entries", json.dumps(entry), **post).status_code == 201
    hits = risk.get("/api/v1/travellers/hits").json()
    assert [hit["priority"] if "priority" in hit else hit["state"] for hit in hits] == ["open"] * len(hits)
    assert len(hits) == 2
