"""What everybody may know of random selection: counts that hide small ones, and lead to their records."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.declarations import lodged
from tests.factories.selection import active_rule, dispatch_all, draw_now, on_duty
from tests.factories.world import World, make_world
from tongguan.operations.inspections.models import Inspection
from tongguan.platform.queues.models import DrawRound
from tongguan.public.portal.queries import month_of, rows_of
from tongguan.public.portal.rules import shown

counts = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 30), max_size=6)


@given(counts, st.integers(1, 9))
def test_small_counts_follow_from_nothing_that_is_shown(given: dict[str, int], smallest: int) -> None:
    told = shown(given, smallest)
    for name, count in given.items():
        assert told.counts[name] == (None if 0 < count < smallest else count)
    assert told.total == sum(count for count in told.counts.values() if count)
    assert told.more == (None in told.counts.values())
    hidden = {name: 1 for name, count in told.counts.items() if count is None}
    assert shown(given | hidden, max(smallest, 2)).total == shown(given, max(smallest, 2)).total, (
        "whatever they are"
    )


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def drawn(world: World) -> World:
    """A month with draws, six inspections in order and two with a discrepancy."""
    on_duty(world)
    active_rule(world, method="physical")
    for seed in range(3):
        lodged(world, seed)
    dispatch_all()
    draw_now()
    yesterday = timezone.now() - timedelta(days=1)
    for number in range(8):
        Inspection.objects.create(
            reference=f"INT{number}",
            declaration=f"D{number}",
            state="finished",
            source="reinspection" if number == 0 else "officer",
            source_key=str(number),
            office=world.organisations["port"],
            created_at=yesterday,
            changed_at=yesterday,
            submitted_at=yesterday,
            result_code="01" if number < 6 else "13",
        )
    return world


def test_a_month_hides_small_outcomes_and_today(drawn: World) -> None:
    now = timezone.now()
    yesterday = timezone.localdate(now - timedelta(days=1))
    month = month_of(yesterday.replace(day=1), now)
    assert month.found.counts["conform"] == 6
    assert month.found.counts["discrepancy"] is None
    assert month.others.counts["reinspected"] is None
    Inspection.objects.update(submitted_at=now)
    month = month_of(timezone.localdate(now).replace(day=1), now)
    assert month.found.counts["conform"] == 0, "what is examined today is counted tomorrow"
    assert month.total is not None
    assert month.total.sums["entries"] >= 3


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_and_its_exports(drawn: World, language: str) -> None:
    client = Client()
    client.cookies["django_language"] = language
    page = client.get("/draws/")
    assert page.status_code == 200
    text = page.content.decode()
    day = timezone.localdate()
    assert f"/draws/day/{day:%Y-%m-%d}.zip" in text
    round_ = DrawRound.objects.get(purpose="selection")
    assert round_.pk in text
    for secret in ("trader", drawn.organisations["trader"].name_zh, drawn.users["inspector"].display_name):
        assert secret not in text
    assert client.get(f"/draws/?month={day:%Y-%m}").status_code == 200
    for wrong in ("2026-13", "x", "0001-01", "9999-12"):
        assert client.get(f"/draws/?month={wrong}").status_code == 404
    rows = list(csv.DictReader(io.StringIO(client.get("/draws/outcomes.csv").content.decode())))
    same = json.loads(client.get("/draws/outcomes.json").content)
    assert [dict(row, count=str(row["count"])) for row in same] == rows
    assert {"all", "selection", "result", "examination", "kept_apart"} <= {row["about"] for row in rows}
    assert client.get("/draws/outcomes.xml").status_code == 404


def test_every_number_of_the_page_is_the_sum_of_downloadable_records(drawn: World) -> None:
    month = month_of(timezone.localdate().replace(day=1), timezone.now())
    listed = json.loads(Client().get("/draws/rounds/?export=json").content)
    assert month.total is not None
    assert sum(row["entries"] or 0 for row in listed) == month.total.sums["entries"]
    assert sum(row["selected"] or 0 for row in listed) == month.total.sums["selected"]
    rows = {(row["about"], row["measure"]): row["count"] for row in rows_of(month)}
    for each in month.purposes:
        records = [
            json.loads(Client().get(f"/draws/{row['id']}/record.json").content)
            for row in listed
            if row["id"].startswith(f"{each.purpose}-") and row["entries"] is not None
        ]
        chosen = sum(bool(entry["arms"]) for record in records for entry in record["result"]["selections"])
        assert rows[each.purpose, "selected"] == chosen


def test_the_page_asks_as_often_for_many_rounds_as_for_few(
    drawn: World, django_assert_max_num_queries
) -> None:
    with django_assert_max_num_queries(40):
        Client().get("/draws/")
