"""Exported goods leave with the ship: what was released is closed, what was not raises an alert."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.factories import vessels
from tests.factories.declarations import valid
from tests.factories.manifests import bill
from tests.factories.submissions import submission
from tests.factories.world import World
from tongguan.operations.declarations.contracts import Found
from tongguan.operations.declarations.interface import Lodged, lodge, route
from tongguan.operations.declarations.models import Declaration, DeclarationContainer
from tongguan.operations.manifests.interface import Bill, Contents, amend, file
from tongguan.operations.manifests.models import Manifest
from tongguan.operations.manifests.rules import unreleased
from tongguan.operations.release_times.models import Release
from tongguan.operations.vessels.interface import report_call
from tongguan.platform.alerts.models import Alert
from tongguan.platform.cases.interface import timeline
from tongguan.platform.events.interface import dispatch_next

pytestmark = pytest.mark.django_db


def settle() -> None:
    while dispatch_next():
        pass


@pytest.fixture
def call(world: World) -> Any:
    return vessels.called(world)


def clear(done: Lodged) -> None:
    """Through the green lane; exports owe nothing, so that they are released at once."""
    route(done.reference, "green", [])
    settle()
    assert state_of(done) == "released"


def exported(world: World, seed: int, released: bool = True, lines: int = 3) -> tuple[Lodged, Bill]:
    """An export declaration, and the bill its carrier would file."""
    made = valid(world, seed, flow="E", lines=lines)
    done = lodge(actor=world.actor("trader"), declaration=made, submission_id=submission().id)
    if released:
        clear(done)
    boxes = tuple(container.number for container in made.containers)
    return done, replace(bill(seed), number=made.bill_number, containers=boxes)


def loaded(world: World, call: Any, *bills: Bill) -> Manifest:
    answer = file(
        actor=world.actor("carrier"),
        contents=Contents(call.reference, "export", bills),
        submission=submission(),
    )
    assert answer.receipt == "01", answer.problems
    return Manifest.objects.get(reference=answer.manifest)


def leave(world: World, call: Any) -> None:
    terminal = world.actor("terminal")
    for what in ("arrival", "berthing", "departure"):
        report_call(
            actor=terminal, reference=call.reference, what=what, berth="A1" if what == "berthing" else ""
        )
    settle()


def state_of(done: Lodged) -> str:
    return Declaration.objects.get(reference=done.reference).state


def test_a_released_export_is_closed_when_its_ship_departs(world: World, call: Any) -> None:
    (done, own), (ashore, _kept) = exported(world, 1), exported(world, 2)
    loaded(world, call, own)
    settle()
    assert state_of(done) == "released"
    leave(world, call)
    assert (state_of(done), state_of(ashore)) == ("closed", "released")
    last = timeline("declaration", done.reference)[-1]
    assert (last.transition, last.receipt) == ("close", "R")
    assert not DeclarationContainer.objects.filter(
        declaration__reference=done.reference, out_at=None
    ).exists()
    assert not Alert.objects.filter(kind="manifest.loaded_unreleased").exists()
    call.refresh_from_db()
    assert Release.objects.get(declaration=done.reference).out_at == call.departed_at


def test_goods_loaded_unreleased_raise_one_alert_and_close_when_released_later(
    world: World, call: Any
) -> None:
    done, own = exported(world, 1, released=False)
    case = loaded(world, call, own, bill(7))
    leave(world, call)
    assert state_of(done) != "closed"
    alerts = {
        alert.title_en.split()[2]: alert
        for alert in Alert.objects.filter(source_code__startswith="manifests.")
    }
    assert set(alerts) == {own.number, bill(7).number}
    alert = alerts[own.number]
    assert (alert.owner_role, alert.office_id, alert.severity) == ("assessor", case.office_id, "high")
    assert done.reference in {each["ref"] for each in alert.evidence}
    route(done.reference, "green", [])
    settle()
    assert state_of(done) == "closed"
    assert Alert.objects.filter(kind="manifest.loaded_unreleased").count() == 2


def test_a_container_left_behind_keeps_its_declaration_open(world: World, call: Any) -> None:
    done, own = next(
        found for seed in range(1, 60) if len((found := exported(world, seed, lines=20))[1].containers) > 1
    )
    first, rest = own.containers[:1], own.containers[1:]
    loaded(world, call, replace(own, containers=first))
    leave(world, call)
    assert state_of(done) == "released"
    second = vessels.called(world, 5)
    loaded(world, second, replace(own, containers=rest))
    leave(world, second)
    assert state_of(done) == "closed"


def test_the_departure_of_a_ship_says_nothing_of_imports_of_the_same_bill(world: World, call: Any) -> None:
    made = valid(world, 3)
    done = lodge(actor=world.actor("trader"), declaration=made, submission_id=submission().id)
    route(done.reference, "green", [])
    settle()
    before = state_of(done)
    loaded(world, call, replace(bill(3), number=made.bill_number))
    leave(world, call)
    assert state_of(done) == before != "closed"
    assert not DeclarationContainer.objects.filter(out_at__isnull=False).exists()


def test_an_export_manifest_is_amended_until_departure(world: World, call: Any) -> None:
    case, carrier = loaded(world, call, bill(1)), world.actor("carrier")
    terminal = world.actor("terminal")

    def amended(number: int) -> Any:
        sent = Contents(call.reference, "export", (bill(number),))
        return amend(actor=carrier, reference=case.reference, contents=sent, submission=submission())

    report_call(actor=terminal, reference=call.reference, what="arrival")
    assert amended(2).receipt == "01"
    report_call(actor=terminal, reference=call.reference, what="departure")
    late = amended(3)
    assert (late.receipt, [p.code for p in late.problems]) == ("03", ["manifest.departed"])
    assert [b.number for b in case.bills.all()] == [bill(2).number]


@pytest.mark.parametrize(
    ("states", "boxes", "codes"),
    [
        ((), ("B1",), ["manifest.loaded_undeclared"]),
        (("released",), ("B1",), []),
        (("closed", "released"), ("B1",), []),
        (("released", "review"), ("B1",), ["manifest.loaded_unreleased"]),
        (("released",), ("B1", "B2"), ["manifest.loaded_uncovered"]),
    ],
)
def test_what_speaks_against_loading(states: Any, boxes: Any, codes: Any) -> None:
    declared = [Found(f"D{n}", "", state, "E", "X", ("B1",)) for n, state in enumerate(states)]
    assert [reason.code for reason in unreleased(boxes, declared)] == codes


def test_loose_goods_need_no_containers() -> None:
    assert unreleased(["B1"], [Found("D1", "", "released", "E", "X", ())]) == []
