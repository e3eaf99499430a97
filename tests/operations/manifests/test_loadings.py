"""Before a container goes aboard the house is asked; what is not released stays ashore, with the reason."""

from __future__ import annotations

import itertools
import json
import uuid
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories import vessels
from tests.factories.manifests import bill, box
from tests.factories.submissions import submission
from tests.factories.world import World
from tests.operations.manifests.test_exports import exported, loaded, settle
from tongguan.engines.problems import Text
from tongguan.operations.declarations.contracts import Found, Hold
from tongguan.operations.declarations.enums import State
from tongguan.operations.declarations.models import Declaration
from tongguan.operations.inspections.actions import order_by_officer
from tongguan.operations.inspections.models import Inspection
from tongguan.operations.manifests.actions import declaration_released
from tongguan.operations.manifests.interface import Contents, LoadOrder, load
from tongguan.operations.manifests.models import BillOfLading, Loading
from tongguan.operations.manifests.rules import findings, refusals, unreleased
from tongguan.operations.vessels.interface import report_call
from tongguan.platform.alerts.models import Alert
from tongguan.platform.events.interface import publish
from tongguan.platform.permissions.interface import NotAllowed, Refused

pytestmark = pytest.mark.django_db
HOLD = Hold("D1", "inspection.open", Text(zh="查验", en="inspection"), "B1")


def found(state: str = "released", boxes: tuple[str, ...] = ("B1",), holds: tuple[Hold, ...] = ()) -> Found:
    return Found("D1", "", state, "E", "X", boxes, holds=holds)


@pytest.mark.parametrize(
    ("bills", "declared", "codes"),
    [
        ([], [found()], ["manifest.load_unlisted"]),
        (["X"], [], ["manifest.load_undeclared"]),
        (["X"], [found(boxes=("B2",))], ["manifest.load_uncovered"]),
        (["X"], [found()], []),
        (["X"], [found("closed")], []),
        (["X"], [found(boxes=())], []),
        (["X"], [found("review"), found(boxes=("B2",))], ["manifest.load_unreleased"]),
        (["X"], [found(), found("review", ("B2",))], []),
        (["X"], [found(holds=(HOLD,))], ["inspection.open"]),
        (["X"], [found(holds=(replace(HOLD, container=""),))], ["inspection.open"]),
        (["X"], [found(holds=(replace(HOLD, container="B2"),))], []),
    ],
)
def test_what_speaks_against_going_aboard(bills: Any, declared: Any, codes: list[str]) -> None:
    assert [reason.code for reason in refusals("B1", bills, declared)] == codes


def test_only_what_is_released_goes_aboard_in_every_pair_of_states() -> None:
    for first, second in itertools.product(State, repeat=2):
        reasons = refusals("B1", ["X"], [found(first.value), found(second.value)])
        assert (not reasons) is ({first, second} <= {State.RELEASED, State.CLOSED}), (first, second)


def test_what_left_while_it_was_held_is_told_when_the_ship_departs() -> None:
    assert [each.code for each in unreleased(["B1"], [found(holds=(HOLD,))])] == ["inspection.open"]
    other = replace(HOLD, container="B2")
    assert unreleased(["B1"], [found(holds=(other,))]) == []


@pytest.fixture
def ship(world: World) -> Any:
    """A ship in port with a released and an unreleased export on its loading list."""
    call = vessels.called(world)
    made = (f for seed in range(1, 99) if (f := exported(world, seed, released=False))[1].containers)
    (ready, own), (waiting, other) = next(made), next(made)
    Declaration.objects.filter(reference=ready.reference).update(state="released")
    loaded(world, call, own, other)
    report_call(actor=world.actor("terminal"), reference=call.reference, what="arrival", berth="")
    call.boxes = (own.containers[0], other.containers[0])
    call.waiting = waiting.reference
    return call


def ask(world: World, call: Any, container: str, who: str = "terminal", key: Any = None) -> Loading:
    order = LoadOrder(call.reference, container)
    return load(actor=world.actor(who), order=order, submission=key or submission())[0]


def test_released_goods_go_aboard_others_stay_and_the_house_tells(world: World, ship: Any) -> None:
    assert ask(world, ship, ship.boxes[0]).outcome == "loaded"
    refused = ask(world, ship, ship.boxes[1])
    assert [(r["code"], r["declaration"]) for r in refused.reasons] == [
        ("manifest.load_unreleased", ship.waiting)
    ]
    alert = Alert.objects.get(pk=refused.alert_id)
    assert alert.kind == "manifest.load_refused"
    assert ship.waiting in {each["ref"] for each in alert.evidence}
    assert ask(world, ship, box(77)).reasons[0]["code"] == "manifest.load_unlisted"
    assert Alert.objects.filter(kind="manifest.load_refused").count() == 2


