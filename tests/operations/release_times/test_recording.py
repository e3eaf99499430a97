"""From events to rows: the thread of a real declaration, late news, reminders, who may see."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.declarations import lodged
from tests.factories.release_times import START, way
from tests.factories.selection import dispatch_all, draw_now
from tongguan.operations.declarations.models import Declaration
from tongguan.operations.release_times.actions import note_arrival, note_moments, remind_due
from tongguan.operations.release_times.interface import summary
from tongguan.operations.release_times.models import Release, ReleaseMoment, ReleaseStep
from tongguan.operations.release_times.queries import figures_of, visible_steps
from tongguan.platform.alerts.models import Alert
from tongguan.platform.cases.models import CaseStep
from tongguan.platform.events.interface import publish
from tongguan.platform.permissions.interface import SYSTEM

pytestmark = pytest.mark.django_db
WAY = way(
    ("lodge", 0), ("route_inspection", 2), ("inspection_reported", 122), ("decide_release", 142),
    ("bill", 143), ("confirm_payment", 203), ("close", 403),
)  # fmt: skip


def rows(reference: str) -> list[tuple]:
    steps = ReleaseStep.objects.filter(release__declaration=reference).order_by("code")
    return list(steps.values_list("code", "started_at", "ended_at", "seconds", "stopped", "excluded"))


def test_a_declaration_leaves_its_times(world):
    reference = lodged(world).reference
    dispatch_all()
    draw_now()
    release = Release.objects.get(declaration=reference)
    case = Declaration.objects.get(reference=reference)
    assert (release.flow, release.office_id) == ("I", case.office_id)
    assert release.lodged_at == CaseStep.objects.get(reference=reference, transition="lodge").at
    assert release.selected_at is not None
    assert release.lane in ("green", "review", "inspection")
    assert release.transport_mode == case.transport_mode


@given(order=st.permutations(range(len(WAY))))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_rows_are_the_same_whatever_comes_first(world, order):
    for number in order:
        note_moments(reference="ORDER", moments=[WAY[number]])
    shuffled = rows("ORDER")
    Release.objects.filter(declaration="ORDER").delete()
    ReleaseMoment.objects.filter(declaration="ORDER").delete()
    note_moments(reference="ORDER", moments=WAY)
    assert shuffled == rows("ORDER")
    assert len(shuffled) == 6
    Release.objects.filter(declaration="ORDER").delete()
    ReleaseMoment.objects.filter(declaration="ORDER").delete()


def test_arrival_before_and_after_lodgement_is_the_same_and_the_earliest_counts(world):
    reference = lodged(world).reference
    bill = Declaration.objects.get(reference=reference).bill_number
    assert bill
    early = timezone.now() - timedelta(hours=3)
    note_arrival(bill_number=bill, at=early + timedelta(hours=1))
    dispatch_all()
    note_arrival(bill_number=bill, at=early)
    release = Release.objects.get(declaration=reference)
    assert release.arrived_at == early
    step = ReleaseStep.objects.get(release=release, code="arrival_lodged")
    assert step.seconds == (release.lodged_at - early).total_seconds()


def test_gate_passages_of_its_containers_end_the_way(world):
    reference = lodged(world).reference
    dispatch_all()
    case = Declaration.objects.get(reference=reference)
    numbers = [box.number for box in case.boxes.all()]
    assert numbers
    with transaction.atomic():
        publish("gate.passed_out", "gate/x", {"container": numbers[0], "bill": case.bill_number, "passage": 1,
                                              "at": "2026-11-03T08:00:00+08:00"})  # fmt: skip
    dispatch_all()
    moment = ReleaseMoment.objects.get(declaration=reference, kind="out")
    assert (moment.key, moment.at.isoformat()) == (numbers[0], "2026-11-03T00:00:00+00:00")


def test_figures_are_exact_and_count_what_they_leave_out(world):
    for number in range(11):
        note_moments(
            reference=f"F{number}", moments=way(("lodge", 0), ("route_green", number + 1), ("release", 30))
        )
    note_moments(reference="NEG", moments=way(("lodge", 10), ("route_green", 5), ("release", 30)))
    found = figures_of("lodged_selected", visible_steps(SYSTEM))
    assert (found.count, found.p50, found.p80, found.p90, found.p95, found.mean) == (
        11,
        360,
        540,
        600,
        630,
        360,
    )
    assert found.excluded == {"negative": 1}
    assert found.excluded_share == pytest.approx(1 / 12)
    assert (found.target_seconds, found.within_target) == (300, 5)
    whole = summary(START - timedelta(days=1))
    assert (whole.released, whole.open, whole.clearance.count) == (12, 0, 12)


def test_a_reminder_comes_before_the_target_once_and_not_while_the_trader_is_waited_for(world):
    note_moments(reference="R1", moments=way(("lodge", 0), ("route_review", 1)))
    note_moments(reference="R2", moments=way(("lodge", 0), ("route_review", 1), ("request_documents", 2)))
    stopped = way(("lodge", 0), ("route_review", 1), ("request_documents", 2), ("supply_documents", 902))
    note_moments(reference="R3", moments=stopped)
    assert remind_due(START + timedelta(minutes=1151)) == 0
    now = START + timedelta(minutes=1153)
    assert remind_due(now) == 1
    assert remind_due(now) == 0
    alert = Alert.objects.get()
    assert alert.source_key == "release_time/R1"
    assert alert.deadline == START + timedelta(minutes=1440) > now


def test_only_who_may_sees_and_every_number_leads_to_its_rows(world):
    reference = lodged(world).reference
    dispatch_all()
    draw_now()
    client = Client()
    client.force_login(world.users["commander"], backend="django.contrib.auth.backends.ModelBackend")
    for language in ("zh-hans", "en"):
        page = client.get("/release-times/", headers={"accept-language": language})
        assert page.status_code == 200
        assert "/release-times/rows/?" in page.content.decode()
    listed = client.get("/release-times/rows/?f.step=lodged_selected").content.decode()
    assert reference in listed
    assert client.get(f"/release-times/declaration/{reference}/").status_code == 200
    assert client.get("/api/v1/release-times/figures").json()["figures"][0]["step"] == "arrival_lodged"
    client.force_login(world.users["trader"], backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/release-times/").status_code == 403
    assert not visible_steps(world.actor("airport_assessor")).exists()
