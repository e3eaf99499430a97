"""A declaration as a device sends it: its receipt, what stands against one, and once under one id."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.utils import timezone

from tests.factories.passenger_declarations import answers, body, send, zone
from tests.factories.travellers import airport_inspector, paxlst
from tongguan.operations.passenger_declarations.interface import summary, verify_receipt
from tongguan.operations.passenger_declarations.models import PassengerDeclaration
from tongguan.platform.audit.interface import AuditEntry
from tongguan.platform.events.models import OutboxEvent

pytestmark = pytest.mark.django_db


def faults(told) -> dict[str, str]:
    assert told.status_code == 422, told.content
    return {each["question"]: each["code"] for each in told.json()["errors"]}


def hints(told) -> dict[str, str]:
    assert told.status_code == 409, told.content
    return {each["question"]: each["suggestion"] for each in told.json()["hints"]}


def test_a_receipt_is_valid_for_24_hours(world):
    told = send(body())
    assert told.status_code == 201, told.content
    receipt = told.json()["receipt"]
    verdict = verify_receipt(receipt["code"], document=zone())
    assert (verdict.valid, verdict.colour, verdict.flight, verdict.document_checked) == (
        True,
        "green",
        "TG101",
        True,
    )
    assert verdict.expires_at - verdict.issued_at == dt.timedelta(hours=24)
    after = verdict.issued_at + dt.timedelta(hours=24, seconds=1)
    assert verify_receipt(receipt["code"], at=after).reason == "expired"
    row = PassengerDeclaration.objects.get()
    assert (row.state, row.office.code, row.form) == ("valid", "9902", "base-1")


def test_the_same_submission_twice_is_one_declaration(world):
    key = str(uuid.uuid4())
    first, again = send(body(), key), send(body(), key)
    assert first.json() == again.json()
    assert PassengerDeclaration.objects.count() == 1
    other = send(body(answers("E00000002")), key)
    assert other.status_code == 409
    assert other.json()["errors"][0]["code"] == "submission.reused"


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"unwell": ["none", "fever"]}, {"unwell": "exclusive"}),
        ({"travel_date": "2020-01-01"}, {"travel_date": "too_early"}),
        ({"document": {"mrz": zone().replace("E00000001", "E00000002")}}, {"document": "check_digit"}),
        ({"document": {"mrz": "P<UTO"}}, {"document": "document"}),
        ({"document": {"mrz": zone(expiry="200101")}}, {"document": "expired"}),
        ({"document": {"mrz": zone(birth="200101")}}, {"filer": "guardian"}),
        ({"document": "E00000001"}, {"document": "document"}),
        ({"document": {}}, {"document": "document"}),
        ({"port": "1234"}, {"port": "unknown"}),
        ({"departed_from": "Thailand"}, {"departed_from": "unknown"}),
        ({"carry_in": ["cash"]}, {"currency_in": "required", "amount_in": "required"}),
        ({"truth": None}, {"truth": "accept"}),
    ],
)
def test_each_fault_is_told_at_its_question(world, changed, fault):
    assert faults(send(body(answers(**changed)))) == fault
    assert not PassengerDeclaration.objects.exists()


def test_a_guardian_declares_for_a_child(world):
    child = answers(document={"mrz": zone(birth="200101")}, filer="guardian", relation="parent")
    assert send(body(child)).status_code == 201


@pytest.mark.parametrize("language", ["ar", "ja", "th", "vi", "ru"])
def test_faults_are_told_in_the_travellers_language(world, language):
    from tongguan.platform.ui.interface import traveller_words

    told = send(body(answers(unwell=["none", "fever"]), language=language)).json()["errors"][0]["message"]
    words = traveller_words(language)
    assert told == words["error.exclusive"].format(choice=words["say.unwell.none"])


@pytest.mark.parametrize(
    ("changed", "colour"),
    [({"unwell": ["fever"]}, "red"), ({"carry_in": ["commercial"]}, "yellow"), ({}, "green")],
)
def test_the_colour_follows_the_answers(world, changed, colour):
    assert send(body(answers(**changed))).json()["receipt"]["colour"] == colour


def test_a_newer_declaration_replaces_the_older_one(world):
    first = send(body()).json()["receipt"]
    second = send(body(answers(unwell=["cough"]))).json()["receipt"]
    assert verify_receipt(first["code"]).reason == "superseded"
    assert verify_receipt(second["code"]).valid
    found = summary("TG101", timezone.localdate())
    assert (found.declared, found.superseded, found.by_colour["red"]) == (1, 1, 1)


def manifest(world, *people, **given):
    from tongguan.operations.travellers.actions.manifests import receive

    receive(actor=airport_inspector(world), content=paxlst(*people, **given))


def test_a_flight_tells_how_many_announced_travellers_have_not_declared(world):
    today = timezone.localdate()
    assert send(body()).status_code == 201
    assert (summary("TG101", today).announced, summary("TG101", today).missing) == (None, None)
    people = [("TESTER:LING", "850314", "UTO", "E00000001"), ("OTHER:MAN", "700101", "UTO", "E00000002")]
    manifest(world, *people)
    assert (summary("TG101", today).announced, summary("TG101", today).missing) == (2, 1)


def test_a_flight_of_another_day_is_an_error_and_an_unknown_one_a_question(world):
    assert hints(send(body(kept={}))) == {"flight": ""}
    assert send(body()).status_code == 201


def test_answers_that_contradict_the_manifest_are_asked_about_and_both_are_kept(world):
    manifest(world, ("TESTER:LING", "850314", "UTO", "E00000001"))
    told = send(body(answers(departed_from="JPN"), kept={}))
    assert hints(told) == {"departed_from": "THA"}
    assert send(body(answers(departed_from="JPN"), kept={"departed_from": "THA"})).status_code == 201
    row = PassengerDeclaration.objects.get()
    assert (row.answers["answers"]["departed_from"], row.answers["kept"]["departed_from"]) == ("JPN", "THA")
    tomorrow = (timezone.localdate() + dt.timedelta(days=1)).isoformat()
    assert faults(send(body(answers(travel_date=tomorrow)))) == {"travel_date": "flight_date"}
    assert hints(send(body(answers("E00000009"), kept={}))) == {"flight": ""}


def test_the_manifests_date_of_birth_is_not_told(world):
    manifest(world, ("TESTER:LING", "850315", "UTO", "E00000001"))
    told = send(body(kept={}))
    assert hints(told) == {"document": ""}
    assert "1985-03-15" not in told.content.decode()


def test_nothing_personal_stands_in_the_clear(world):
    send(body(answers(unwell=["fever"])))
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(d)::text FROM passenger_declarations_passengerdeclaration d")
        text = cursor.fetchone()[0]
    recorded = b"".join(bytes(body) for body in AuditEntry.objects.values_list("body", flat=True)).decode()
    events = "".join(str(payload) for payload in OutboxEvent.objects.values_list("payload", flat=True))
    for secret in ("TESTER", "E00000001", "fever", "850314", "1985"):
        for place in (text, recorded, events):
            assert secret not in place, secret


@pytest.mark.parametrize(
    "hostile",
    [
        {},
        {"answers": []},
        {"answers": {"document": {"mrz": "\x00" * 5000}}},
        {"answers": {"direction": {"$ne": 1}, "port": ["9902"], "travel_date": 7}},
        {"language": "xx"},
        {"form": "../../etc/passwd"},
        {"kept": {"flight": "x" * 9000}},
    ],
)
def test_hostile_bodies_are_answered(world, hostile):
    assert send({**body(), **hostile}).status_code in (201, 409, 422)
    assert send(body(), key="not-a-uuid").status_code == 400


def test_an_old_form_is_told_and_the_day_before_still_counts(world):
    told = send(body(form="base-0"))
    assert (told.status_code, told.json()["status"]) == (409, "form")


def test_who_sends_too_often_is_asked_to_wait(world, monkeypatch):
    from tongguan.operations.passenger_declarations import rest

    monkeypatch.setattr(rest.DECLARING, "num_requests", 2)
    rest.DECLARING.cache.clear()
    statuses = [send(body()).status_code for _again in range(4)]
    rest.DECLARING.cache.clear()
    assert statuses == [201, 201, 429, 429]
