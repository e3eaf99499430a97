"""Over HTTP: three dialects, errors in each one's own words, nobody sees or touches what is not theirs."""

from __future__ import annotations

import json
import uuid
from dataclasses import replace

import pytest
from django.test import Client

from tests.factories.declarations import lodged, valid
from tongguan.engines.declaration import to_csv, to_json
from tongguan.engines.wco import read, write
from tongguan.operations.declarations.models import Declaration
from tongguan.operations.declarations.queries.messages import Dialect, xpath_of
from tongguan.platform.identity.models import Delegation

pytestmark = pytest.mark.django_db
URL = "/api/v1/declarations"
BODIES = {
    "application/json": to_json,
    "application/xml": write,
    "text/csv": lambda declaration: to_csv([declaration]),
}


@pytest.fixture
def caller(world):
    """A signed-in client of a person; each person once."""

    def make(name: str) -> Client:
        client = Client()
        client.force_login(world.users[name], backend="django.contrib.auth.backends.ModelBackend")
        return client

    return make


def post(client, body, media="application/json", key=None, url=URL):
    headers = {"Idempotency-Key": str(key or uuid.uuid4())}
    return client.post(url, data=body, content_type=media, headers=headers)


@pytest.mark.parametrize("media", sorted(BODIES))
def test_every_dialect_is_accepted_once(world, caller, media):
    body, key = BODIES[media](valid(world)), uuid.uuid4()
    first = post(caller("trader"), body, media, key)
    assert first.status_code == 201, first.content
    again = post(caller("trader"), body, media, key)
    assert again.status_code == 200
    assert again.json() == first.json() | {"replayed": True}
    assert Declaration.objects.count() == 1
    assert post(caller("trader"), BODIES[media](valid(world, 2)), media, key).status_code == 409


def test_errors_point_into_the_message_that_was_sent(world, caller):
    declaration = valid(world, 5, faults=("unit_mismatch",))
    line = next(i for i, item in enumerate(declaration.items) if item.first_unit == "163")
    expected = {
        "application/json": f"/items/{line}/first_unit",
        "application/xml": f"/Declaration/GoodsShipment/GovernmentAgencyGoodsItem[{line + 1}]"
        "/Commodity/GoodsMeasure/TariffQuantity/@unitCode",
        "text/csv": f"{line + 2}/item.first_unit",
    }
    for media, pointer in expected.items():
        answer = post(caller("trader"), BODIES[media](declaration), media)
        assert answer.status_code == 422
        assert {
            e["pointer"] for e in answer.json()["errors"] if e["code"] == "declaration.unit_mismatch"
        } == {pointer}


def test_xpaths_exist_in_the_written_message(world):
    """Whatever has an element of its own is found by its pointer in the message `write` makes."""
    from lxml import etree

    declaration = valid(world, 3, lines=2)
    tree = etree.fromstring(write(declaration))
    names = {element.tag.rpartition("}")[2] for element in tree.iter()}
    for pointer in ("/consignee/code", "/items/1/hs_code", "/items/0/net_mass_kg", "/containers/0/number",
                    "/customs_office", "/items/1/container_numbers/0", "/declarant/name"):  # fmt: skip
        path = xpath_of(pointer, "I")
        plain = [step.split("[")[0] for step in path.strip("/").split("/") if not step.startswith("@")]
        assert set(plain) <= names, path
        assert "AdditionalInformation" not in path


@pytest.mark.parametrize(
    ("body", "media", "status"),
    [
        (b"{", "application/json", 422),
        (b"[" * 10_000, "application/json", 422),
        (b'{"flow":"I","x":' + b"9" * 5000 + b"}", "application/json", 422),
        (b"<a><b></a>", "application/xml", 422),
        (b"<a>" * 10_000, "application/xml", 422),
        (b'<!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>', "application/xml", 422),
        (b"\x00\xff", "text/csv", 422),
        (b"\n", "text/csv", 422),
        (b"{}", "text/plain", 415),
    ],
)
def test_malformed_bodies_are_refused_with_a_place(world, caller, body, media, status):
    answer = post(caller("trader"), body, media)
    assert answer.status_code == status
    assert answer.json()["errors"][0]["code"]
    assert not Declaration.objects.exists()


