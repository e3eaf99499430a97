"""Over HTTP: three dialects, errors in each one's own words, nobody sees or touches what is not theirs."""

from __future__ import annotations

import json
import uuid
from dataclasses import replace

import pytest
from django.test import Client

from tests.factories.declarations import lodged, valid
from tongguan.config.api import api
from tongguan.engines import decmessage
from tongguan.engines.declaration import to_csv, to_json
from tongguan.engines.wco import read, write, xpath_of
from tongguan.operations.declarations.interface import route, save_draft
from tongguan.operations.declarations.models import Declaration
from tongguan.operations.declarations.queries.messages import Dialect
from tongguan.operations.declarations.workflow import DECLARATION
from tongguan.platform.cases.interface import take_step
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


def test_a_window_message_is_taken_as_xml_and_answered_in_its_elements(world, caller):
    wrong = valid(world, 5, faults=("unit_mismatch",))
    line = next(i for i, item in enumerate(wrong.items) if item.first_unit == "163")
    answer = post(caller("trader"), decmessage.write(wrong), "application/xml")
    assert answer.status_code == 422
    told = {e["pointer"] for e in answer.json()["errors"] if e["code"] == "declaration.unit_mismatch"}
    assert told == {f"/DecMessage/DecLists/DecList[{line + 1}]/FirstUnit"}
    taken = post(caller("trader"), decmessage.write(valid(world, 6)), "application/xml")
    assert taken.status_code == 201, taken.content


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
    assert {d.value for d in Dialect} == {"json", "xml", "csv", "decmessage"}


def test_list_is_paged(world, caller):
    references = [lodged(world, seed).reference for seed in range(3)]
    rows = caller("trader").get(URL).json()
    assert [row["reference"] for row in rows] == references[::-1]
    rows = caller("trader").get(URL, {"after": references[1]}).json()
    assert [row["reference"] for row in rows] == [references[0]]
    assert json.dumps(rows)


@pytest.fixture
def returned(world):
    """A declaration that an officer sent back for correction."""
    reference = lodged(world).reference
    route(reference, "review", [])
    take_step(actor=world.actor("assessor"), workflow=DECLARATION, reference=reference,
              step="return_for_correction", version=2, data={"reason": "价格资料不完整"})  # fmt: skip
    return Declaration.objects.get(reference=reference)


def again(client, case, declaration, media="application/json", key=None, version=None):
    url = f"{URL}/{case.reference}/lodge?version={case.version if version is None else version}"
    return post(client, BODIES[media](declaration), media, key, url)


@pytest.mark.parametrize("media", sorted(BODIES))
def test_a_returned_declaration_is_corrected_and_lodged_again(world, caller, returned, media):
    corrected, key = valid(world, 9, lines=2), uuid.uuid4()
    first = again(caller("trader"), returned, corrected, media, key)
    assert first.status_code == 200, first.content
    told = first.json()
    assert (told["state"], told["version"], told["receipt"], told["replayed"]) == ("lodged", 4, "L", False)
    assert told["declaration_number"] == returned.declaration_number
    assert again(caller("trader"), returned, corrected, media, key).json() == told | {"replayed": True}
    stored = Declaration.objects.get()
    assert stored.document == corrected
    assert (stored.lines.count(), stored.version) == (2, 4)
    assert caller("trader").get(f"{URL}/{returned.reference}").json()["version"] == 4


def test_a_draft_is_completed_over_the_api(world, caller):
    draft = save_draft(
        actor=world.actor("trader"), declaration=replace(valid(world), items=()), submission_id=uuid.uuid4()
    )
    answer = again(caller("trader"), draft, valid(world), key=draft.submission_id)
    assert (answer.status_code, answer.json()["reference"]) == (200, draft.reference)
    assert post(caller("trader"), to_json(valid(world)), key=draft.submission_id).json()["replayed"]


@pytest.mark.parametrize(
    ("who", "status"), [("rival", 404), ("broker", 404), ("airport_assessor", 403), ("assessor", 403)]
)
def test_only_who_may_lodge_it_lodges_it_again(world, caller, returned, who, status):
    firm = who if who in ("rival", "broker") else "trader"
    assert again(caller(who), returned, valid(world, 2, trader=firm)).status_code == status
    returned.refresh_from_db()
    assert (returned.state, returned.version) == ("returned", 3)


