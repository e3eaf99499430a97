"""The Time Release Study: exact on a fixture, every number leads to its rows, reports are whole or not at all."""

from __future__ import annotations

import io
import json
import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy
import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader

from tests.factories.release_times import START, way
from tongguan.operations.release_times.actions import (
    NotComplete,
    issue_report,
    issue_weekly,
    note_arrival,
    note_gate,
    note_moments,
    week_so_far,
)
from tongguan.operations.release_times.contracts import Moment, Question
from tongguan.operations.release_times.enums import PARTY_OF, StepCode
from tongguan.operations.release_times.models import Arrival, Release, ReleaseMoment, ReleaseStep, StudyReport
from tongguan.operations.release_times.queries import study
from tongguan.operations.release_times.rules import STEP, charts
from tongguan.operations.release_times.rules.wording import on_paper
from tongguan.platform.documents.interface import Verdict, pdf_of, verify
from tongguan.platform.documents.models import Document
from tongguan.platform.events.interface import publish
from tongguan.platform.events.models import OutboxEvent
from tongguan.platform.permissions.interface import SYSTEM, NotAllowed
from tongguan.platform.schedules.actions import perform, run_due
from tongguan.platform.schedules.enums import RunState
from tongguan.platform.schedules.models import ScheduleRun

pytestmark = pytest.mark.django_db
WEEK = Question(date(2026, 11, 2), date(2026, 11, 8))
MONDAY = datetime(2026, 11, 8, 22, 30, tzinfo=UTC)
"""06:30 in Shanghai on the Monday after."""
BINS = 16


@pytest.fixture(autouse=True)
def own_key(tmp_path: Any, settings: Any) -> None:
    settings.DATA_DIR = tmp_path


def known() -> None:
    """Four declarations: reviewed with documents asked for, green, examined with duty waited for, one out of order."""
    review = way(("lodge", 0), ("route_review", 1), ("request_documents", 11), ("supply_documents", 131),
                 ("accept", 141), ("release", 142), ("close", 200))  # fmt: skip
    examined = way(("lodge", 0), ("route_inspection", 2), ("inspection_reported", 122), ("decide_release", 142),
                   ("bill", 143), ("confirm_payment", 203), ("close", 403))  # fmt: skip
    note_moments(reference="REVIEW", moments=review)
    note_moments(
        reference="GREEN", moments=way(("lodge", 0), ("route_green", 1), ("release", 6), ("close", 66))
    )
    note_moments(reference="EXAM", moments=examined)
    note_moments(reference="NEG", moments=way(("lodge", 10), ("route_green", 5), ("release", 30)))
    note_moments(
        reference="LATER", moments=way(("lodge", 20_000), ("route_green", 20_001), ("release", 20_002))
    )
    Release.objects.filter(declaration__in=["REVIEW", "EXAM"]).update(flow="I", transport_mode="1")


def test_parties_stops_and_groups_are_exact(world: Any) -> None:
    known()
    found = study(SYSTEM, WEEK)
    assert (found.released, found.clearance.count, found.clearance.excluded) == (4, 4, {})
    minutes = {each.party: (each.count, (each.mean or 0) / 60) for each in found.parties}
    # customs: REVIEW 1 + 20 + 1, GREEN 1 + 5, EXAM 2 + 120 + 20 + 1; NEG has an excluded step and is not summed
    assert minutes["customs"] == (3, pytest.approx((22 + 6 + 143) / 3))
    assert minutes["trader"] == (3, pytest.approx((120 + 0 + 60) / 3))
    assert minutes["terminal"] == (3, pytest.approx((58 + 60 + 200) / 3))
    assert sum(each.share for each in found.parties) == pytest.approx(1)
    assert {each.reason: (each.count, each.seconds) for each in found.stops} == {
        "documents_requested": (1, 7200.0), "returned": (0, 0.0), "duty_due": (1, 3600.0),
        "guarantee_awaited": (0, 0.0),
    }  # fmt: skip
    groups = {(each.dimension, each.key): each.figures for each in found.groups}
    assert {key: figures.count for (name, key), figures in groups.items() if name == "lane"} == {
        "green": 2, "review": 1, "inspection": 1,
    }  # fmt: skip
    assert groups["lane", "inspection"].p50 == 143 * 60
    assert sum(each.figures.count for each in found.groups if each.dimension == "flow") == 4
    red = study(SYSTEM, Question(WEEK.since, WEEK.until, lane="inspection"))
    assert (red.released, red.clearance.p50) == (1, 143 * 60)


