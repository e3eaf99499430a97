"""What phones queued without a network: once, in order, on the server's clock, conflicts kept."""

from __future__ import annotations

import hashlib
import json
import uuid
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from tests.factories.image_review import picture
from tests.factories.inspections import ordered, queued, report, step
from tongguan.operations.inspections.actions import synchronise
from tongguan.operations.inspections.models import Inspection, PhoneStep, Report
from tongguan.operations.inspections.queries import conflicts_of
from tongguan.platform.permissions.interface import NotAllowed, Refused

pytestmark = pytest.mark.django_db


def day_of_work(world, case) -> list:
    """Everything from accepting to the report, queued."""
    start = case.version
    return [
        queued(case, "accept", start),
        queued(case, "arrive", start + 1, container=case.container),
        queued(case, "start", start + 2, seal_state="intact"),
        queued(case, "submit", start + 3, **report(world, case, "inspector")),
    ]


def test_a_days_work_without_network_is_done_once(world):
    case = ordered(world)
    steps, actor = day_of_work(world, case), world.actor("inspector")
    first = synchronise(actor=actor, steps=steps, device_now=timezone.now())
    assert [each.status for each in first] == ["applied"] * 4, first
    second = synchronise(actor=actor, steps=steps, device_now=timezone.now())
    assert [(a.id, a.status) for a in second] == [(a.id, a.status) for a in first]
    assert (Report.objects.count(), PhoneStep.objects.count()) == (1, 4)
    case.refresh_from_db()
    assert case.state == "submitted"
    with pytest.raises(Refused) as refused:
        synchronise(actor=actor, steps=[replace(steps[0], version=9)], device_now=timezone.now())
    assert refused.value.status == 409


@pytest.mark.parametrize("off", [timedelta(days=-3), timedelta(hours=7)])
def test_the_servers_clock_decides(world, off):
    case = ordered(world)
    steps = [
        replace(each, device_at=each.device_at + off, data=_shifted(each.data, off))
        for each in day_of_work(world, case)
    ]
    answers = synchronise(actor=world.actor("inspector"), steps=steps, device_now=timezone.now() + off)
    assert [each.status for each in answers] == ["applied"] * 4, answers
    case.refresh_from_db()
    assert abs(case.arrived_at - timezone.now()) < timedelta(minutes=2)


def test_a_slow_network_is_no_slow_clock(world):
    """The first steps are five seconds on their way, the report is not: the times still follow each other."""
    case = ordered(world)
    *first, last = day_of_work(world, case)
    actor, sent = world.actor("inspector"), timezone.now() - timedelta(seconds=5)
    first = [replace(each, device_at=sent - timedelta(seconds=1)) for each in first]
    photographed = timedelta(seconds=-4)
    last = replace(last, data=_shifted(last.data, photographed))
    delayed = {"device_now": sent, "server_now": sent + timedelta(seconds=2), "error": timedelta(seconds=1)}
    answers = synchronise(actor=actor, steps=first, **delayed)
    answers += synchronise(actor=actor, steps=[last], device_now=timezone.now())
    assert [each.status for each in answers] == ["applied"] * 4, answers


def _shifted(data, off):
    if "photos" not in data:
        return data
    photos = json.loads(data["photos"])
    shifted = [{**p, "taken_at": (datetime.fromisoformat(p["taken_at"]) + off).isoformat()} for p in photos]
    return {**data, "photos": json.dumps(shifted)}


def test_a_conflict_is_kept_and_shown(world):
    case = ordered(world)
    steps, actor = day_of_work(world, case), world.actor("inspector")
    step(world, "inspector", case, "ask_reassign", reason="taken ill")
    answers = synchronise(actor=actor, steps=steps, device_now=timezone.now())
    assert {each.status for each in answers} == {"conflict"}
    kept = conflicts_of(actor, case.reference)
    assert [each.step for each in kept] == ["accept", "arrive", "start", "submit"]
    assert json.loads(kept[3].data["photos"])
    assert kept[0].problems[0]["code"] == "case.overtaken"
    assert Inspection.objects.get().state == "reassigning"


def test_a_refused_step_is_kept_and_the_next_ones_wait_for_it(world):
    case = ordered(world)
    steps = day_of_work(world, case)
    steps[1] = replace(steps[1], data={"container": "CSQU3054383"})
    answers = synchronise(actor=world.actor("inspector"), steps=steps, device_now=timezone.now())
    assert [a.status for a in answers] == ["applied", "refused", "conflict", "conflict"]
    assert answers[1].problems[0]["code"] == "inspection.wrong_container"


def test_others_learn_nothing(world):
    case = ordered(world)
    with pytest.raises(NotAllowed):
        synchronise(actor=world.actor("assessor"), steps=[], device_now=timezone.now())
    (answer,) = synchronise(
        actor=world.actor("inspector_2"),
        steps=[queued(case, "accept", case.version)],
        device_now=timezone.now(),
    )
    assert (answer.status, answer.state, answer.version) == ("refused", "", 0)


def test_over_http_the_phones_hash_is_the_servers(world, client):
    case = ordered(world)
    client.force_login(world.users["inspector"])
    content = picture()
    from django.core.files.uploadedfile import SimpleUploadedFile

    stored = client.post("/api/v1/files", {"file": SimpleUploadedFile("p.png", content, "image/png")})
    assert stored.json()["digest"] == hashlib.sha256(content).hexdigest()
    body = {
        "device_now": timezone.now().isoformat(),
        "steps": [{"id": str(uuid.uuid4()), "reference": case.reference, "step": "accept",
                   "version": case.version, "device_at": timezone.now().isoformat()}],
    }  # fmt: skip
    answered = client.post("/api/v1/inspections/sync", json.dumps(body), content_type="application/json")
    assert answered.status_code == 200, answered.content
    assert answered.json()[0]["state"] == "accepted"
    mine = client.get("/api/v1/inspections/mine").json()
    assert mine[0]["mandatory"] == ["container", "seal", "opened", "goods"]
    client.force_login(world.users["trader"])
    assert client.post("/api/v1/inspections/sync", "{}", content_type="application/json").status_code == 403