def test_a_delegate_who_may_only_look_cannot_lodge_again_or_take_a_draft_over(world, caller, returned):
    draft = save_draft(actor=world.actor("trader"), declaration=valid(world, 3), submission_id=uuid.uuid4())
    Delegation.objects.filter(pk=world.delegate().pk).update(permissions=["declarations.view"])
    for case in (returned, draft):
        answer = again(caller("broker"), case, valid(world, 2, trader="broker"))
        assert answer.status_code == 403, answer.content
    draft.refresh_from_db()
    assert draft.applicant == world.organisations["trader"]


def test_a_broker_with_a_mandate_corrects_for_the_trader(world, caller, returned):
    world.delegate()
    answer = again(caller("broker"), returned, valid(world, 2, declarant="broker"))
    assert answer.status_code == 200, answer.content


def test_lodging_again_is_refused_in_another_state_or_version(world, caller, returned):
    assert again(caller("trader"), returned, valid(world, 9), version=2).status_code == 409
    assert again(caller("trader"), returned, valid(world, 9)).status_code == 200
    returned.refresh_from_db()
    late = again(caller("trader"), returned, valid(world, 10))
    assert (late.status_code, late.json()["errors"][0]["code"]) == (409, "case.wrong_state")
    url = f"{URL}/{returned.reference}/lodge"
    assert post(caller("trader"), to_json(valid(world)), url=url).status_code == 422, "no version"
    assert Declaration.objects.get().document == valid(world, 9)


def test_an_id_stands_for_one_lodging_alone(world, caller, returned):
    key, client = uuid.uuid4(), caller("trader")
    assert again(client, returned, valid(world, 9), key=returned.submission_id).status_code == 409
    assert again(client, returned, valid(world, 9), key=key).status_code == 200
    assert again(client, returned, valid(world, 10), key=key).status_code == 409
    assert post(client, to_json(valid(world, 11)), key=key).status_code == 409
    other = save_draft(actor=world.actor("trader"), declaration=valid(world, 12), submission_id=uuid.uuid4())
    assert again(client, other, valid(world, 9), key=key).status_code == 409
    assert post(client, to_json(valid(world)), key=returned.submission_id).json()["replayed"]
    assert Declaration.objects.count() == 2


def test_errors_of_a_correction_point_into_its_message(world, caller, returned):
    wrong = valid(world, 9, flow="E")
    for media, pointer in (("application/json", "/flow"), ("text/csv", "2/flow")):
        answer = again(caller("trader"), returned, wrong, media)
        assert answer.status_code == 422
        assert pointer in {e["pointer"] for e in answer.json()["errors"]}
    faulty = valid(world, 5, faults=("unit_mismatch",))
    line = next(i for i, item in enumerate(faulty.items) if item.first_unit == "163")
    answer = again(caller("trader"), returned, faulty, "application/xml")
    assert any(f"GovernmentAgencyGoodsItem[{line + 1}]" in e["pointer"] for e in answer.json()["errors"])
    returned.refresh_from_db()
    assert (returned.state, returned.document) == ("returned", valid(world))
    for body, media, status in ((b"{", "application/json", 422), (b"{}", "text/plain", 415)):
        url = f"{URL}/{returned.reference}/lodge?version=3"
        assert post(caller("trader"), body, media, url=url).status_code == status


def test_the_api_describes_bodies_and_ids():
    paths = api.get_openapi_schema()["paths"]
    for path in ("", "/{reference}/lodge"):
        told = paths[f"/api/v1/declarations{path}"]["post"]
        assert set(told["requestBody"]["content"]) == set(BODIES)
        assert "Idempotency-Key" in {p["name"] for p in told["parameters"]}
    named = {p["name"] for p in paths["/api/v1/declarations/{reference}/lodge"]["post"]["parameters"]}
    assert named == {"reference", "version", "Idempotency-Key"}