def test_the_key_is_demanded(world, caller):
    answer = caller("trader").post(URL, data=to_json(valid(world)), content_type="application/json")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "declaration.submission_id")


def test_what_was_lodged_is_read_back_the_same(world, caller):
    declaration = valid(world, 4, lines=5)
    reference = post(caller("trader"), to_json(declaration)).json()["reference"]
    found = caller("trader").get(f"{URL}/{reference}").json()
    assert found["declaration_number"] == Declaration.objects.get().declaration_number
    xml = caller("trader").get(f"{URL}/{reference}/xml").content
    assert replace(read(xml).declaration, declaration_number=None) == declaration
    response = read(caller("trader").get(f"{URL}/{reference}/response").content).response
    assert [status.code for status in response.statuses] == ["L"]
    assert response.declaration_number == found["declaration_number"]


@pytest.mark.parametrize(
    ("who", "seen"),
    [("trader", 200), ("assessor", 200), ("rival", 404), ("broker", 404), ("airport_assessor", 404),
     ("administrator", 403)],
)  # fmt: skip
def test_who_sees_a_declaration(world, caller, who, seen):
    reference = lodged(world).reference
    for tail in ("", "/xml", "/response"):
        assert caller(who).get(f"{URL}/{reference}{tail}").status_code == seen
    listed = caller(who).get(URL)
    assert (reference in listed.content.decode()) == (seen == 200)


def test_a_delegation_opens_and_its_end_closes_at_the_next_request(world, caller):
    reference, client = lodged(world).reference, caller("broker")
    grant = world.delegate()
    assert client.get(f"{URL}/{reference}").status_code == 200
    body = to_json(valid(world, 2, declarant="broker"))
    assert post(client, body).status_code == 201
    Delegation.objects.filter(pk=grant.pk).update(revoked_at="2026-01-01T00:00:00Z")
    assert client.get(f"{URL}/{reference}").status_code == 404
    assert post(client, to_json(valid(world, 3, declarant="broker"))).status_code == 422


def test_nobody_gets_nothing(world):
    reference = lodged(world).reference
    assert Client().get(f"{URL}/{reference}").status_code == 401
    assert post(Client(), to_json(valid(world, 2))).status_code == 401


def test_bulk_answers_each_declaration_and_repeats_nothing(world, caller):
    bad = valid(world, 5, lines=2, faults=("unknown_code",))
    body = to_csv([valid(world, 1, lines=2), bad, valid(world, 2, lines=2)])
    key = uuid.uuid4()
    for _attempt in range(2):
        answer = post(caller("trader"), body, "text/csv", key, f"{URL}/bulk").json()
        assert [row["accepted"] for row in answer["declarations"]] == [True, False, True]
    row, _, column = answer["declarations"][1]["errors"][0]["pointer"].partition("/")
    assert (int(row) in (4, 5), column) == (True, "item.origin_country")
    assert Declaration.objects.count() == 2


def test_a_session_needs_its_csrf_token(world):
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.users["trader"], backend="django.contrib.auth.backends.ModelBackend")
    assert post(client, to_json(valid(world))).status_code == 403
    assert not Declaration.objects.exists()


def test_every_dialect_of_the_shell_is_known():
    assert {d.value for d in Dialect} == {"json", "xml", "csv"}


def test_list_is_paged(world, caller):
    references = [lodged(world, seed).reference for seed in range(3)]
    rows = caller("trader").get(URL).json()
    assert [row["reference"] for row in rows] == references[::-1]
    rows = caller("trader").get(URL, {"after": references[1]}).json()
    assert [row["reference"] for row in rows] == [references[0]]
    assert json.dumps(rows)
