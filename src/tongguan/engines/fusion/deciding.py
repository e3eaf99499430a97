"""When an encounter is complete, partial, passed or referred, and when nothing can happen to it any more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from tongguan.engines.fusion.contracts import MANDATORY, Channel, ChannelState, Encounter, State, Status
from tongguan.engines.fusion.verdicts import is_complete, open_checks, reasons_of
from tongguan.engines.fusion.windows import Window

if TYPE_CHECKING:
    from tongguan.engines.fusion.fusing import LaneFuser


def channels_of(window: Window) -> dict[Channel, ChannelState]:
    """Every channel of a window as it stands; found anew only where something of it changed."""
    now = (len(window.readings), window.stop_high_ms, window.watched)
    if window.found is None or window.found[0] != now:
        window.found = (now, {each: window.channel(each) for each in Channel})
    return window.found[1]


def closes_at(window: Window, lane: LaneFuser) -> int:
    """When something happens to a window by itself: its time to collect is over, or that of its checks, or it can be
    forgotten."""
    settings = lane.settings
    if not window.completeness:
        return max(window.start_ms + settings.collect_ms, window.opened_at_ms)
    if not window.verdict:
        return (window.fused_ms or window.opened_at_ms) + settings.checks_ms
    return _forgotten_at(window, lane)


def _forgotten_at(window: Window, lane: LaneFuser) -> int:
    settings = lane.settings
    longest = window.opened_at_ms + settings.longest_ms
    if window.stop_ms is None and window.watched:
        return longest
    ended = max(window.stop_high_ms or 0, window.decided_ms or 0)
    return min(longest, round(ended) + settings.watch_ms)


def decide(window: Window, lane: LaneFuser) -> bool:
    """Move a window on as far as it goes now; whether it can be forgotten."""
    settings, now = lane.settings, lane.now_ms
    if window.verdict == "refer":
        return now >= _forgotten_at(window, lane)
    channels = channels_of(window)
    if not window.completeness:
        if is_complete(channels, settings):
            window.completeness, window.fused_ms = "complete", now
        elif now >= closes_at(window, lane) or _hopeless(channels, lane):
            window.completeness, window.fused_ms = "partial", now
    reasons = reasons_of(window, channels, settings)
    if window.completeness and not window.verdict:
        waits = open_checks(window, channels, settings)
        late = now >= closes_at(window, lane)
        if window.completeness == "partial" or reasons or (late and waits):
            for check in waits if late else ():
                window.findings[check] = ("unavailable", "unavailable")
            window.verdict, window.decided_ms = "refer", now
        elif not waits:
            window.verdict, window.decided_ms = "pass", now
    elif window.verdict == "pass" and reasons:
        window.recalled = True
        window.verdict, window.decided_ms = "refer", now
    return bool(window.verdict) and now >= _forgotten_at(window, lane)


def _hopeless(channels: Mapping[Channel, ChannelState], lane: LaneFuser) -> bool:
    """Whether all that is still missing is of devices that are gone; nobody waits for those."""
    open_ones = {
        Channel(each)
        for each in lane.settings.required
        if channels[Channel(each)].status not in (Status.GOOD, Status.ALARM)
    }
    return bool(open_ones) and all(
        channel in lane.gone and channels[channel].status is Status.MISSING for channel in open_ones
    )


def snapshot(window: Window, lane: LaneFuser) -> Encounter:
    """An encounter as it stands."""
    if window.verdict and isinstance(window.told, Encounter) and _is_final(window, window.told):
        return _with_end(window, window.told)
    channels = channels_of(window)
    if window.verdict:
        state = State(window.verdict)
    elif window.completeness:
        state = State(window.completeness)
    else:
        given = any(channels[each].position is not None for each in MANDATORY)
        state = State.COLLECTING if given else State.OPENED
    decided = bool(window.verdict)
    reasons = reasons_of(window, channels, lane.settings) if window.completeness else ()
    return Encounter(
        key=window.key,
        state=state,
        completeness=window.completeness,
        opened_ms=window.start_ms,
        stopped_ms=window.stop_ms,
        fused_ms=window.fused_ms,
        decided_ms=window.decided_ms,
        channels=channels,
        reasons=reasons,
        late=tuple(sorted(window.late)),
        waits_for=() if decided else open_checks(window, channels, lane.settings),
    )


def _is_final(window: Window, told: Encounter) -> bool:
    return told.state == window.verdict and told.decided_ms == window.decided_ms


def _with_end(window: Window, told: Encounter) -> Encounter:
    """What was decided stays as it was decided; when the person left, and what came too late, is still told."""
    late = tuple(sorted(window.late))
    if (told.stopped_ms, told.late) == (window.stop_ms, late):
        return told
    return replace(told, stopped_ms=window.stop_ms, late=late)
