"""Durations out of what happened: exact on fixtures, the same in every order, stops taken out, nonsense counted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.release_times import START, way
from tongguan.operations.release_times.contracts import Course, Moment
from tongguan.operations.release_times.rules import ARRIVAL, OUT, course_of
from tongguan.operations.release_times.rules.course import WAIT, waited

INSPECTED = way(
    ("lodge", 0), ("route_inspection", 2), ("inspection_reported", 122), ("decide_release", 142),
    ("bill", 143), ("confirm_payment", 203), ("close", 403),
)  # fmt: skip
REVIEWED = way(
    ("lodge", 0), ("route_review", 1), ("request_documents", 11), ("supply_documents", 131), ("accept", 141),
    ("release", 142),
)  # fmt: skip
RETURNED = way(
    ("lodge", 0), ("route_review", 1), ("return_for_correction", 21), ("lodge", 321), ("route_green", 322),
    ("release", 323),
)  # fmt: skip


TWO_STEP = way(
    ("lodge_summary", 0), ("goods_arrived", 600), ("pass_summary", 602), ("pick_up", 604), ("complete", 5_000),
    ("route_green", 5_001), ("bill", 5_002), ("confirm_payment", 6_000), ("close", 6_001),
)  # fmt: skip


def minutes(course: Course) -> dict[str, float | None]:
    return {s.code.value: None if s.seconds is None else s.seconds / 60 for s in course.stretches}


def test_an_inspected_declaration():
    arrived = Moment(ARRIVAL, "", START - timedelta(minutes=30))
    gone = [
        Moment(OUT, "C1", START + timedelta(minutes=303)),
        Moment(OUT, "C2", START + timedelta(minutes=400)),
    ]
    course = course_of([*INSPECTED, arrived, *gone])
    assert minutes(course) == {
        "arrival_lodged": 30, "lodged_selected": 2, "examination": 120, "decision": 20,
        "assessed_released": 1, "released_out": 197, "clearance": 143,
    }  # fmt: skip
    assert {s.code: s.stopped for s in course.stretches if s.stopped} == {
        "assessed_released": {"duty_due": 3600.0},
        "clearance": {"duty_due": 3600.0},
    }


def test_in_two_steps_clearance_runs_from_the_goods_arrival_to_their_pick_up():
    course = course_of([*TWO_STEP, Moment(OUT, "C1", START + timedelta(minutes=664))])
    assert minutes(course) == {
        "lodged_selected": 2, "assessed_released": 2, "released_out": 60, "clearance": 4,
    }  # fmt: skip


def test_waiting_for_a_guarantee_is_the_traders_and_no_time_is_taken_out_twice():
    summary = way(
        ("lodge_summary", 0), ("goods_arrived", 600), ("pass_summary", 602), ("pick_up", 662), ("complete", 900)
    )  # fmt: skip
    told = [Moment(WAIT, "guarantee_awaited", START + timedelta(minutes=at), 3) for at in (603, 610)]
    found = course_of([*summary, *told])
    assert minutes(found)["assessed_released"] == 1
    assert minutes(found)["clearance"] == 3
    stopped = {s.code.value: dict(s.stopped) for s in found.stretches}
    assert stopped["clearance"] == {"guarantee_awaited": 59 * 60}
    assert waited([*summary, *told]) == 59 * 60
    open_still = course_of([*summary[:3], *told])
    assert (open_still.waiting_reason, open_still.waiting_since) == (
        "guarantee_awaited",
        START + timedelta(minutes=603),
    )
    documents = way(
        ("lodge", 0), ("route_review", 1), ("request_documents", 11), ("supply_documents", 131), ("accept", 141)
    )  # fmt: skip
    within = Moment(WAIT, "guarantee_awaited", START + timedelta(minutes=20), 1)
    assert waited([*documents, within]) == 120 * 60


def test_a_review_with_documents_requested():
    assert minutes(course_of(REVIEWED)) == {
        "lodged_selected": 1, "review": 20, "assessed_released": 1, "released_out": None, "clearance": 22,
    }  # fmt: skip


def test_a_returned_declaration_counts_from_its_first_lodgement_without_the_traders_part():
    found = minutes(course_of(RETURNED))
    assert found["clearance"] == 23
    assert found["review"] == 21


def test_waiting_for_the_trader_is_known_while_it_lasts():
    course = course_of(REVIEWED[:3])
    assert (course.waiting_since, course.waiting_reason) == (REVIEWED[2].at, "documents_requested")
    assert course_of(REVIEWED[:4]).waiting_since is None


def test_negative_and_missing_are_excluded_with_their_reason():
    late = Moment(ARRIVAL, "", START + timedelta(minutes=9))
    excluded = {s.code: s.excluded for s in course_of([*INSPECTED, late]).stretches if s.excluded}
    assert excluded == {"arrival_lodged": "negative"}
    without = [m for m in INSPECTED if m.key != "route_inspection"]
    excluded = {s.code: s.excluded for s in course_of(without).stretches if s.excluded}
    assert excluded == {"lodged_selected": "missing_end", "examination": "missing_start"}
    assert course_of([]).nodes == {}


@pytest.mark.parametrize(
    "moments", [INSPECTED, REVIEWED, RETURNED], ids=["inspected", "reviewed", "returned"]
)
@given(data=st.data())
def test_every_order_and_repetition_gives_the_same_answer(moments, data):
    extra = [
        Moment(ARRIVAL, "", START - timedelta(minutes=5)),
        Moment(OUT, "C1", START + timedelta(minutes=900)),
    ]
    everything = [*moments, *extra]
    told = data.draw(st.permutations(everything))
    again = data.draw(st.lists(st.sampled_from(everything), max_size=5))
    assert course_of([*told, *again]) == course_of(everything)
