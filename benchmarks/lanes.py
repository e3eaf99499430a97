"""Lanes: how often people are mixed, and how long seven devices take to be one.

    python benchmarks/lanes.py association     # the fusion alone, on scenes with a known truth
    python benchmarks/lanes.py live            # gateway, worker and simulated devices, in real time

Association: 1,000 invented people back to back, one second apart, under ever worse networks and clocks; then what
happens outside what the algorithm assumes. Live: latencies from stepping in, and each device dead in turn.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from measuring import RESULTS, own_house

from tongguan.engines.fusion import Channel, Entry, State
from tongguan.simulator.lanes.scenes import BEGIN_MS, Network, Scene, fused, mistaken, queue

PEOPLE = 1000
LANES, WALKS = 4, 15
NETWORKS = {
    "quiet: 2 ms + 5 ms": (2.0, 5.0, 0.0, 0.0),
    "office: 2 ms + 40 ms": (2.0, 40.0, 0.0, 0.0),
    "poor: 5 ms + 80 ms, 5 % up to 1 s late and out of order": (5.0, 80.0, 0.05, 1000.0),
    "broken: 20 ms + 120 ms, 20 % up to 3 s late and out of order": (20.0, 120.0, 0.2, 3000.0),
}


def told(scene: Scene, people: int, entries: list[Entry] | None = None) -> dict[str, Any]:
    """What became of a scene."""
    found = fused(entries or scene.entries())
    passed = {key: each for key, each in found.items() if each.state is State.PASS}
    delays = sorted(each.fused_ms - each.opened_ms for each in passed.values() if each.fused_ms)
    wrong = len(mistaken(passed))
    return {
        "people": people,
        "encounters": len(found),
        "passed": len(passed),
        "passed_share": round(len(passed) / people, 4),
        "passed_with_anothers_reading": wrong,
        "upper_95": round(1 - 0.025 ** (1 / people), 5) if not wrong else None,
        "any_with_anothers_reading": len(mistaken(found)),
        "fused_ms_p50": delays[len(delays) // 2] if delays else None,
        "fused_ms_p95": delays[int(0.95 * len(delays))] if delays else None,
    }


def scene_of(seed: int, network: tuple[float, ...], people: int, gap_ms: float, skew_ms: float) -> Scene:
    """People back to back."""
    scene = Scene(seed=seed, skew_ms=skew_ms)
    scene.network = Network(scene.rng, *network)
    queue(scene, people, lambda: scene.rng.uniform(1500, 3000), gap_ms)
    return scene


def association(keep: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    """Networks, gaps, and what lies outside the assumptions; kept after each."""
    results: dict[str, Any] = {"one_second_apart": {}, "closer": {}, "outside": {}}
    for number, (name, network) in enumerate(NETWORKS.items()):
        scene = scene_of(number, network, PEOPLE, 1000.0, 3_600_000.0)
        results["one_second_apart"][name] = show(name, told(scene, PEOPLE))
        keep(results)
    for gap_ms in (500.0, 200.0, 50.0, 0.0):
        scene = scene_of(7, NETWORKS["office: 2 ms + 40 ms"], 200, gap_ms, 3_600_000.0)
        results["closer"][f"{gap_ms:.0f} ms apart"] = show(f"{gap_ms:.0f} ms apart", told(scene, 200))
    results["outside"] = outside()
    return results


def outside() -> dict[str, Any]:
    """A clock that jumps just when nobody can see it, and a second person whom the video does not see."""
    found = {}
    for jump_ms in (500, 1500, 4000):
        scene = scene_of(11, NETWORKS["office: 2 ms + 40 ms"], 200, 1000.0, 0.0)
        blind = [_shifted(entry, jump_ms) for entry in scene.entries()]
        name = f"a document reader whose clock and exchanges lie by {jump_ms} ms"
        found[name] = show(name, told(scene, 200, blind))
    scene = Scene(seed=12)
    at = BEGIN_MS + 10_000.0
    for number in range(200):
        scene.person(number, at, 2500)
        swapped = scene.rng.choice([Channel.TEMPERATURE, Channel.FACE])
        scene.events = [
            (when, c, q, facts | {"truth": -1} if each_is(c, swapped, facts, number) else facts)
            for when, c, q, facts in scene.events
        ]
        at += 3500
    name = "a second person behind the first, unseen by the video, gives the temperature or the face"
    found[name] = show(name, told(scene, 200))
    return found


def each_is(channel: Channel, wanted: Channel, facts: dict[str, Any], number: int) -> bool:
    """Whether this is that person's reading of that channel."""
    return channel is wanted and facts.get("truth") == number


def _shifted(entry: Entry, by_ms: int) -> Entry:
    """All times of a device's message, except that the gateway thinks it knows its clock."""
    if entry.channel is not Channel.DOCUMENT or entry.reading is None:
        return entry
    return replace(entry, reading=replace(entry.reading, at_ms=entry.reading.at_ms - by_ms))


def show(name: str, result: dict[str, Any]) -> dict[str, Any]:
    """Say it, too."""
    print(f"{name}: {json.dumps(result)}", flush=True)
    return result


