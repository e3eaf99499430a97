"""The rule `pcr.ct/1` of measurements: from raw curves to Ct by well and channel; and back to the engine's wells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tongguan.engines.pcr import (
    Channel,
    Kit,
    Planned,
    Result,
    Role,
    RunFile,
    Verdict,
    call_channel,
    is_turned,
    run_faults,
    verdict_of,
    wells_of,
)
from tongguan.engines.problems import Problem
from tongguan.operations.quarantine.errors import problem
from tongguan.operations.quarantine.rules.kits import kit_of
from tongguan.platform.measurement.interface import Reading

RULE = "pcr.ct/1"
CURVE, CALLED = "RFU", "Ct"


def readings_of(run: RunFile) -> list[Reading]:
    """A run file as raw readings: one a curve, and one a Ct that the instrument called."""
    found = []
    for place, channels in run.wells.items():
        for target, channel in channels.items():
            name = f"{place}/{target}"
            if channel.curve:
                found.append(Reading(name, tuple(_text(value) for value in channel.curve), CURVE))
            if channel.ct is not None or not channel.curve:
                found.append(Reading(name, (_text(channel.ct),) if channel.ct is not None else (), CALLED))
    return found


def _text(value: float) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".")


def call_readings(readings: Sequence[Reading], parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The rule itself: {"wells": {place: {channel: {ct, clear, by, instrument_ct, fault}}}}, numbers as texts."""
    kit = kit_of(parameters)
    curves: dict[str, tuple[float, ...]] = {}
    cts: dict[str, float | None] = {}
    for each in readings:
        if each.unit == CURVE:
            curves[each.name] = tuple(map(float, each.values))
        else:
            cts[each.name] = float(each.values[0]) if each.values else None
    wells: dict[str, dict[str, Any]] = {}
    for name in dict.fromkeys([*curves, *cts]):
        place, _slash, target = name.partition("/")
        called = call_channel(Channel(curves.get(name, ()), cts.get(name)), kit)
        wells.setdefault(place, {})[target] = {
            "ct": "" if called.ct is None else f"{called.ct:.3f}",
            "clear": called.clear,
            "by": called.by,
            "instrument_ct": "" if called.instrument_ct is None else f"{called.instrument_ct:.3f}",
            "fault": called.fault,
        }
    return {"wells": wells}


def cts_of(
    result: Mapping[str, Any],
) -> tuple[dict[str, dict[str, float | None]], dict[str, dict[str, bool]]]:
    """What a measurement found, as the engine wants it: Ct and clearness by well and channel."""
    wells = result["wells"]
    cts = {
        place: {target: float(each["ct"]) if each["ct"] else None for target, each in channels.items()}
        for place, channels in wells.items()
    }
    clear = {
        place: {target: bool(each["clear"]) for target, each in channels.items()}
        for place, channels in wells.items()
    }
    return cts, clear


def faults_of(planned: Sequence[Planned], result: Mapping[str, Any], kit: Kit) -> list[Problem]:
    """Why a run is void: wells or channels are missing, the plate was turned, a control failed, empty wells came."""
    cts, clear = cts_of(result)
    missing = [each.place for each in planned if each.place not in cts]
    if is_turned(planned, cts, kit):
        return [problem("turned", "/wells")]
    if missing:
        return [problem("wells", "/wells", wells=", ".join(missing[:12]))]
    wanted = {*kit.targets, kit.internal_control}
    lacking = [(each.place, wanted - set(cts[each.place])) for each in planned]
    found = [
        problem("channels", f"/wells/{place}", well=place, channels=", ".join(sorted(names)))
        for place, names in lacking
        if names
    ][:12]
    found += run_faults(wells_of(planned, cts, clear), kit)
    known = {each.place for each in planned}
    stray = [
        place
        for place, channels in cts.items()
        if place not in known and any(_came(channels.get(target), kit) for target in kit.targets)
    ]
    if stray:
        found.append(problem("stray", "/wells", wells=", ".join(stray[:12])))
    return found


def _came(ct: float | None, kit: Kit) -> bool:
    return ct is not None and ct < kit.negative_from_ct


def verdicts(
    planned: Iterable[Planned],
    result: Mapping[str, Any],
    kit: Kit,
    *,
    pools: frozenset[str] = frozenset(),
    repeated: frozenset[str] = frozenset(),
    single_before: frozenset[str] = frozenset(),
) -> dict[str, Verdict]:
    """What is said of each tube; `pools`, `repeated` and `single_before` name tubes."""
    cts, clear = cts_of(result)
    planned = list(planned)
    wells = wells_of(planned, cts, clear)
    tubes = dict.fromkeys(each.tube for each in planned if each.role is Role.SAMPLE)
    return {
        tube: verdict_of(
            tube,
            [well for well in wells if well.sample == tube],
            kit,
            pooled=tube in pools,
            single_before=tube in single_before,
            repeated=tube in repeated,
        )
        for tube in tubes
    }


def of_members(pools: Sequence[Result]) -> Result | None:
    """What a sample's pools say of it: negative as soon as one is, invalid where one says nothing; None where every
    one is positive, so that it must be tested alone."""
    if Result.NEGATIVE in pools:
        return Result.NEGATIVE
    return Result.INVALID if Result.INVALID in pools else None