def test_every_percentile_is_another_implementations(world: Any) -> None:
    rng = random.Random(29)
    customs, trader = [], []
    for number in range(60):
        at = sorted(rng.sample(range(1, 3000), 5))
        moments = way(("lodge", 0), ("route_review", at[0]), ("request_documents", at[1]),
                      ("supply_documents", at[2]), ("accept", at[3]), ("release", at[4]))  # fmt: skip
        note_moments(reference=f"R{number}", moments=moments)
        customs.append((at[4] - at[2] + at[1]) * 60.0)
        trader.append((at[2] - at[1]) * 60.0)
    found = {each.party: each for each in study(SYSTEM, WEEK).parties}
    for party, seconds in (("customs", customs), ("trader", trader)):
        told = found[party]
        for share, value in ((50, told.p50), (80, told.p80), (90, told.p90), (95, told.p95)):
            assert value == pytest.approx(float(numpy.percentile(seconds, share)), rel=1e-9)
        assert told.mean == pytest.approx(float(numpy.mean(seconds)), rel=1e-9)


def test_a_time_without_its_zone_is_left_out_and_counted_until_a_better_one_comes() -> None:
    note_moments(reference="Z", moments=way(("lodge", 0), ("route_green", 1), ("release", 6), ("close", 66)))
    gone = START + timedelta(minutes=60)
    note_gate(container="C1", bill_number="", references=["Z"], at=gone, zoned=False)
    step = ReleaseStep.objects.get(release__declaration="Z", code="released_out")
    assert (step.seconds, step.excluded) == (None, "time_zone")
    figures = {each.step: each for each in study(SYSTEM, WEEK).figures}["released_out"]
    assert (figures.count, figures.excluded, figures.excluded_share) == (0, {"time_zone": 1}, 1.0)
    note_gate(container="C1", bill_number="", references=["Z"], at=gone + timedelta(minutes=1), zoned=True)
    note_gate(container="C1", bill_number="", references=["Z"], at=gone, zoned=False)
    step.refresh_from_db()
    assert (step.seconds, step.excluded) == (55 * 60, "")
    assert ReleaseMoment.objects.filter(declaration="Z", kind="out").count() == 1


def test_an_arrival_without_a_zone_gives_way_to_one_with_it() -> None:
    note_arrival(bill_number="B1", at=START, zoned=False)
    note_arrival(bill_number="B1", at=START + timedelta(hours=8))
    note_arrival(bill_number="B1", at=START - timedelta(hours=8), zoned=False)
    arrival = Arrival.objects.get(key="B1")
    assert (arrival.at, arrival.zoned) == (START + timedelta(hours=8), True)


def test_an_event_without_a_zone_is_marked_on_its_way_in(world: Any) -> None:
    from tests.factories.selection import dispatch_all

    with transaction.atomic():
        publish("manifest.arrived", "manifest/x", {"bills": ["B9"], "at": "2026-11-03T08:00:00"})
        publish("manifest.arrived", "manifest/y", {"bills": ["B8"], "at": "2026-13-45T08:00:00Z"})
    dispatch_all()
    arrival = Arrival.objects.get(key="B9")
    assert (arrival.zoned, arrival.at.isoformat()) == (False, "2026-11-03T00:00:00+00:00")
    assert Arrival.objects.filter(key="B8").exists(), "nonsense is no reason to lose the arrival"


def test_reads_do_not_grow_with_declarations(world: Any) -> None:
    asked = []
    study(SYSTEM, WEEK)
    for count in (3, 30):
        for number in range(count):
            moments = way(("lodge", 0), ("route_green", 1), ("release", number + 2))
            note_moments(reference=f"Q{count}-{number}", moments=moments)
        with CaptureQueriesContext(connection) as queries:
            study(SYSTEM, WEEK)
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_every_step_is_some_partys() -> None:
    assert set(PARTY_OF) == set(StepCode) - {StepCode.CLEARANCE}


def test_charts_hold_the_studys_numbers(world: Any) -> None:
    known()
    found = study(SYSTEM, WEEK)
    steps = charts.steps_chart(found, on_paper)["data"]["values"]
    review = next(each for each in steps if "Review of documents" in each["step"])
    assert (review["p50"], review["p95"]) == (pytest.approx(1 / 3), pytest.approx(1 / 3)), "in hours"
    bins = charts.distribution_chart(found, on_paper)["layer"][0]["data"]["values"]
    assert sum(each["count"] for each in bins) == found.clearance.count
    assert len(bins) == BINS
    shares = charts.parties_chart(found, on_paper)["data"]["values"]
    assert sum(each["share"] for each in shares) == pytest.approx(1)
    json.dumps([steps, bins, shares])


def test_a_report_is_a_signed_pdf_with_the_pages_numbers(world: Any) -> None:
    known()
    with pytest.raises(NotAllowed):
        issue_report(actor=world.actor("assessor"), question=WEEK)
    report = issue_report(actor=SYSTEM, question=WEEK)
    assert report.document is not None
    pdf = pdf_of(SYSTEM, report.document.number)
    assert verify(pdf).verdict is Verdict.VALID
    told = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    for wanted in ("货物放行时间测算报告", "2026-11-02 – 2026-11-08", "时间归属", "申报至放行时长分布",
                   "The end is before the beginning", "Trader or agent", "小时 hours",
                   "unverified defaults"):  # fmt: skip
        assert wanted in told, wanted
    assert report.released == 4