def live() -> dict[str, Any]:
    """The whole way, in real time."""
    with own_house():
        from tongguan.cli.demonstration import load_organisations
        from tongguan.cli.demonstration_lanes import OFFICE
        from tongguan.operations.lanes.interface import device_keys, register_device, register_lane
        from tongguan.platform.permissions.interface import SYSTEM

        load_organisations()
        _lanes(register_lane, register_device, SYSTEM, OFFICE)
        keys = device_keys(actor=SYSTEM)
        command = [sys.executable, "-m", "tongguan.cli.main"]
        env = {**os.environ, "TONGGUAN_SERVER_HELD": "1", "TONGGUAN_POOL": "0"}
        gateway = subprocess.Popen([*command, "lanes", "gateway", "--port", "7466"], env=env)
        worker = subprocess.Popen([*command, "worker"], env=env)
        try:
            time.sleep(12)
            asyncio.run(_walk(keys))
            time.sleep(6)
            result = _latencies()
            result["killed"] = asyncio.run(_kills(keys))
            return result
        finally:
            for process in (gateway, worker):
                process.terminate()
                process.wait()


def _lanes(register_lane: Any, register_device: Any, actor: Any, office: str) -> None:
    from tongguan.cli.demonstration_lanes import CALIBRATED, _instrument
    from tongguan.engines.problems import Text

    for number in range(LANES):
        code = f"B-{number}"
        register_lane(actor=actor, code=code, name=Text(zh=code, en=code), office=office)
        for channel in Channel:
            instrument = _instrument(code, channel) if channel in CALIBRATED else ""
            register_device(
                actor=actor, lane=code, channel=channel, code=f"{code}-{channel}", instrument=instrument
            )


def _simulated(keys: dict[str, Any], code: str, **faults: Any) -> Any:
    from tongguan.simulator.lanes.lane import Faults, SimulatedLane

    own = {channel: (each["code"], each["key"]) for channel, each in keys[code].items()}
    return SimulatedLane("127.0.0.1", 7466, own, random.Random(code), Faults(skew_ms=60_000, **faults))


async def _walk(keys: dict[str, Any]) -> None:
    lanes = [_simulated(keys, code) for code in keys]
    running = [asyncio.create_task(lane.run()) for lane in lanes]

    async def people(lane: Any) -> None:
        await lane.connected()
        await asyncio.sleep(36)
        for number in range(WALKS):
            await lane.walk(number)
            await asyncio.sleep(1)

    await asyncio.gather(*(people(lane) for lane in lanes))
    await asyncio.sleep(3)
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)


def _quantiles(values: list[float]) -> dict[str, Any]:
    ordered = sorted(values)
    if not ordered:
        return {"count": 0}
    return {
        "count": len(ordered),
        "p50_ms": round(ordered[len(ordered) // 2]),
        "p95_ms": round(ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]),
        "max_ms": round(ordered[-1]),
    }


def _latencies() -> dict[str, Any]:
    from tongguan.operations.lanes.models import Encounter

    rows = list(Encounter.objects.exclude(decided_at=None))
    complete = [row for row in rows if row.completeness == "complete"]
    found: dict[str, Any] = {
        "walks": LANES * WALKS,
        "encounters": len(rows),
        "complete": len(complete),
        "fused": _quantiles([row.told["fused_ms"] - row.told["opened_ms"] for row in complete]),
        "decided": _quantiles([row.told["decided_ms"] - row.told["opened_ms"] for row in complete]),
        "reasons": Counter(each["code"] for row in rows for each in row.told["reasons"]),
        "channels": {},
    }
    for channel in Channel:
        waits = [row.told["channels"][channel]["latency_ms"] for row in complete]
        found["channels"][channel] = _quantiles([each for each in waits if each is not None])
    return found


async def _kills(keys: dict[str, Any]) -> dict[str, Any]:
    """Each device dead in turn: how soon after stepping in the encounter is partial, and what is named."""
    from asgiref.sync import sync_to_async

    from tongguan.operations.lanes.models import Encounter

    found = {}
    for number, channel in enumerate(Channel):
        code = sorted(keys)[number % len(keys)]
        lane = _simulated(keys, code, dead=(channel,))
        before = await sync_to_async(Encounter.objects.count)()
        running = asyncio.create_task(lane.run())
        await lane.connected()
        await asyncio.sleep(3)
        began = time.time()
        await lane.walk(1000 + number)
        row = None
        while time.time() - began < 15:
            row = await sync_to_async(
                lambda code=code, began=began: (
                    Encounter.objects.filter(
                        lane__code=code, completeness="partial", told_ms__gt=began * 1000
                    )
                    .order_by("fused_at")
                    .first()
                )
            )()
            if row is not None:
                break
            await asyncio.sleep(0.05)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        named = (
            sorted({each["channel"] for each in row.told["reasons"] if each["code"] == "missing"})
            if row
            else []
        )
        found[channel] = show(
            f"{channel} dead",
            {
                "partial_after_ms": row.told["fused_ms"] - row.told["opened_ms"] if row else None,
                "named": named,
                "new_encounters": await sync_to_async(Encounter.objects.count)() - before,
            },
        )
    return found


def main() -> None:
    """Both, or the one that is named; results are added to the file."""
    path = RESULTS / "lanes.json"
    result = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    wanted = sys.argv[1:] or ["association", "live"]
    if "association" in wanted:
        result["association"] = association(lambda found: _kept(path, {**result, "association": found}))
    if "live" in wanted:
        result["live"] = show("live", live())
    _kept(path, result)


def _kept(path: Path, result: dict[str, Any]) -> None:
    path.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
