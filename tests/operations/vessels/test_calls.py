"""Port calls: announced once, moved by officers or by their terminal."""

from __future__ import annotations

import json
import uuid
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from tests.factories.submissions import submission
from tests.factories.vessels import announcement, called, fix, imo
from tests.factories.world import World
from tongguan.operations.vessels.interface import announce, call, report_call, visible_calls
from tongguan.operations.vessels.models import PortCall, Vessel
from tongguan.operations.vessels.workflow import PORT_CALL
from tongguan.platform.cases.interface import take_step
from tongguan.platform.events.models import OutboxEvent
from tongguan.platform.permissions.interface import NotAllowed, NotFound, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def client_of(world: World):
    def made(name: str) -> Client:
        client = Client(raise_request_exception=True)
        client.force_login(world.users[name], backend="django.contrib.auth.backends.ModelBackend")
        return client

    return made


def post(client: Client, url: str, body: Any, key: str = "") -> Any:
    return client.post(
        url,
        json.dumps(body),
        content_type="application/json",
        headers={"Idempotency-Key": key or str(uuid.uuid4())},
    )


def body(number: int = 0) -> dict[str, Any]:
    given = announcement(number)
    return {
        "vessel": {"imo": given.ship.imo, "name": given.ship.name, "flag": "CHN"},
        "voyage_number": given.voyage_number,
        "customs_office": "9901",
        "expected_at": given.expected_at.isoformat(),
    }


def test_the_same_submission_announces_once(client_of) -> None:
    client, key, sent = client_of("carrier"), str(uuid.uuid4()), body()
    first = post(client, "/api/v1/vessels/calls", sent, key)
    again = post(client, "/api/v1/vessels/calls", sent, key)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert PortCall.objects.count() == 1
    other = post(client, "/api/v1/vessels/calls", sent | {"voyage_number": "999E"}, key)
    assert other.status_code == 409


def test_faults_point_into_the_request(client_of) -> None:
    sent = body()
    sent["vessel"]["imo"] = "9100001"
    sent["customs_office"] = "0001"
    found = post(client_of("carrier"), "/api/v1/vessels/calls", sent)
    assert found.status_code == 422
    assert {e["pointer"] for e in found.json()["errors"]} == {"/vessel/imo", "/customs_office"}
    strange = post(client_of("carrier"), "/api/v1/vessels/calls", body() | {"cargo": "x"})
    assert [e["pointer"] for e in strange.json()["errors"]] == ["/cargo"]
    assert not Vessel.objects.exists()


def test_rows_of_any_shape_are_refused_one_by_one(client_of, world: World) -> None:
    ship = called(world).vessel
    good = {"imo": ship.imo, "at": fix(ship.imo, 2).at.isoformat(), "longitude": 150.1, "latitude": 30.1}
    rows = [good, None, [[]], {"imo": ship.imo}, good | {"longitude": "east"}, good | {"extra": 1}]
    found = post(client_of("terminal"), "/api/v1/vessels/positions", {"positions": rows})
    assert found.status_code == 200
    answer = found.json()
    assert answer["stored"] == 1
    at = {e["pointer"].split("/")[2] for e in answer["errors"]}
    assert at == {"1", "2", "3", "4", "5"}
    deep = "[" * 50_000 + "]" * 50_000
    client = client_of("terminal")
    refused = client.post(
        "/api/v1/vessels/positions", f'{{"positions":[{deep}]}}', content_type="application/json"
    )
    assert refused.status_code in (400, 422)


def test_a_call_runs_its_course_and_other_modules_hear_of_it(world: World) -> None:
    case = called(world, 3)
    officer = world.actor("gate_officer")
    for version, step, data in ((1, "confirm_arrival", {}), (2, "confirm_berthing", {"berth": "A1"})):
        take_step(
            actor=officer, workflow=PORT_CALL, reference=case.reference, step=step, version=version, data=data
        )
    case.refresh_from_db()
    assert (case.state, case.berth) == ("berthed", "A1")
    assert case.arrived_at <= case.berthed_at
    told = OutboxEvent.objects.filter(topic="vessel.arrived").get().payload
    assert (told["call"], told["imo"]) == (case.reference, imo(3))


def test_the_terminal_of_the_call_reports_and_nobody_else(world: World) -> None:
    case, foreign = called(world, 1), called(world, 2, terminal="")
    terminal = world.actor("terminal")
    assert report_call(actor=terminal, reference=case.reference, what="arrival").state == "arrived"
    with pytest.raises(NotFound):
        report_call(actor=world.actor("rival"), reference=case.reference, what="berthing", berth="A1")
    with pytest.raises(NotAllowed):
        report_call(actor=world.actor("carrier"), reference=case.reference, what="departure")
    with pytest.raises((NotAllowed, NotFound)):
        report_call(actor=terminal, reference=foreign.reference, what="arrival")
    with pytest.raises(Refused) as again:
        report_call(actor=terminal, reference=case.reference, what="arrival")
    assert again.value.status == 409


def test_only_carriers_announce_and_others_do_not_see(world: World) -> None:
    with pytest.raises(NotAllowed):
        announce(actor=world.actor("trader"), call=announcement(), submission=submission())
    case = called(world)
    assert not visible_calls(world.actor("airport_assessor")).exists()
    assert visible_calls(world.actor("assessor")).get() == case
    assert call(case.reference).imo == imo()
    assert call("PC404") is None


def test_a_renamed_ship_keeps_its_number(world: World) -> None:
    called(world, 5)
    renamed = announcement(5)
    renamed = replace(renamed, ship=replace(renamed.ship, name="YUN NEW NAME", mmsi=""))
    announce(actor=world.actor("carrier"), call=renamed, submission=submission())
    ship = Vessel.objects.get()
    assert ship.name == "YUN NEW NAME"
    assert ship.mmsi == "410000005"


def test_pages(client_of, world: World) -> None:
    case = called(world, 4)
    client = client_of("commander")
    for url in (
        "/vessels/",
        "/map/",
        f"/vessels/{imo(4)}/",
        f"/vessels/{imo(4)}/track.json",
        "/map/port.json",
        "/map/ships.json",
        "/cases/port_call/",
        f"/cases/port_call/{case.reference}/",
    ):
        found = client.get(url)
        assert found.status_code == 200, url
    assert client.get("/vessels/0000000/").status_code == 404
    assert client_of("cashier").get("/vessels/").status_code == 403
