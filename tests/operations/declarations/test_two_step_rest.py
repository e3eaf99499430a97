"""Two steps over HTTP: kinds, receipts of refusals, completing, asking for changes; transit."""

from __future__ import annotations

import json
import uuid
from dataclasses import replace

import pytest

from tests.factories.declarations import importable, summary_of, valid
from tests.factories.guarantees import in_force
from tests.factories.selection import dispatch_all, draw_now
from tests.factories.transits import ROUTE
from tests.factories.transits import step as transit_step
from tests.operations.declarations.test_rest import BODIES, URL, caller, post  # noqa: F401 - the fixture
from tongguan.engines.declaration import to_json
from tongguan.operations.declarations.models import Declaration
from tongguan.operations.transits.models import Transit
from tongguan.platform.reference.models import Parameter

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_chance(world) -> None:
    Parameter.objects.filter(code="selection.random_share").update(value="0")


def picked_up(world, client, whole):
    in_force(world)
    told = post(client, to_json(summary_of(whole)), url=f"{URL}?kind=two_step").json()
    dispatch_all()
    draw_now()
    return client.get(f"{URL}/{told['reference']}").json()


@pytest.mark.parametrize("media", sorted(BODIES))
def test_a_summary_is_taken_once_in_every_form(world, caller, media):  # noqa: F811
    client, key = caller("trader"), uuid.uuid4()
    body = BODIES[media](summary_of(importable(world)))
    first = post(client, body, media, key, f"{URL}?kind=two_step")
    assert first.status_code == 201, first.content
    assert (first.json()["state"], first.json()["receipt"]) == ("summary_stored", "SpL")
    again = post(client, body, media, key, f"{URL}?kind=two_step")
    assert (again.status_code, again.json()) == (200, first.json() | {"replayed": True})
    assert Declaration.objects.get().document == summary_of(importable(world))


def test_it_is_completed_and_a_fixed_field_is_refused_with_its_receipt(world, caller):  # noqa: F811
    client, whole = caller("trader"), importable(world)
    told = picked_up(world, client, whole)
    assert (told["state"], told["stage"], told["kind"]) == ("pick_up", "summary", "two_step")
    url = f"{URL}/{told['reference']}/complete?version={told['version']}"
    refused = post(client, to_json(replace(whole, bill_number="OTHER1234567")), url=url)
    assert refused.status_code == 422
    assert refused.json()["receipt"] == "E"
    assert [(e["code"], e["pointer"]) for e in refused.json()["errors"]] == [
        ("declaration.locked_field", "/bill_number")
    ]
    done = post(client, to_json(whole), url=url)
    assert (done.status_code, done.json()["receipt"]) == (200, "L")
    versions = client.get(f"{URL}/{told['reference']}/versions").json()
    assert [(row["number"], row["cause"]) for row in versions] == [(1, "completed")]
    assert [
        row["reference"] for row in client.get(URL, {"kind": "two_step", "stage": "complete"}).json()
    ] == [told["reference"]]


def test_a_refused_summary_says_spe(world, caller):  # noqa: F811
    nameless = replace(summary_of(importable(world)), conveyance_name="")
    answer = post(caller("trader"), to_json(nameless), url=f"{URL}?kind=two_step")
    assert answer.status_code == 422
    assert answer.json()["receipt"] == "SpE"
    assert {e["pointer"] for e in answer.json()["errors"]} == {"/conveyance_name"}
    one = post(caller("trader"), to_json(replace(valid(world), bill_number="")))
    assert one.json()["receipt"] == "E"
    assert not Declaration.objects.exists()


def test_an_amendment_and_a_cancellation_are_asked_for(world, caller):  # noqa: F811
    client, whole = caller("trader"), importable(world)
    told = picked_up(world, client, whole)
    wanted = replace(summary_of(whole), conveyance_name="ANOTHER SHIP")
    url, key = f"{URL}/{told['reference']}/amend?reason=typo", uuid.uuid4()
    first = post(client, to_json(wanted), key=key, url=url)
    assert first.status_code == 201, first.content
    again = post(client, to_json(wanted), key=key, url=url)
    assert (again.status_code, again.json()) == (200, {"request": first.json()["request"], "replayed": True})
    case = client.get(f"/api/v1/cases/change_request/{first.json()['request']}").json()
    assert (case["state"], case["possible_steps"]) == ("requested", ["take_back"])
    cancel = post(client, json.dumps({"reason": "x"}), url=f"{URL}/{told['reference']}/cancel")
    assert cancel.status_code == 409, "the goods are released for pick-up"
    assert post(caller("rival"), to_json(wanted), url=url).status_code == 404


def test_the_law_of_a_day_is_told(world, caller):  # noqa: F811
    client = caller("trader")
    now = client.get(f"{URL}/two-step/law").json()
    assert [len(now[part]) for part in ("summary", "logistics", "controlled", "inspected")] == [9, 2, 2, 5]
    assert (now["tick_boxes"], now["verified"]) == (False, False)
    old = client.get(f"{URL}/two-step/law", {"on": "2019-08-24"}).json()
    assert (old["tick_boxes"], old["since"], old["negative_list"]) == (True, "2019-08-24", False)
    assert client.get(f"{URL}/two-step/law", {"on": "2019-08-23"}).status_code == 404


def test_goods_in_transit_owe_nothing_and_are_released_once_they_are_guaranteed(world, caller):  # noqa: F811
    made = valid(world)
    abroad = replace(made.consignor, name="Far Away Trading", code="")
    transit = replace(made, flow="T", consignee=abroad, destination_country="MNG")
    answer = post(caller("trader"), to_json(transit))
    assert answer.status_code == 201, answer.content
    assert answer.json()["declaration_number"][8] == "1"
    dispatch_all()
    draw_now()
    case = Declaration.objects.get()
    assert (case.state, case.flow) == ("assessed", "T"), "nothing leaves unguaranteed"
    in_force(world, "9000000.00")
    transit_step(world, Transit.objects.get(), "plan", "trader", **ROUTE)
    dispatch_all()
    case.refresh_from_db()
    assert (case.state, case.duty_amount) == ("released", None)
    assert case.trader_name == world.organisations["trader"].name_zh
    homeless = post(caller("trader"), to_json(replace(transit, destination_country="")))
    assert {"/destination_country"} == {e["pointer"] for e in homeless.json()["errors"]}
    assert caller("trader").get(f"/cases/declaration/{case.reference}/").status_code == 200
