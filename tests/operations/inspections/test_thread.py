"""From the order to the report: the right box, in order of time, with evidence, once, and sometimes again."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories.image_review import on_duty, selection_of, with_containers
from tests.factories.inspections import ordered, photos, recording, report, step
from tests.factories.selection import dispatch_all, draw_now
from tongguan.operations.declarations.models import Declaration
from tongguan.operations.inspections.actions import draw_again, order_by_image, order_by_officer
from tongguan.operations.inspections.models import Inspection, Report
from tongguan.operations.inspections.rules import MANDATORY
from tongguan.platform.events.interface import publish
from tongguan.platform.events.models import OutboxEvent
from tongguan.platform.files.interface import files_of, may_see
from tongguan.platform.permissions.interface import SYSTEM, Refused
from tongguan.platform.queues.interface import declare_conflict
from tongguan.platform.reference.models import Parameter

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _parameters(settings) -> None:
    settings.REFERENCE_VERSION_CHECK_S = 0


def share(value: str) -> None:
    Parameter.objects.filter(code="selection.reinspection_share").update(value=value)


def finished() -> list[dict]:
    return [e.payload for e in OutboxEvent.objects.filter(topic="examination.finished").order_by("id")]


def refusal(world, case, code, who="inspector", **data) -> str:
    with pytest.raises(Refused) as refused:
        step(world, who, case, code, **data)
    return refused.value.problems[0].code


def test_a_selected_container_is_opened_reported_and_told(world):
    on_duty(world, "inspector", skill="inspection")
    reference = with_containers(world)
    officers = {"inspector": world.users["inspector"].pk, "reinspector": None}
    selection = selection_of(world, reference, method="physical", officers=officers)
    publish("selection.made", "declaration/x", selection)
    publish("selection.made", "declaration/x", selection)
    dispatch_all()
    case = Inspection.objects.get()
    assert (case.state, case.owner_id) == ("ordered", world.users["inspector"].pk)
    assert case.due_at is not None
    recording(world, case=case)
    lines = json.dumps([{"line_number": 1, "code": "13", "text": "two cartons more"}])
    step(world, "inspector", case, "submit", **report(world, case, "inspector", result="13", findings=lines,
                                                      recovered_value="1250.50"))  # fmt: skip
    dispatch_all()
    (told,) = finished()
    assert told["declaration"] == reference
    assert (told["result_code"], told["finding"], told["recovered_value"]) == ("13", True, "1250.50")
    assert told["officers"] == [world.users["inspector"].pk]
    case.refresh_from_db()
    assert case.state == "finished"
    bound = files_of(SYSTEM, ("inspection", case.reference))
    assert {each.note for each in bound} == set(MANDATORY["partial"])
    assert all(each.place == "22.57000,114.27000" and each.taken_at for each in bound)
    assert may_see(world.actor("assessor"), bound[0].file_id)
    assert not may_see(world.actor("trader"), bound[0].file_id)


def test_the_declaration_moves_on_with_the_examination(world):
    reference = with_containers(world)
    Declaration.objects.filter(reference=reference).update(state="inspection")
    on_duty(world, "inspector", skill="inspection")
    officers = {"inspector": world.users["inspector"].pk}
    publish("selection.made", "x", selection_of(world, reference, method="physical", officers=officers))
    dispatch_all()
    case = recording(world, case=Inspection.objects.get())
    step(world, "inspector", case, "submit", **report(world, case, "inspector"))
    dispatch_all()
    declaration = Declaration.objects.get(reference=reference)
    assert declaration.state == "inspected"
    assert declaration.examining_officers == [world.users["inspector"].pk]


def test_the_wrong_container_is_refused(world):
    case = ordered(world)
    step(world, "inspector", case, "accept")
    assert refusal(world, case, "arrive", container="CSQU3054383") == "inspection.wrong_container"
    assert refusal(world, case, "arrive") == "inspection.wrong_container"
    spaced = f"{case.container[:4]} {case.container[4:10].lower()}-{case.container[10]}"
    assert step(world, "inspector", case, "arrive", container=spaced).state == "arrived"


@pytest.mark.parametrize("unloading", ["doors", "partial", "full"])
def test_every_photograph_the_instruction_asks_for_is_needed(world, unloading):
    case = recording(world, unloading=unloading)
    for missing in MANDATORY[unloading]:
        kinds = [kind for kind in MANDATORY[unloading] if kind != missing]
        data = report(world, case, "inspector", photos=photos(world, "inspector", kinds))
        assert refusal(world, case, "submit", **data) == "inspection.photo_missing"
    step(world, "inspector", case, "submit", **report(world, case, "inspector"))
    assert Report.objects.count() == 1


def test_times_that_run_backwards_are_refused(world):
    case = ordered(world)
    step(world, "inspector", case, "accept")
    ahead = (timezone.now() + timedelta(hours=1)).isoformat()
    assert refusal(world, case, "arrive", container=case.container, at=ahead) == "inspection.times"
    before = (case.created_at - timedelta(hours=1)).isoformat()
    assert refusal(world, case, "arrive", container=case.container, at=before) == "inspection.times"
    step(world, "inspector", case, "arrive", container=case.container)
    assert refusal(world, case, "start", seal_state="intact", at=before) == "inspection.times"
    step(world, "inspector", case, "start", seal_state="intact")
    early = photos(world, "inspector", MANDATORY["partial"], at=case.started_at - timedelta(minutes=5))
    assert (
        refusal(world, case, "submit", **report(world, case, "inspector", photos=early)) == "inspection.times"
    )
    bad = json.dumps([{"digest": "0" * 64, "kind": "goods", "taken_at": "yesterday"}])
    assert refusal(world, case, "submit", **report(world, case, "inspector", photos=bad)).startswith(
        "inspection."
    )


def test_somebody_elses_photograph_is_no_evidence(world):
    case = recording(world)
    others = photos(world, "inspector_2", MANDATORY["partial"])
    assert (
        refusal(world, case, "submit", **report(world, case, "inspector", photos=others)) == "file.not_yours"
    )
    case.refresh_from_db()
    assert (case.state, Report.objects.count()) == ("recording", 0)


def test_only_the_drawn_inspector_inspects(world):
    case = ordered(world)
    assert refusal(world, case, "accept", who="inspector_2") == "case.not_owner"
    assert refusal(world, case, "accept", who="assessor") == "case.not_permitted"


def test_a_conflicted_inspector_must_ask_for_reassignment_and_another_approves(world):
    case = ordered(world)
    actor = world.actor("inspector")
    declare_conflict(
        actor=actor, officer_id=actor.user_id, organisation_id=world.organisations["trader"].pk,
        reason="kin", valid_from=timezone.localdate(),
    )  # fmt: skip
    assert refusal(world, case, "accept") == "inspection.conflict"
    step(world, "inspector", case, "ask_reassign", reason="my brother works there")
    assert refusal(world, case, "approve_reassign", reason="yes") == "case.not_permitted"
    step(world, "commander", case, "approve_reassign", reason="conflict declared")
    assert (case.state, case.owner_id) == ("unassigned", None)
    draw_now()
    assert draw_again() is False
    on_duty(world, "inspector_2", skill="inspection")
    assert draw_again() is True
    draw_now()
    case.refresh_from_db()
    assert (case.state, case.owner_id) == ("ordered", world.users["inspector_2"].pk)


def test_a_report_never_changes_an_amendment_is_a_new_version(world):
    case = recording(world)
    step(world, "inspector", case, "submit", **report(world, case, "inspector"))
    dispatch_all()
    first = Report.objects.get()
    assert refusal(world, case, "submit", **report(world, case, "inspector")) == "case.wrong_state"
    step(
        world,
        "inspector",
        case,
        "amend",
        **report(world, case, "inspector", result="14"),
        reason="weighed again",
    )
    assert list(Report.objects.order_by("number").values_list("number", flat=True)) == [1, 2]
    assert Report.objects.get(number=1).content_sha256 == first.content_sha256
    assert len(finished()) == 1
    from django.db import InternalError, transaction

    with pytest.raises(InternalError), transaction.atomic():
        Report.objects.filter(pk=first.pk).update(content="{}")
    with pytest.raises(InternalError), transaction.atomic():
        first.delete()


@pytest.mark.parametrize("bad", [{"recovered_value": "-1"}, {"findings": "{}"}, {"result": "99"},
                                 {"findings": '[{"code": "nope"}]'},
                                 {"findings": '[{"line_number": 1, "code": "13"}]'}])  # fmt: skip
def test_malformed_reports_are_refused(world, bad):
    case = recording(world)
    refusal(world, case, "submit", **report(world, case, "inspector", **bad))
    assert Report.objects.count() == 0


def test_a_suspect_image_is_never_inspected_by_its_analysts(world):
    reference = with_containers(world)
    on_duty(world, "inspector", skill="inspection")
    officers = [world.users["inspector"].pk, world.users["image_analyst"].pk]
    order_by_image(suspicion={"declaration": reference, "container": "", "officers": officers, "case": "IR1"})
    draw_now()
    assert Inspection.objects.get().state == "unassigned"
    on_duty(world, "inspector_3", skill="inspection")
    draw_again()
    draw_now()
    case = Inspection.objects.get()
    assert case.owner_id == world.users["inspector_3"].pk
    share("0")
    recording(world, "inspector_3", case)
    step(world, "inspector_3", case, "submit", **report(world, case, "inspector_3"))
    dispatch_all()
    draw_now()
    assert set(finished()[0]["officers"]) == {*officers, case.owner_id}


def test_an_officers_order_is_drawn_with_its_container(world):
    reference = with_containers(world)
    on_duty(world, "inspector", skill="inspection")
    officer = world.users["assessor"].pk
    case = order_by_officer(reference=reference, version=4, officer=officer)
    assert order_by_officer(reference=reference, version=4, officer=officer).pk == case.pk
    draw_now()
    case.refresh_from_db()
    boxes = set(Declaration.objects.get(reference=reference).boxes.values_list("number", flat=True))
    assert case.container in boxes
    assert case.unloading in MANDATORY
    assert case.state == "ordered"


@pytest.mark.parametrize("source", ["selection", "draw"])
def test_a_repetition_is_done_by_somebody_else_and_what_it_finds_counts(world, source):
    share("1")
    on_duty(world, "inspector_2", skill="inspection")
    if source == "selection":
        case = recording(world, reinspector="inspector_2")
    else:
        case = ordered(world)
        Inspection.objects.filter(pk=case.pk).update(source="officer")
        recording(world, case=case)
    step(world, "inspector", case, "submit", **report(world, case, "inspector"))
    dispatch_all()
    draw_now()
    case.refresh_from_db()
    again = Inspection.objects.get(original=case)
    assert case.state == "re_inspection"
    assert again.owner_id == world.users["inspector_2"].pk
    assert not finished()
    recording(world, "inspector_2", again)
    step(world, "inspector_2", again, "submit", **report(world, again, "inspector_2", result="21"))
    dispatch_all()
    draw_now()
    (told,) = finished()
    assert (told["case"], told["result_code"], told["finding"]) == (case.reference, "21", True)
    assert set(told["officers"]) == {case.owner_id, again.owner_id}
    assert set(Inspection.objects.values_list("state", flat=True)) == {"finished"}
