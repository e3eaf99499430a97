"""What was valid on a day as known at a moment: properties over dated rows."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tongguan.platform.measurement.rules import Window, covering, deciding, earliest

DAY0 = dt.date(2026, 1, 1)
AT0 = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
days = st.integers(0, 60).map(lambda n: DAY0 + dt.timedelta(days=n))
moments = st.integers(0, 60 * 24).map(lambda n: AT0 + dt.timedelta(hours=n))


@st.composite
def windows(draw) -> Window:
    start, begun = draw(days), draw(moments)
    length = draw(st.one_of(st.none(), st.integers(0, 40)))
    withdrawn = draw(st.one_of(st.none(), st.integers(0, 500)))
    return Window(
        start, None if length is None else start + dt.timedelta(days=length), begun,
        None if withdrawn is None else begun + dt.timedelta(hours=withdrawn), draw(st.booleans()),
        key=draw(st.integers(1, 10**6)),
    )  # fmt: skip


@given(st.lists(windows(), max_size=8), days, moments)
def test_the_deciding_one_is_known_has_begun_and_nothing_known_began_later(rows, on, at):
    found = deciding(rows, on, at)
    able = [row for row in rows if row.known_from <= at and (row.known_to is None or at < row.known_to)]
    begun = [row for row in able if row.valid_from <= on]
    assert (found is None) == (not begun)
    if found:
        assert found in begun
        assert all(row.valid_from <= found.valid_from for row in begun)


@given(st.lists(windows(), max_size=8), days, moments, windows())
def test_what_is_recorded_later_never_changes_what_was_known(rows, on, at, later):
    after = dt.timedelta(hours=1)
    new = Window(later.valid_from, later.valid_to, at + after, None, later.passed, key=later.key)
    assert deciding([*rows, new], on, at) == deciding(rows, on, at)
    assert covering([*rows, new], on, at) == covering(rows, on, at)


@given(st.lists(windows(), max_size=8), days, moments)
def test_withdrawing_a_row_changes_nothing_before_it_was_withdrawn(rows, on, at):
    second = dt.timedelta(seconds=1)
    ended = [
        replace(row, known_to=max(at, row.known_from) + second) if row.known_to is None else row
        for row in rows
    ]

    def same(one, other):
        return (one is None) == (other is None) and (
            one is None or (one.valid_from, one.key) == (other.valid_from, other.key)
        )

    assert same(deciding(rows, on, at), deciding(ended, on, at))
    assert same(covering(rows, on, at), covering(ended, on, at))


@given(st.lists(windows(), max_size=8), days, moments)
def test_a_covering_one_covers_and_none_covers_longer(rows, on, at):
    found = covering(rows, on, at)
    able = [
        row
        for row in rows
        if row.known(at) and row.valid_from <= on and (row.valid_to is None or on <= row.valid_to)
    ]
    assert (found is None) == (not able)
    if found:
        assert all((row.valid_to or dt.date.max) <= (found.valid_to or dt.date.max) for row in able)


@given(st.lists(st.one_of(st.none(), days), max_size=6))
def test_the_earliest_end(ends):
    known = [end for end in ends if end]
    assert earliest(*ends) == (min(known) if known else None)


def test_both_ends_belong_to_a_window():
    row = Window(DAY0, DAY0 + dt.timedelta(days=2), AT0)
    assert [row.holds(DAY0 + dt.timedelta(days=n)) for n in (-1, 0, 2, 3)] == [False, True, True, False]
    assert not row.known(AT0 - dt.timedelta(seconds=1))
    assert row.known(AT0)
    gone = Window(DAY0, None, AT0, AT0 + dt.timedelta(hours=1))
    assert not gone.known(AT0 + dt.timedelta(hours=1))
