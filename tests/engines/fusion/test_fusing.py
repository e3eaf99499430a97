"""Whose reading is whose: scenes with a known truth, disturbed in every way the protocol allows, and beyond."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tongguan.engines.fusion import Channel, Entry, Kind, LaneFuser, Quality, Settings, State
from tongguan.simulator.lanes.scenes import (
    BEGIN_MS,
    NO_CHECKS,
    Network,
    Scene,
    fused,
    mistaken,
    queue,
)

FIRST_MS = BEGIN_MS + 10_000.0


def one(scene: Scene, without: tuple[Channel, ...] = (), stay_ms: float = 2500) -> dict:
    scene.person(1, FIRST_MS, stay_ms, without)
    return fused(scene.entries())


def codes(encounter) -> set[tuple[str, str]]:
    return {(reason.code, reason.channel) for reason in encounter.reasons}


def test_people_one_second_apart_are_never_mixed_and_pass() -> None:
    scene = Scene(seed=11)
    queue(scene, 120, lambda: scene.rng.uniform(1500, 3000))
    found = fused(scene.entries())
    assert Counter(each.state for each in found.values()) == {State.PASS: 120}
    assert mistaken(found) == []


@settings(max_examples=12, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(
    seed=st.integers(0, 10**6),
    jitter=st.floats(1, 120),
    slow=st.floats(0, 0.4),
    slow_ms=st.floats(0, 3000),
    gap=st.floats(1000, 1500),
)
def test_nobody_passes_with_anothers_reading_however_slow_the_network(
    seed: int, jitter: float, slow: float, slow_ms: float, gap: float
) -> None:
    """Delays and reordering cost passes, never a mixed one: what is not certain goes to an officer."""
    scene = Scene(seed=seed)
    scene.network = Network(scene.rng, 1.0, jitter, slow, slow_ms)
    queue(scene, 12, lambda: scene.rng.uniform(700, 3000), gap)
    found = fused(scene.entries())
    assert mistaken({key: each for key, each in found.items() if each.state is State.PASS}) == []
    held = {s.facts.get("truth") for each in found.values() for s in each.channels.values()}
    seen = {int(key.rpartition("s")[2]) for key in found if key.startswith("video")}
    assert set(range(12)) <= held | seen  # nobody walks through unseen
    assert all(each.state in (State.PASS, State.REFER) for each in found.values())


@pytest.mark.parametrize("channel", list(Channel))
def test_a_dead_device_makes_the_encounter_partial_and_is_named(channel: Channel) -> None:
    scene = Scene(seed=5)
    scene.devices[channel].dead_from_ms = FIRST_MS - 3000
    scene.person(1, FIRST_MS, 2500)
    entries = scene.entries()
    gone = Entry(0, Kind.GONE, int(FIRST_MS - 2000), channel, channel)
    entries = sorted([*entries, gone], key=lambda each: each.received_ms)
    for log in (entries, [each for each in entries if each.kind is not Kind.GONE]):
        found = list(fused(log).values())
        assert [each.state for each in found] == [State.REFER] * len(found)
        assert any(("missing", channel) in codes(each) for each in found)
        assert all(each.completeness == "partial" for each in found)
        assert min(each.fused_ms for each in found) <= FIRST_MS + 4000
    if channel is not Channel.VIDEO:
        assert codes(found[0]) == {("missing", channel)}


def test_two_people_in_the_lane_are_both_referred() -> None:
    scene = Scene(seed=2)
    scene.person(1, FIRST_MS, 2500)
    scene.person(2, FIRST_MS + 1500, 2500)
    scene.person(3, FIRST_MS + 6000, 2500)
    found = fused(scene.entries())
    states = {key[-2:]: each.state for key, each in found.items() if key.startswith("video")}
    assert states == {"s1": State.REFER, "s2": State.REFER, "s3": State.PASS}
    assert ("two_people", "video") in codes(found["video:b:s1"])


def test_a_video_that_counts_two_refers() -> None:
    scene = Scene(seed=2)
    scene.person(1, FIRST_MS, 2500)
    scene.events = [(at, c, q, f | {"people": 2} if f.get("event") else f) for at, c, q, f in scene.events]
    assert ("two_people", "video") in codes(fused(scene.entries())["video:b:s1"])


def test_two_documents_in_one_stay_are_two_people() -> None:
    scene = Scene(seed=9)
    other = {"truth": 1, "identity": "somebody else"}
    scene.events.append((FIRST_MS + 900, Channel.DOCUMENT, Quality.GOOD, other))
    assert ("two_identities", "document") in codes(one(scene)["video:b:s1"])


def spiked(scene: Scene, again: bool) -> dict:
    scene.person(1, FIRST_MS, 2500, without=(Channel.TEMPERATURE,))
    facts = {"truth": 1}
    scene.events.append((FIRST_MS + 400, Channel.TEMPERATURE, Quality.QUARANTINED, facts))
    if again:
        scene.events.append((FIRST_MS + 1700, Channel.TEMPERATURE, Quality.GOOD, facts))
    return fused(scene.entries())


def test_an_implausible_temperature_is_set_aside_until_it_is_measured_again() -> None:
    alone = spiked(Scene(seed=4), again=False)["video:b:s1"]
    assert (alone.state, alone.completeness) == (State.REFER, "partial")
    assert codes(alone) == {("quarantined", "temperature")}
    assert spiked(Scene(seed=4), again=True)["video:b:s1"].state is State.PASS


def test_an_alarm_is_not_undone_by_a_second_reading() -> None:
    scene = Scene(seed=6)
    scene.events.append((FIRST_MS + 300, Channel.TEMPERATURE, Quality.ALARM, {"truth": 1}))
    found = one(scene)["video:b:s1"]
    assert (found.completeness, found.state) == ("complete", State.REFER)
    assert codes(found) == {("alarm", "temperature")}


def test_what_comes_after_the_pass_calls_it_back() -> None:
    scene = Scene(seed=6)
    scene.events.append((FIRST_MS + 7800, Channel.TEMPERATURE, Quality.ALARM, {"truth": 1}))
    found = one(scene, stay_ms=8000)["video:b:s1"]
    if found.completeness == "complete":
        assert found.state is State.REFER
        assert ("recalled", "") in codes(found)
    passed = Scene(seed=6)
    passed.person(1, FIRST_MS, 2500)
    late = (FIRST_MS + 2450, Channel.TEMPERATURE, Quality.ALARM, {"truth": 1})
    passed.events.append(late)
    found = fused(passed.entries())["video:b:s1"]
    assert found.state is State.REFER
    assert ("alarm", "temperature") in codes(found)


def test_a_source_is_found_and_the_background_is_not_blamed() -> None:
    scene = Scene(seed=8)
    scene.person(1, FIRST_MS, 2500)
    scene.person(2, FIRST_MS + 8000, 2500)
    hot = {"counts": 70}
    scene.events.append((FIRST_MS + 1000, Channel.RADIATION, Quality.GOOD, hot))
    log = [
        replace(entry, reading=replace(entry.reading, span_ms=500))
        if entry.reading and entry.reading.channel is Channel.RADIATION
        else entry
        for entry in scene.entries()
    ]
    found = fused(log)
    assert codes(found["video:b:s1"]) == {("radiation.counts", "radiation")}
    assert found["video:b:s2"].state is State.PASS


def test_without_a_background_nobody_passes() -> None:
    scene = Scene(seed=8)
    scene.person(1, FIRST_MS, 2500)
    found = fused(scene.entries(), replace(NO_CHECKS, background_least=500))
    assert ("radiation.no_background", "radiation") in codes(found["video:b:s1"])


def test_a_clock_that_jumps_is_not_believed() -> None:
    scene = Scene(seed=3)
    scene.person(1, FIRST_MS, 2500)
    log = [
        replace(entry, exchange=replace(entry.exchange, heard_ms=entry.exchange.heard_ms - 1800))
        if entry.channel is Channel.DOCUMENT
        else entry
        for entry in scene.entries()
    ]
    found = fused(log)
    assert all(each.state is State.REFER for each in found.values())
    assert any(("device.clock", "document") in codes(each) for each in found.values())


def test_a_lost_stop_makes_the_next_person_wait_for_an_officer() -> None:
    scene = Scene(seed=3)
    scene.person(1, FIRST_MS, 2500)
    scene.person(2, FIRST_MS + 3500, 2500)
    scene.events = [
        each for each in scene.events if not (each[3].get("event") == "stop" and each[3]["truth"] == 1)
    ]
    found = fused(scene.entries())
    assert found["video:b:s2"].state is State.REFER
    assert mistaken({k: e for k, e in found.items() if e.state is State.PASS}) == []


def test_when_time_is_told_changes_nothing() -> None:
    """The same log gives the same encounters, told at once or with the clock looked at a thousand times."""
    scene = Scene(seed=21)
    scene.network = Network(scene.rng, 1.0, 80.0, 0.2, 2500)
    queue(scene, 15, lambda: scene.rng.uniform(900, 3500))
    entries = scene.entries()
    lane, often = LaneFuser(NO_CHECKS), {}
    for entry in entries:
        for now_ms in range(lane.now_ms or entry.received_ms, entry.received_ms, 7):
            often |= {each.key: each for each in lane.advance(now_ms)}
        often |= {each.key: each for each in lane.take(entry)}
    for now_ms in range(lane.now_ms, lane.now_ms + 90_000, 331):
        often |= {each.key: each for each in lane.advance(now_ms)}
    assert often == fused(entries)


def with_checks(**findings: str) -> dict:
    scene = Scene(seed=13)
    scene.person(1, FIRST_MS, 2500)
    lane, found = LaneFuser(replace(NO_CHECKS, checks=Settings().checks)), {}
    for entry in scene.entries():
        changed = lane.take(entry)
        for each in list(changed):
            for check in each.waits_for:
                if check in findings:
                    note = {"encounter": each.key, "check": check, "outcome": findings.pop(check)}
                    changed += lane.take(Entry(0, Kind.FINDING, entry.received_ms, note=note))
        found |= {each.key: each for each in changed}
    found |= {each.key: each for each in lane.advance(lane.now_ms + 60_000)}
    return found["video:b:s1"]


def test_checks_decide() -> None:
    assert with_checks(screening="ok", card="ok").state is State.PASS
    assert codes(with_checks(screening="alarm", card="ok")) == {("screening.alarm", "screening")}
    silent = with_checks(screening="ok")
    assert (silent.state, silent.completeness) == (State.REFER, "complete")
    assert codes(silent) == {("unavailable", "card")}


def test_every_state_is_passed_through() -> None:
    scene = Scene(seed=13)
    scene.person(1, FIRST_MS, 2500)
    lane, seen = LaneFuser(Settings(background_least=10)), []
    for entry in scene.entries():
        seen += [each.state for each in lane.take(entry)]
    assert list(dict.fromkeys(seen)) == [State.OPENED, State.COLLECTING, State.COMPLETE, State.REFER]