def test_the_same_question_has_one_answer(world: World, ship: Any) -> None:
    key = submission()
    assert ask(world, ship, ship.boxes[0], key=key).pk == ask(world, ship, ship.boxes[0], key=key).pk
    assert Loading.objects.count() == 1


def test_a_mistyped_number_is_told_what_it_may_be_and_decides_nothing(world: World, ship: Any) -> None:
    number = ship.boxes[0]
    wrong = number[:10] + str((int(number[10]) + 1) % 10)
    with pytest.raises(Refused) as refused:
        ask(world, ship, wrong)
    (problem,) = refused.value.problems
    assert problem.pointer == "/container"
    assert f"should be {number[10]}" in problem.message.en
    assert not Loading.objects.exists()


def test_who_may_ask_and_for_which_ship(world: World, ship: Any) -> None:
    for name in ("carrier", "trader", "assessor", "gate_officer", "commander"):
        with pytest.raises(NotAllowed):
            ask(world, ship, ship.boxes[0], name)
    away = vessels.called(world, 9)
    with pytest.raises(Refused) as refused:
        ask(world, away, ship.boxes[0])
    assert [each.pointer for each in refused.value.problems] == ["/call"]
    other = world.organisations["trader"]
    type(ship).objects.filter(pk=ship.pk).update(terminal=other, applicant=other)
    with pytest.raises(Refused):
        ask(world, ship, ship.boxes[0])


def test_a_bill_waits_for_an_examination_of_goods_released_before(world: World, ship: Any) -> None:
    case = order_by_officer(reference=ship.waiting, version=1, officer=None)
    Declaration.objects.filter(reference=ship.waiting).update(state="released")
    declaration_released(reference=ship.waiting)
    row = BillOfLading.objects.get(containers__number=ship.boxes[1])
    assert row.released_at is None
    Inspection.objects.filter(pk=case.pk).update(state="finished")
    told = {"declaration": ship.waiting, "by": "inspection", "case": case.reference, "result_code": "01"}
    more = {"finding": False, "officers": [], "recovered_value": "0.00"}
    publish("examination.finished", f"declaration/{ship.waiting}", told | more)
    settle()
    row.refresh_from_db()
    assert row.released_at is not None


def client_of(world: World, name: str) -> Client:
    client = Client()
    client.force_login(world.users[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_over_http(world: World, ship: Any) -> None:
    client, key = client_of(world, "terminal"), str(uuid.uuid4())
    body = json.dumps({"call": ship.reference, "container": ship.boxes[1]})
    told = [
        client.post(
            "/api/v1/manifests/loadings",
            body,
            content_type="application/json",
            headers={"Idempotency-Key": key},
        )
        for _each in range(2)
    ]
    assert [each.status_code for each in told] == [201, 200]
    assert told[0].json() == told[1].json()
    assert told[0].json()["outcome"] == "refused"
    listed = client.get("/api/v1/manifests/loadings", {"call": ship.reference}).json()
    assert [each["id"] for each in listed] == [told[0].json()["id"]]
    assert client_of(world, "airport_assessor").get("/api/v1/manifests/loadings").json() == []
    assert client_of(world, "cashier").get("/api/v1/manifests/loadings").status_code == 403


def test_the_page_asks_and_tells(world: World, ship: Any) -> None:
    client = client_of(world, "terminal")
    sent = {"call": ship.reference, "container": ship.boxes[1], "submission": str(uuid.uuid4())}
    done = client.post("/manifests/loadings/", sent)
    assert done.status_code == 302
    page = client.get(done["Location"], headers={"accept-language": "en"}).content.decode()
    assert ship.waiting in page
    wrong = {**sent, "container": "CSQU3054384", "submission": str(uuid.uuid4())}
    bad = client.post("/manifests/loadings/", wrong)
    assert bad.status_code == 422
    assert "校验码应为 3" in bad.content.decode()
    reader = client_of(world, "assessor").get("/manifests/loadings/")
    assert reader.context["form"] is None
    assert client_of(world, "airport_assessor").get(done["Location"]).context["verdict"] is None


def test_the_list_needs_as_many_queries_for_many_rows(world: World, ship: Any) -> None:
    client, counts = client_of(world, "assessor"), []
    for number in (1, 12):
        while Loading.objects.count() < number:
            ask(world, ship, ship.boxes[0])
        client.get("/manifests/loadings/")
        with CaptureQueriesContext(connection) as seen:
            assert client.get("/manifests/loadings/").status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_a_filed_container_is_told_what_it_may_be(world: World) -> None:
    number = box(3)
    swapped = number[:8] + number[9] + number[8] + number[10]
    if swapped == number:
        swapped = number[:10] + str((int(number[10]) + 1) % 10)
    (problem,) = findings(Contents("x", "import", (bill(1, containers=(swapped,)),)), {})
    assert problem.pointer == "/bills/0/containers/0"
    assert "should be" in problem.message.en
