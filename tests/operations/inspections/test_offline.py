"""Eight hours without a network: nothing is lost and everything counts once, whatever dies on the way."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone

from tests.factories.inspections import ordered
from tests.factories.world import make_world
from tests.operations.inspections.test_synchronising import day_of_work
from tongguan.operations.inspections.actions import synchronise
from tongguan.operations.inspections.models import Inspection, PhoneStep, Report
from tongguan.platform.cases.interface import timeline

pytestmark = pytest.mark.django_db(transaction=True)
AWAY = timedelta(hours=8)


def kept_for_hours(world, case) -> list:
    """A day's steps as the phone kept them, the first eight hours ago, an hour and a half between two."""
    Inspection.objects.filter(pk=case.pk).update(created_at=timezone.now() - AWAY - timedelta(hours=1))
    start = timezone.now() - AWAY
    steps = []
    for number, each in enumerate(day_of_work(world, case)):
        at = start + number * timedelta(hours=1.5)
        data = dict(each.data)
        if "photos" in data:
            taken = (at - timedelta(minutes=4)).isoformat()
            data["photos"] = json.dumps(
                [{**photo, "taken_at": taken} for photo in json.loads(data["photos"])]
            )
        steps.append(replace(each, device_at=at, data=data))
    return steps


def send(world, steps):
    return synchronise(actor=world.actor("inspector"), steps=steps, device_now=timezone.now())


@pytest.mark.parametrize("dies_at", ["accept", "start", "submit"])
def test_after_eight_hours_and_a_server_killed_in_between(monkeypatch, dies_at):
    world = make_world()
    case = ordered(world)
    steps = kept_for_hours(world, case)
    whole = PhoneStep.save

    def dies(self, *given, **named):
        if self.step == dies_at:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        return whole(self, *given, **named)

    monkeypatch.setattr(PhoneStep, "save", dies)
    with pytest.raises(DatabaseError):
        send(world, steps)
    connection.close()
    done = [each.step for each in steps[: [each.step for each in steps].index(dies_at)]]
    assert list(PhoneStep.objects.order_by("id").values_list("step", flat=True)) == done
    monkeypatch.undo()
    answers = send(world, steps)
    assert [each.status for each in answers] == ["applied"] * 4, answers
    rng = random.Random(8)
    for _again in range(5):
        again = send(world, rng.choices(steps, k=6))
        assert {each.status for each in again} == {"applied"}
    assert (Report.objects.count(), PhoneStep.objects.count()) == (1, 4)
    assert [row.transition for row in timeline("inspection", case.reference)].count("submit") == 1
    case.refresh_from_db()
    assert case.state == "submitted"
    assert abs(case.arrived_at - steps[1].device_at) < timedelta(seconds=5), (
        "the phone's time, not the sending's"
    )
    report = json.loads(Report.objects.get().content)
    assert report["photos"][0]["digest"] == json.loads(steps[3].data["photos"])[0]["digest"]
