"""Logs: what is written is read back, a replay says the same, hostile lines are problems."""

from __future__ import annotations

import json

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tongguan.engines.fusion import Entry, Kind, as_line, encounter_as_json, read_log, replay
from tongguan.simulator.lanes.scenes import BEGIN_MS, NO_CHECKS, Scene, fused, queue


def logged() -> list[Entry]:
    scene = Scene(seed=31)
    queue(scene, 6, lambda: scene.rng.uniform(900, 3000))
    told = {"checks": [], "background_least": 10}
    return [Entry(0, Kind.SETTINGS, BEGIN_MS - 1, note=told), *scene.entries()]


def test_a_replay_gives_the_same_verdicts() -> None:
    entries = logged()
    back, problems = read_log(as_line(entry) for entry in entries)
    assert (back, problems) == (entries, [])
    live = fused(entries[1:], NO_CHECKS)
    assert {each.key: each for each in replay(back)} == live
    assert json.dumps([encounter_as_json(each) for each in live.values()])


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
)
LINES = [as_line(entry) for entry in logged()[:60]]


@settings(max_examples=60, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(st.lists(st.tuples(st.integers(0, 59), st.integers(0, 9), st.integers(0, 9), JUNK), max_size=5))
def test_no_line_raises(spoilt: list) -> None:
    lines = list(LINES)
    for number, name, inner, junk in spoilt:
        line = json.loads(LINES[number])
        key = sorted(line)[name % len(line)]
        if isinstance(line[key], dict) and line[key]:
            line[key][sorted(line[key])[inner % len(line[key])]] = junk
        else:
            line[key] = junk
        lines[number] = json.dumps(line) if inner < 8 else repr(junk)
    entries, _problems = read_log(lines)
    replay(entries)
