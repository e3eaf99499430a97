"""Gates: nothing leaves unreleased, whatever is sent, however often."""

from __future__ import annotations

import itertools
import json
import uuid
from typing import Any

import pytest
from django.test import Client

from tests.factories.declarations import lodged
from tests.factories.gates import arrival
from tests.factories.manifests import box
from tests.factories.submissions import submission
from tests.factories.world import World
from tongguan.operations.declarations.enums import State
from tongguan.operations.declarations.interface import route
from tongguan.operations.declarations.models import Declaration, DeclarationContainer
from tongguan.operations.gates.contracts import Declared
from tongguan.operations.gates.interface import Direction, pass_gate, visible_passages
from tongguan.operations.gates.models import Passage
from tongguan.operations.gates.rules import refusals, tidy_plate
from tongguan.platform.alerts.models import Alert
from tongguan.platform.events.interface import dispatch_next
from tongguan.platform.events.models import OutboxEvent
from tongguan.platform.permissions.interface import NotAllowed, Refused

pytestmark = pytest.mark.django_db
STATES = [s.value for s in State if s not in (State.DRAFT, State.WITHDRAWN, State.DELETED)]


def test_every_pair_of_declarations_lets_through_only_the_released() -> None:
    for (flow_a, state_a), (flow_b, state_b) in itertools.product(itertools.product("IE", STATES), repeat=2):
        declared = [Declared("D1", flow_a, state_a, "B1"), Declared("D2", flow_b, state_b, "B1")]
        current = [d for d in declared if d.flow == "I" and d.state != "closed"]
        may = bool(current) and all(d.state == "released" for d in current)
        assert (refusals(Direction.OUT, declared) == []) is may, declared
        assert refusals(Direction.IN, declared) == []


def test_a_container_leaves_once_under_a_declaration() -> None:
    gone = Declared("D1", "I", "released", "B1", left=True)
    assert [r.code for r in refusals(Direction.OUT, [gone])] == ["gate.already_out"]
    assert [r.code for r in refusals(Direction.OUT, [])] == ["gate.no_declaration"]
    assert refusals(Direction.OUT, [gone, Declared("D2", "I", "released", "B2")]) == []


@pytest.fixture
def released(world: World) -> tuple[str, list[str]]:
    """A released import declaration and its containers."""
    for seed in range(1, 30):
        done = lodged(world, seed)
        boxes = list(
            DeclarationContainer.objects.filter(declaration__reference=done.reference).values_list(
                "number", flat=True
            )
        )
        if boxes:
            break
    route(done.reference, "green")
    Declaration.objects.filter(reference=done.reference).update(state="released")
    return done.reference, boxes


def test_out_when_released_tells_the_declaration_which_closes(world: World, released: Any) -> None:
    reference, boxes = released
    officer = world.actor("gate_officer")
    OutboxEvent.objects.all().delete()
    for number in boxes:
        passage, _again = pass_gate(actor=officer, arrival=arrival(number), submission=submission())
        assert (passage.outcome, passage.declarations) == ("passed", [reference])
    told = OutboxEvent.objects.filter(topic="gate.passed_out").first()
    assert set(told.payload) >= {"container", "bill", "passage"}
    while dispatch_next():
        pass
    assert Declaration.objects.get(reference=reference).state == "closed"
    again, _known = pass_gate(actor=officer, arrival=arrival(boxes[0]), submission=submission())
    assert again.outcome == "refused"


def test_a_refusal_is_recorded_with_reasons_and_raises_an_alert_with_evidence(world: World) -> None:
    for seed in range(1, 30):
        done = lodged(world, seed)
        number = (
            DeclarationContainer.objects.filter(declaration__reference=done.reference)
            .values_list("number", flat=True)
            .first()
        )
        if number:
            break
    passage, _again = pass_gate(
        actor=world.actor("terminal"), arrival=arrival(number), submission=submission()
    )
    assert passage.outcome == "refused"
    assert passage.reasons[0]["declaration"] == done.reference
    alert = Alert.objects.get(pk=passage.alert_id)
    assert alert.owner_role == "gate_officer"
    assert {item["ref"] for item in alert.evidence} == {f"passage/{passage.pk}", done.reference}
    assert not OutboxEvent.objects.filter(topic="gate.passed_out").exists()


