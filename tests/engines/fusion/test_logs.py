"""Logs: what is written is read back, a replay says the same, hostile lines are problems."""

from __future__ import annotations

import json

from hypothesis import given, settings
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


@settings(max_examples=60)
@given(st.data())
def test_no_line_raises(data: st.DataObject) -> None:
    lines = [as_line(entry) for entry in logged()[:60]]
    for _each in range(5):
        number = data.draw(st.integers(0, len(lines) - 1))
        line = json.loads(lines[number]) if lines[number].startswith("{") else {}
        junk = data.draw(
            st.recursive(
                st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
                lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
            )
        )
        if line:
            line[data.draw(st.sampled_from(sorted(line)))] = junk
            if isinstance(line.get("reading"), dict):
                line["reading"][data.draw(st.sampled_from(sorted(line["reading"])))] = junk
            if isinstance(line.get("note"), dict):
                line["note"][data.draw(st.sampled_from(["checks", "required", "collect_ms", "false_alarm"]))] = junk
        lines[number] = data.draw(st.sampled_from([json.dumps(line), str(junk)]))
    entries, _problems = read_log(lines)
    replay(entries)
