"""Endoscope sessions: the hole, the recording without a gap, the judgement, the sample, unaltered evidence."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from tests.factories.endoscopy import a_look, inspected
from tests.factories.inspections import report, step
from tests.factories.recordings import segments, stills
from tests.factories.selection import dispatch_all
from tests.factories.submissions import submission
from tongguan.operations.endoscopy.actions import record_look
from tongguan.operations.endoscopy.interface import take_over
from tongguan.operations.endoscopy.models import EndoscopeSession, SampleRequest
from tongguan.operations.endoscopy.queries import verification
from tongguan.platform.cases.interface import timeline
from tongguan.platform.events.models import OutboxEvent
from tongguan.platform.files import vault
from tongguan.platform.files.interface import files_of, may_see
from tongguan.platform.permissions.interface import SYSTEM, NotAllowed, Refused
from tongguan.platform.reference.models import Parameter

pytestmark = pytest.mark.django_db
NONE = timedelta(0)


def kept(world, look, who="inspector", off=NONE):
    return record_look(actor=world.actor(who), look=look, submission=submission(), off=off)[0]


def refusal(world, look, who="inspector") -> set[str]:
    with pytest.raises(Refused) as refused:
        kept(world, look, who)
    assert not EndoscopeSession.objects.exists()
    return {problem.code for problem in refused.value.problems}


def test_a_look_is_opened_recorded_and_judged_with_its_evidence(world):
    case = inspected(world)
    session = kept(world, a_look(world, case))
    assert (session.state, session.declaration, session.container) == (
        "clear",
        case.declaration,
        case.container,
    )
    assert [row.transition for row in timeline("endoscopy", session.reference)] == [
        "open",
        "record",
        "judge_clear",
    ]
    bound = list(files_of(SYSTEM, ("endoscopy", session.reference)))
    assert len(bound) == 4
    still = next(row for row in bound if row.note.startswith("still"))
    assert (still.place, case.declaration in still.note) == ("22.57000,114.27000", True)
    assert still.taken_at
    assert may_see(world.actor("assessor"), still.file_id)
    assert not may_see(world.actor("trader"), still.file_id)


@pytest.mark.parametrize(
    ("diameter", "accepted"), [("0.9", False), ("0.99", False), ("1.0", True), ("1.00", True)]
)
def test_the_hole_must_reach_the_limit_of_the_day(world, diameter, accepted):
    look = a_look(world, inspected(world), entry_diameter_cm=Decimal(diameter))
    if accepted:
        assert kept(world, look).entry_diameter_cm == Decimal(diameter)
    else:
        assert refusal(world, look) == {"endoscopy.hole"}


def test_the_limit_is_a_dated_number(world, settings):
    settings.REFERENCE_VERSION_CHECK_S = 0
    Parameter.objects.filter(code="endoscopy.min_entry_diameter").update(value="1.5")
    assert refusal(world, a_look(world, inspected(world))) == {"endoscopy.hole"}


@pytest.mark.parametrize("gap_s", [3.5, -0.5])
def test_a_gap_or_an_overlap_makes_it_not_completable(world, gap_s):
    case = inspected(world)
    look = a_look(world, case)
    broken = segments(world.actor("inspector"), look.opened_at + timedelta(seconds=1), gap_s=gap_s)
    assert "endoscopy.gap" in refusal(world, replace(look, segments=broken))
    assert kept(world, a_look(world, case)).state == "clear"


@pytest.mark.parametrize("bad", ["", "[]", "{}", "[1]", '[{"digest": "x"}]', "[" * 3000])
def test_no_recording_is_a_gap_and_malformed_text_never_raises(world, bad):
    assert "endoscopy.gap" in refusal(world, replace(a_look(world, inspected(world)), segments=bad or "null"))


def test_the_same_piece_twice_is_no_recording(world):
    look = a_look(world, inspected(world))
    rows = json.loads(look.segments)
    rows[1]["digest"] = rows[0]["digest"]
    assert "endoscopy.gap" in refusal(world, replace(look, segments=json.dumps(rows)))


def test_a_still_with_its_place_is_needed_from_the_time_of_the_recording(world):
    look = a_look(world, inspected(world))
    actor = world.actor("inspector")
    early = stills(actor, look.opened_at - timedelta(seconds=30))
    placeless = json.dumps([{**row, "latitude": ""} for row in json.loads(look.stills)])
    for bad in ("[]", early, placeless):
        assert refusal(world, replace(look, stills=bad)) == {"endoscopy.stills"}


def test_without_a_lodged_declaration_nothing_is_kept(world):
    case = inspected(world)
    look = a_look(world, case)
    type(case).objects.filter(pk=case.pk).update(declaration="NOWHERE")
    assert refusal(world, look) == {"endoscopy.no_declaration"}


def test_before_the_arrival_after_the_report_and_by_others_nothing_is_kept(world):
    case = inspected(world)
    early = a_look(world, case, opened_at=case.arrived_at - timedelta(minutes=1))
    assert refusal(world, early) == {"endoscopy.not_there"}
    assert refusal(world, a_look(world, case), "inspector_2") == {"endoscopy.not_held"}
    with pytest.raises(NotAllowed):
        kept(world, a_look(world, case), "assessor")
    during = a_look(world, case)
    step(world, "inspector", case, "submit", **report(world, case, "inspector"))
    assert kept(world, during).state == "clear", "a phone that was away sends it after the report"
    assert {p.code for p in _late(world, case)} == {"endoscopy.not_there"}


def _late(world, case):
    with pytest.raises(Refused) as refused:
        kept(world, a_look(world, case, opened_at=timezone.now() + timedelta(seconds=1)))
    return refused.value.problems


def test_one_tap_asks_for_a_sample_under_a_number_of_its_own(world):
    session = kept(world, a_look(world, inspected(world), "sample"))
    request = SampleRequest.objects.get(session=session)
    assert (request.state, request.reference[:2]) == ("requested", "SR")
    event = OutboxEvent.objects.get(topic="sample_request.request")
    assert event.payload["reference"] == request.reference
    assert timeline("endoscopy", session.reference)[-1].data["sample_request"] == request.reference
    taken = take_over(request=request.reference, order="LAB-7")
    assert (taken.state, taken.laboratory_order) == ("taken_over", "LAB-7")


def test_clear_and_open_ask_for_none(world):
    case = inspected(world)
    for judgement in ("clear", "open"):
        assert kept(world, a_look(world, case, judgement)).state == judgement
    assert not SampleRequest.objects.exists()
    with pytest.raises(Refused):
        kept(world, a_look(world, case, "maybe"))


def test_an_edited_still_and_an_edited_list_are_found_out(world, client):
    session = kept(world, a_look(world, inspected(world)))
    assert all(row["ok"] for row in verification(session))
    still = json.loads(session.evidence)["stills"][0]["digest"]
    vault.put(still, vault.get(still) + b"edited")
    broken = [row for row in verification(session) if not row["ok"]]
    assert [(row["digest"], row["problem"].code) for row in broken] == [(still, "file.altered")]
    client.force_login(world.users["inspector"])
    told = client.get(f"/api/v1/endoscopy/sessions/{session.reference}/check").json()
    assert [row["digest"] for row in told if not row["ok"]] == [still]
    assert "已被更改" in client.get(f"/cases/endoscopy/{session.reference}/").content.decode()
    session.evidence = session.evidence.replace("22.57", "22.58")
    assert not verification(session)[0]["ok"]


def test_a_phone_whose_clock_is_off_is_moved_and_a_repetition_changes_nothing(world, client):
    case = inspected(world)
    off = timedelta(hours=7)
    opened = timezone.now() - timedelta(seconds=60) - off
    look = a_look(world, case, "sample", opened_at=opened)
    client.force_login(world.users["inspector"])
    body = {
        "inspection": look.inspection, "entry_diameter_cm": "1.2", "entry_position": "", "stills": look.stills,
        "opened_at": opened.isoformat(), "segments": look.segments, "judgement": "sample", "remark": "",
    }  # fmt: skip

    def send(key="7d0f4f3e-50c1-4d4b-9d0e-000000000001", **changed):
        now = timezone.now()
        query = {"device_now": (now - off).isoformat(), "server_now": now.isoformat(), "error_ms": 40}
        return client.post(
            "/api/v1/endoscopy/sessions", json.dumps(body | changed), content_type="application/json",
            headers={"Idempotency-Key": key}, query_params=query,
        )  # fmt: skip

    first, second = send(), send()
    assert (first.status_code, second.status_code) == (201, 200), first.content
    assert first.json() == second.json()
    session = EndoscopeSession.objects.get()
    assert abs(session.opened_at - timezone.now()) < timedelta(minutes=2)
    assert SampleRequest.objects.count() == 1
    assert send(remark="other").status_code == 409
    assert send(key="nonsense").status_code == 400
    assert send(opened_at="9999-12-31T23:59:59+00:00").status_code == 422


def test_the_share_of_avoided_samples_is_told_by_month_with_its_interval(world, client):
    case = inspected(world)
    for judgement in ("clear", "clear", "clear", "sample", "open"):
        kept(world, a_look(world, case, judgement))
    lines = json.dumps([{"line_number": 1, "code": "13", "text": "two cartons more"}])
    step(world, "inspector", case, "submit", **report(world, case, "inspector", result="13", findings=lines))
    dispatch_all()
    client.force_login(world.users["commander"])
    (month,) = client.get("/api/v1/endoscopy/months").json()
    assert (month["judged"], month["clear"], month["sample"], month["open"]) == (5, 3, 1, 1)
    assert month["avoided"] == pytest.approx(0.6)
    assert month["low"] == pytest.approx(0.2307, abs=1e-4)
    assert month["high"] == pytest.approx(0.8824, abs=1e-4)
    assert month["found_later"] == 3, "the inspection found something: none of the clear looks was right"
    page = client.get("/endoscopy/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "60.0 %" in page
    exported = client.get("/endoscopy/?export=csv").content.decode()
    assert "60.0 %" in exported
    client.force_login(world.users["trader"])
    assert client.get("/endoscopy/").status_code == 403