def test_the_same_submission_is_one_passage(world: World) -> None:
    key, officer, sent = submission(), world.actor("gate_officer"), arrival(direction=Direction.IN)
    first, again = (pass_gate(actor=officer, arrival=sent, submission=key) for _each in range(2))
    assert (first[0].pk, first[1], again[1]) == (again[0].pk, False, True)
    assert Passage.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "pointer"),
    [
        ({"gate": "G404"}, "/gate"),
        ({"container": "YUNU0000001"}, "/container"),
        ({"vehicle_plate": "'; drop"}, "/vehicle_plate"),
        ({"at": "2020-01-01T00:00:00+00:00"}, "/at"),
    ],
)
def test_a_message_that_says_nothing_true_decides_nothing(world: World, given: dict, pointer: str) -> None:
    from datetime import datetime

    if "at" in given:
        given["at"] = datetime.fromisoformat(given["at"])
    with pytest.raises(Refused) as refused:
        pass_gate(actor=world.actor("gate_officer"), arrival=arrival(**given), submission=submission())
    assert [p.pointer for p in refused.value.problems] == [pointer]
    assert not Passage.objects.exists()


def test_who_may_record_and_see(world: World) -> None:
    sent = arrival(direction=Direction.IN)
    for name in ("trader", "assessor", "carrier", "commander"):
        with pytest.raises(NotAllowed):
            pass_gate(actor=world.actor(name), arrival=sent, submission=submission())
    pass_gate(actor=world.actor("gate_officer"), arrival=sent, submission=submission())
    assert visible_passages(world.actor("assessor")).count() == 1
    assert not visible_passages(world.actor("airport_assessor")).exists()
    assert not visible_passages(world.actor("terminal")).exists()


def test_plates_are_tidied() -> None:
    assert tidy_plate(" 云a·12 345 ") == "云A12345"


def client_of(world: World, name: str) -> Client:
    client = Client()
    client.force_login(world.users[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_over_http(world: World) -> None:
    client, key = client_of(world, "terminal"), str(uuid.uuid4())
    sent = {
        "gate": "G2",
        "direction": "in",
        "container": box(4),
        "vehicle_plate": "云A12345",
        "at": arrival().at.isoformat(),
    }
    found = [
        client.post(
            "/api/v1/gates/passages",
            json.dumps(sent),
            content_type="application/json",
            headers={"Idempotency-Key": key},
        )
        for _each in range(2)
    ]
    assert [f.status_code for f in found] == [201, 200]
    assert found[0].json() == found[1].json()
    assert len(client.get("/api/v1/gates").json()) == 3


def test_the_officer_enters_by_hand_and_sees_the_decision(world: World) -> None:
    client = client_of(world, "gate_officer")
    sent = {
        "gate": "G1",
        "direction": "out",
        "container": box(5),
        "vehicle_plate": "云A12345",
        "submission": str(uuid.uuid4()),
    }
    done = client.post("/gates/", sent)
    assert done.status_code == 302
    page = client.get(done["Location"])
    assert page.status_code == 200
    assert page.context["tone"] == "bad"
    assert client.get("/gates/").status_code == client.get("/gates/passages/").status_code == 200
    bad = client.post("/gates/", {**sent, "container": "nonsense", "submission": str(uuid.uuid4())})
    assert bad.status_code == 422
    assert "container" in bad.context["form"].errors
    assert client_of(world, "cashier").get("/gates/").status_code == 403
    assert client_of(world, "airport_assessor").get(done["Location"]).status_code == 404
