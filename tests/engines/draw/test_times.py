"""Times of a record: milliseconds now, whole seconds in the first version, which verifies for ever."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.engines.draw.samples import CUTOFF_MS, entries, inputs, officers, reveals_of
from tongguan.engines.draw import commit, input_hashes, milliseconds, perform, read_inputs, recompute
from tongguan.engines.draw.day import KEYS, verify_day
from tongguan.engines.draw.reading import as_json
from tongguan.engines.draw.times import WHOLE_SECONDS

STORED = Path(__file__).parent / "version_1"
"""A record with its roster, and a whole closed day of four rounds, made when records counted seconds."""


def drawn(**changes) -> dict:
    record, problems = perform(inputs(pool=entries(8), roster=officers(8), **changes), reveals_of())
    assert record is not None, problems
    return json.loads(record.to_json())


def checked(value: dict) -> list[str]:
    return [problem.code for problem in recompute(json.dumps(value)).problems]


def test_a_draw_may_follow_in_the_millisecond_after_the_cut_off_and_not_in_its_own() -> None:
    for late_ms, good in ((0, False), (1, True), (749, True)):
        reveals = [replace(each, revealed_at_ms=CUTOFF_MS + late_ms) for each in reveals_of()]
        record, _problems = perform(inputs(), reveals)
        assert (record is not None) is good, late_ms


def test_a_commitment_is_late_by_a_millisecond() -> None:
    first, *others = inputs().parties
    for late_ms, good in ((0, True), (1, False)):
        parties = (replace(first, committed_at_ms=CUTOFF_MS + late_ms), *others)
        assert (commit(inputs(parties=parties))[0] is not None) is good


def move_cutoff(value: dict) -> None:
    value["inputs"]["cutoff_ms"] += 1


def move_commitment(value: dict) -> None:
    value["inputs"]["parties"][1]["committed_at_ms"] -= 1


def to_whole_second(value: dict) -> None:
    value["inputs"]["cutoff_ms"] -= CUTOFF_MS % 1000


def reveal_at_the_cut_off(value: dict) -> None:
    value["reveals"][0]["revealed_at_ms"] = CUTOFF_MS


def call_it_the_first_version(value: dict) -> None:
    value["version"] = WHOLE_SECONDS


def write_it_in_the_first_version(value: dict) -> None:
    value["version"] = WHOLE_SECONDS
    value["inputs"]["cutoff_s"] = value["inputs"].pop("cutoff_ms") // 1000
    for row, name in [(each, "committed_at") for each in value["inputs"]["parties"]] + [
        (each, "revealed_at") for each in value["reveals"]
    ]:
        row[f"{name}_s"] = row.pop(f"{name}_ms") // 1000


@pytest.mark.parametrize(
    "tamper",
    [
        move_cutoff,
        move_commitment,
        to_whole_second,
        reveal_at_the_cut_off,
        call_it_the_first_version,
        write_it_in_the_first_version,
    ],
)
def test_tampering_below_the_second_is_found(tamper: Callable[[dict], None]) -> None:
    value = drawn()
    assert checked(value) == []
    tamper(value)
    assert checked(value) != []


def test_the_hashes_of_both_versions_differ_also_in_the_same_whole_second() -> None:
    whole = inputs(cutoff_ms=CUTOFF_MS - CUTOFF_MS % 1000, parties=inputs().parties)
    assert input_hashes(whole)["inputs"] != input_hashes(replace(whole, version=WHOLE_SECONDS))["inputs"]


def test_a_stored_record_of_the_first_version_still_verifies() -> None:
    data = (STORED / "record.json").read_bytes()
    value = json.loads(data)
    assert value["version"] == "tongguan-draw/1"
    assert value["inputs"]["cutoff_s"] == 1_800_000_000
    verdict = recompute(data)
    assert verdict.ok, verdict.problems
    assert "assignments" in verdict.checked
    for name in ("cutoff_s", "committed_at_s"):
        broken = json.loads(data)
        row = broken["inputs"] if name == "cutoff_s" else broken["inputs"]["parties"][0]
        row[name] -= 1
        assert checked(broken), name
    assert checked(value | {"version": "tongguan-draw/2"}) == ["draw.version"]


def test_inputs_fixed_in_the_first_version_are_drawn_and_recorded_in_it() -> None:
    stored = json.loads((STORED / "record.json").read_bytes())
    given, problems = read_inputs(stored["inputs"])
    assert given is not None, problems
    assert as_json(given) == stored["inputs"]
    reveals = [
        replace(each, revealed_at_ms=1_800_000_060_999) for each in reveals_of()
    ]  # the first version rounds down
    record, problems = perform(given, reveals)
    assert record is not None, problems
    assert json.loads(record.to_json()) == stored


def test_a_stored_day_of_the_first_version_still_verifies() -> None:
    with ZipFile(STORED / "day.zip") as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    keys = files[KEYS].decode().splitlines()
    verdict = verify_day(files.get, keys, files)
    assert verdict.ok, verdict.as_dict()
    assert verdict.complete
    assert [each.entries for each in verdict.rounds] == [6, 6, 6, 6]
    name = next(name for name in files if name.endswith("000002/record.json"))
    assert b"tongguan-draw/1" in files[name]
    value = json.loads(files[name])
    value["reveals"][0]["revealed_at_s"] += 1
    files[name] = json.dumps(value).encode()
    assert not verify_day(files.get, keys, files).ok


def test_moments_are_rounded_down_to_the_millisecond_exactly() -> None:
    start = datetime(2026, 1, 2, 3, 4, 5, 999_999, UTC)
    assert milliseconds(start) % 1000 == 999
    assert milliseconds(start + timedelta(microseconds=1)) == milliseconds(start) + 1
    assert milliseconds(datetime(1970, 1, 1, tzinfo=UTC)) == 0
