"""Goods under examination leave by no gate and with no ship, from the order to the end of the last repetition."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import vessels
from tests.factories.declarations import lodged
from tests.factories.gates import arrival
from tests.factories.image_review import on_duty
from tests.factories.inspections import ordered, recording, report, step
from tests.factories.selection import dispatch_all, draw_now
from tests.factories.submissions import submission
from tests.operations.manifests.test_exports import exported, loaded
from tongguan.operations.declarations.interface import by_container
from tongguan.operations.declarations.models import Declaration
from tongguan.operations.gates.interface import pass_gate
from tongguan.operations.gates.models import Passage
from tongguan.operations.inspections.actions import order_by_officer
from tongguan.operations.inspections.models import Inspection
from tongguan.operations.inspections.queries import holds
from tongguan.operations.manifests.interface import LoadOrder, load
from tongguan.operations.manifests.models import Loading
from tongguan.operations.vessels.interface import report_call
from tongguan.platform.alerts.models import Alert
from tongguan.platform.audit.interface import AuditEntry
from tongguan.platform.events.models import OutboxEvent
from tongguan.platform.reference.interface import forget
from tongguan.platform.reference.models import Parameter

pytestmark = pytest.mark.django_db


def share(value: str) -> None:
    Parameter.objects.filter(code="selection.reinspection_share").update(value=value)
    forget()


RELEASED_BY_FORCE = "draw.done"
"""A draw finds a declaration released that it would route."""


def let_go(reference: str) -> None:
    """The declaration alone would let its goods pass: what stops them then is the examination."""
    Declaration.objects.filter(reference=reference).update(state="released")


def asked(world: Any, container: str) -> Passage:
    return pass_gate(actor=world.actor("gate_officer"), arrival=arrival(container), submission=submission())[
        0
    ]


def codes(row: Any) -> list[str]:
    return [reason["code"] for reason in row.reasons]


def test_the_gate_stays_shut_from_the_order_to_the_end_of_the_repetition(world: Any) -> None:
    case = ordered(world, reinspector="inspector_2")
    on_duty(world, "inspector_2", skill="inspection")
    let_go(case.declaration)
    assert codes(asked(world, case.container)) == ["inspection.open"]
    recording(world, case=case)
    assert codes(asked(world, case.container)) == ["inspection.open"]
    step(world, "inspector", case, "submit", **report(world, case, "inspector"))
    assert codes(asked(world, case.container)) == ["inspection.repetition_open"], "not drawn yet"
    dispatch_all()
    again = Inspection.objects.get(original=case)
    refused = asked(world, case.container)
    assert codes(refused) == ["inspection.repetition_open"]
    assert case.reference in refused.reasons[0]["zh"]
    assert case.reference in refused.reasons[0]["en"]
    recording(world, "inspector_2", again)
    step(world, "inspector_2", again, "submit", **report(world, again, "inspector_2"))
    assert codes(asked(world, case.container)) == ["inspection.repetition_open"]
    dispatch_all()
    let_go(case.declaration)
    assert asked(world, case.container).outcome == "passed"


def test_a_refused_attempt_is_logged_and_told(world: Any) -> None:
    case = recording(world)
    let_go(case.declaration)
    passage = asked(world, case.container)
    assert passage.outcome == "refused"
    alert = Alert.objects.get(pk=passage.alert_id)
    assert case.reference in str(alert.evidence)
    entry = AuditEntry.objects.get(action="gate.refused", subject_ref=str(passage.pk))
    assert b"inspection.open" in bytes(entry.body)
    assert OutboxEvent.objects.filter(topic="gate.refused", payload__reasons=["inspection.open"]).exists()
    assert not OutboxEvent.objects.filter(topic="gate.passed_out").exists()


@pytest.mark.parametrize("again", ["0", "1"])
def test_what_an_officer_ordered_is_held_until_the_draw_and_what_it_says(world: Any, again: str) -> None:
    share(again)
    case = ordered(world)
    Inspection.objects.filter(pk=case.pk).update(source="officer", source_key="x")
    on_duty(world, "inspector_2", skill="inspection")
    recording(world, case=case)
    step(world, "inspector", case, "submit", **report(world, case, "inspector"))
    dispatch_all()
    let_go(case.declaration)
    assert codes(asked(world, case.container)) == ["inspection.repetition_open"], "entered, not drawn"
    draw_now(may_fail=RELEASED_BY_FORCE)
    let_go(case.declaration)
    passage = asked(world, case.container)
    assert codes(passage) == (["inspection.repetition_open"] if again == "1" else [])


def test_nothing_else_is_held(world: Any) -> None:
    case = recording(world)
    let_go(case.declaration)
    own = Declaration.objects.get(reference=case.declaration)
    others = [box.number for box in own.boxes.all() if box.number != case.container]
    for number in others:
        assert asked(world, number).outcome == "passed", "only the container that is examined stays"
    done, boxes = next(
        found
        for seed in range(60, 120)
        if (found := _released(world, seed))[1] and case.container not in found[1]
    )
    assert asked(world, boxes[0]).declarations == [done]
    assert holds([done]) == []
    Inspection.objects.filter(pk=case.pk).update(container="")
    assert [hold.container for hold in holds([case.declaration])] == [""]
    assert codes(asked(world, case.container)) == ["inspection.open"], "without a number all of them stay"


def _released(world: Any, seed: int) -> tuple[str, list[str]]:
    done = lodged(world, seed)
    let_go(done.reference)
    return done.reference, _boxes(done.reference)


def _boxes(reference: str) -> list[str]:
    return list(Declaration.objects.get(reference=reference).boxes.values_list("number", flat=True))


def test_a_late_second_step_is_controlled_again(world: Any) -> None:
    """Goods that might have been taken before stay when they are sent to an examination after all."""
    reference, boxes = next(found for seed in range(60, 120) if (found := _released(world, seed))[1])
    Declaration.objects.filter(reference=reference).update(state="pick_up", pick_up_at=timezone.now())
    assert by_container(boxes[0])[0].may_leave
    for state in ("inspection", "inspected", "suspended"):
        Declaration.objects.filter(reference=reference).update(state=state)
        assert codes(asked(world, boxes[0])) == ["gate.not_released"]


@pytest.mark.django_db(transaction=True)
def test_a_report_submitted_while_the_truck_stands_at_the_gate_opens_no_gap(world: Any) -> None:
    share("0")
    case = ordered(world)
    Inspection.objects.filter(pk=case.pk).update(source="officer", source_key="x")
    recording(world, case=case)
    let_go(case.declaration)
    given = report(world, case, "inspector")
    inside, go_on = threading.Event(), threading.Event()

    def submit() -> None:
        try:
            with transaction.atomic():
                step(world, "inspector", case, "submit", **given)
                inside.set()
                go_on.wait(20)
        finally:
            connection.close()

    thread = threading.Thread(target=submit)
    thread.start()
    assert inside.wait(20)
    assert codes(asked(world, case.container)) == ["inspection.open"], "submitted, not committed"
    go_on.set()
    thread.join(20)
    assert codes(asked(world, case.container)) == ["inspection.repetition_open"]
    dispatch_all()
    draw_now(may_fail=RELEASED_BY_FORCE)
    let_go(case.declaration)
    assert asked(world, case.container).outcome == "passed"


def ready_to_load(world: Any) -> tuple[Any, str, str]:
    """A ship in port, and a released export in a container on its loading list: (call, declaration, container)."""
    call = vessels.called(world)
    done, own = next(f for seed in range(1, 60) if (f := exported(world, seed))[1].containers)
    loaded(world, call, own)
    report_call(actor=world.actor("terminal"), reference=call.reference, what="arrival", berth="")
    return call, done.reference, own.containers[0]


def order(world: Any, call: Any, container: str, who: str = "terminal") -> Loading:
    return load(actor=world.actor(who), order=LoadOrder(call.reference, container), submission=submission())[
        0
    ]


def test_no_ship_takes_what_is_inspected_again(world: Any) -> None:
    call, declaration, container = ready_to_load(world)
    assert order(world, call, container).outcome == "loaded"
    on_duty(world, "inspector", "inspector_2", skill="inspection")
    case = order_by_officer(reference=declaration, version=1, officer=None)
    Inspection.objects.filter(pk=case.pk).update(container=container)
    assert codes(order(world, call, container)) == ["inspection.open"]
    Inspection.objects.filter(pk=case.pk).update(state="submitted")
    assert codes(order(world, call, container)) == ["inspection.repetition_open"]
    Inspection.objects.filter(pk=case.pk).update(state="re_inspection")
    refused = order(world, call, container)
    assert codes(refused) == ["inspection.repetition_open"]
    alert = Alert.objects.get(pk=refused.alert_id)
    assert (alert.kind, alert.severity, alert.owner_role) == ("manifest.load_refused", "high", "assessor")
    assert AuditEntry.objects.filter(action="loading.refused", subject_ref=str(refused.pk)).exists()
    Inspection.objects.filter(pk=case.pk).update(state="finished")
    assert order(world, call, container).outcome == "loaded"


def test_one_question_however_many_declarations(world: Any) -> None:
    cases = [recording(world)]
    counts = []
    for number in (1, 3):
        while len(cases) < number:
            cases.append(another(cases[0], len(cases)))
        with CaptureQueriesContext(
            connection,
        ) as seen:
            found = holds([each.declaration for each in cases])
        counts.append(len(seen))
        assert len(found) == number
    assert counts == [1, 1]


def another(case: Inspection, number: int) -> Inspection:
    return Inspection.objects.create(
        reference=f"INX{number}", state="ordered", declaration=f"D{number}", source="officer",
        source_key=f"D{number}", created_at=case.created_at, changed_at=case.changed_at,
    )  # fmt: skip