def test_the_weekly_report_catches_up_each_missed_week_and_is_made_once(world: Any) -> None:
    known()
    run_due(MONDAY - timedelta(days=3))
    run_due(MONDAY + timedelta(days=15))
    runs = ScheduleRun.objects.filter(schedule="release_times.weekly").order_by("due_at")
    assert [run.due_at for run in runs] == [MONDAY + timedelta(weeks=number) for number in range(3)]
    for run in runs:
        perform(run.pk)
        perform(run.pk)
    reports = StudyReport.objects.filter(weekly=True).order_by("since")
    assert [(each.since, each.released) for each in reports] == [
        (date(2026, 11, 2), 4), (date(2026, 11, 9), 0), (date(2026, 11, 16), 1),
    ]  # fmt: skip
    assert issue_weekly(MONDAY) == 4
    assert Document.objects.count() == 3


def test_a_report_is_never_silently_partial(world: Any) -> None:
    known()
    run_due(MONDAY - timedelta(days=3))
    with transaction.atomic():
        publish("declaration.release", "declaration/x", {"reference": "X", "version": 1})
    OutboxEvent.objects.update(created_at=START, dead_at=START)
    with pytest.raises(NotComplete):
        issue_report(actor=SYSTEM, question=WEEK)
    run_due(MONDAY)
    run = ScheduleRun.objects.get(schedule="release_times.weekly", due_at=MONDAY)
    perform(run.pk)
    run.refresh_from_db()
    assert (run.state, StudyReport.objects.count(), Document.objects.count()) == (RunState.WAITING, 0, 0)
    assert "NotComplete" in run.error
    OutboxEvent.objects.update(dispatched_at=START)
    perform(run.pk)
    run.refresh_from_db()
    assert (run.state, StudyReport.objects.count()) == (RunState.DONE, 1)


def sign_in(world: Any, name: str, language: str = "en") -> Client:
    client = Client()
    client.cookies["django_language"] = language
    client.force_login(world.users[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_page_shows_leads_to_rows_and_issues(world: Any) -> None:
    known()
    Release.objects.update(office=world.organisations["port"])
    for language in ("zh-hans", "en"):
        page = sign_in(world, "commander", language).get(
            "/release-times/study/?since=2026-11-02&until=2026-11-08"
        )
        assert page.status_code == 200
        text = page.content.decode()
        assert text.count("chart-drawn") == 3
        assert "f.released.from=2026-11-02" in text
        assert ("未核实默认值" if language == "zh-hans" else "unverified defaults") in text
    client = sign_in(world, "commander")
    span = "f.released.from=2026-11-02&f.released.to=2026-11-08"
    listed = client.get(f"/release-times/rows/?{span}&f.party=trader").content.decode()
    assert "REVIEW" in listed
    assert "GREEN" not in listed
    assert "LATER" not in client.get(f"/release-times/rows/?{span}").content.decode()
    made = client.post("/release-times/study/issue/", {"since": "2026-11-02", "until": "2026-11-08"})
    number = made.headers["Location"].rstrip("/").split("/")[-1]
    assert client.get(f"/documents/{number}/").status_code == 200
    assert client.get(f"/documents/{number}/file.pdf").content.startswith(b"%PDF")
    assert number in client.get("/release-times/study/").content.decode()
    assert sign_in(world, "trader").get("/release-times/study/").status_code == 403
    assert sign_in(world, "trader").get(f"/documents/{number}/file.pdf").status_code == 404
    assert sign_in(world, "airport_assessor").get(f"/documents/{number}/file.pdf").status_code == 404
    assert client.get("/release-times/study/?since=nonsense&until=2020-01-01").status_code == 200


def test_a_young_house_sees_its_week_so_far_marked_as_incomplete(world: Any) -> None:
    now = timezone.now()
    moments = [
        Moment(STEP, step, now - timedelta(seconds=ago), order, state)
        for order, (step, ago, state) in enumerate(
            (("lodge", 3, "lodged"), ("route_green", 2, "assessed"), ("release", 0, "released")), 1
        )
    ]
    note_moments(reference="TODAY", moments=moments, office_id=world.organisations["port"].pk)
    today = timezone.localdate()
    monday = today - timedelta(days=today.weekday())
    for language, words in (("zh-hans", "本期尚未结束"), ("en", "has not ended")):
        text = sign_in(world, "commander", language).get("/release-times/study/").content.decode()
        assert words in text
        assert f"f.released.from={monday}" in text
        assert text.count("chart-drawn") == 3
    asked = sign_in(world, "commander").get("/release-times/study/?since=2026-01-05&until=2026-01-11")
    assert "has not ended" not in asked.content.decode(), "a period that was asked for is shown as it is"
    report = issue_report(actor=world.actor("commander"), question=week_so_far(today))
    paper = PdfReader(io.BytesIO(pdf_of(SYSTEM, report.document.number)))
    assert "本期尚未结束" in "".join(page.extract_text() for page in paper.pages)
