"""The fusion of one lane: entries of its log in, encounters out. The same log gives the same encounters."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from tongguan.engines.fusion.background import Background, is_improbable
from tongguan.engines.fusion.clocks import Clock
from tongguan.engines.fusion.contracts import (
    AMBIENT,
    Channel,
    Check,
    Encounter,
    Entry,
    Kind,
    Quality,
    Reading,
    Settings,
)
from tongguan.engines.fusion.deciding import closes_at, decide, snapshot
from tongguan.engines.fusion.ordering import InOrder
from tongguan.engines.fusion.windows import Placed, Window

AMBIENT_KEPT_MS = 10_000


def changed_settings(settings: Settings, note: Mapping[str, Any]) -> Settings:
    """The settings with what an entry says of them, as far as it is of their kind."""
    given: dict[str, Any] = {}
    for field in fields(Settings):
        old, new = getattr(settings, field.name), note.get(field.name)
        if isinstance(old, tuple) and isinstance(new, list | tuple):
            allowed = set(Channel if field.name == "required" else Check)
            given[field.name] = tuple(each for each in new if each in allowed)
        elif type(new) is type(old) and new > 0:
            given[field.name] = new
    return replace(settings, **given)


class LaneFuser:
    """Call `take` with each entry in order and `advance` with the gateway's time when no earlier entry can come any
    more; both return the encounters that changed. What `advance` does depends on the moments that fall due, never on
    when it is called."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()
        self.now_ms = 0
        self.windows: dict[str, Window] = {}
        self.waiting: list[Placed] = []
        self.ambient: deque[Placed] = deque()
        self.order = InOrder()
        self.seen_until_ms = float("-inf")
        """Until when everything the video saw is known."""
        self.gone: set[Channel] = set()
        self._clocks: dict[str, Clock] = {}
        self._background = Background()

    def take(self, entry: Entry) -> list[Encounter]:
        """An entry of the log."""
        changed = self.advance(entry.received_ms)
        self.now_ms = max(self.now_ms, entry.received_ms)
        if entry.kind is Kind.SETTINGS:
            self.settings = changed_settings(self.settings, entry.note)
        elif entry.kind is Kind.FINDING:
            self._find(entry.note)
        elif entry.kind is Kind.GONE and entry.channel is not None:
            self.gone.add(entry.channel)
            if entry.channel is Channel.VIDEO:
                self._place_unwatched(self.now_ms)
        elif entry.kind is Kind.BACK and entry.channel is not None:
            self.gone.discard(entry.channel)
        elif entry.channel is not None and entry.exchange is not None:
            self.gone.discard(entry.channel)
            self._hear(entry)
        return changed + self._told()

    def advance(self, now_ms: int) -> list[Encounter]:
        """Let the time pass: what falls due until then happens, each at its own moment."""
        changed: list[Encounter] = []
        while (due := self._next_due()) is not None and due <= now_ms:
            self.now_ms = max(self.now_ms, due)
            self._fall_due()
            changed += self._told()
        self.now_ms = max(self.now_ms, now_ms)
        return changed

    def idle(self) -> bool:
        """Whether nothing can happen without a further entry."""
        return self._next_due() is None

    def _find(self, note: Mapping[str, Any]) -> None:
        window = self.windows.get(str(note.get("encounter", "")))
        if window is not None:
            window.findings.setdefault(
                str(note.get("check", "")), (str(note.get("outcome", "abstain")), str(note.get("code", "")))
            )

    def _hear(self, entry: Entry) -> None:
        """Bound the moment of a message and put its reading where it belongs."""
        if entry.channel is Channel.VIDEO:
            ready, anew = self.order.add(entry)
            if anew:
                self._unwatch()
            for each in ready:
                self._watch(each)
            return
        placed = self._placed(entry)
        if placed is None:
            return
        if entry.channel in AMBIENT:
            self._keep(placed)
        else:
            self.waiting.append(placed)
            self._place()

    def _placed(self, entry: Entry) -> Placed | None:
        """The reading between the two moments its clock allows; one whose clock is unknown is of no use."""
        clock = self._clocks.setdefault(entry.device, Clock())
        assert entry.exchange is not None
        clock.hear(entry.exchange)
        reading = entry.reading
        if reading is None:
            return None
        bounds = clock.bounds_ms(reading.at_ms, entry.received_ms)
        if bounds is None or clock.jumped or reading.at_ms > entry.exchange.sent_ms:
            reading = replace(reading, quality=Quality.INVALID, reasons=("device.clock",))
            if bounds is None:
                bounds = (entry.exchange.answered_ms, entry.received_ms)
        return Placed(entry.position, reading, *bounds, entry.received_ms)

    def _keep(self, placed: Placed) -> None:
        """An ambient reading; a count of gamma rays is held against the background before it joins it."""
        if placed.reading.channel is Channel.RADIATION and "counts" in placed.reading.facts:
            placed = replace(placed, reading=self._weighed(placed))
        self.ambient.append(placed)
        while self.ambient[0].received_ms < self.now_ms - AMBIENT_KEPT_MS:
            self.ambient.popleft()
        for window in self.windows.values():
            if window.may_meet(placed):
                window.readings.append(placed)

    def _weighed(self, placed: Placed) -> Reading:
        reading, own = placed.reading, self.settings
        counts = int(reading.facts["counts"])
        mean = self._background.mean(reading.span_ms, own.background_least)
        self._background.add(placed.received_ms, counts, reading.span_ms, own.background_ms)
        if reading.quality is not Quality.GOOD:
            return reading
        if mean is None:
            return replace(reading, quality=Quality.INVALID, reasons=("radiation.no_background",))
        facts = {**reading.facts, "background": round(mean, 1)}
        if is_improbable(counts, mean, own.false_alarm):
            return replace(reading, quality=Quality.ALARM, facts=facts, reasons=("radiation.counts",))
        return replace(reading, facts=facts)

    def _watch(self, entry: Entry) -> None:
        """A message of the video, in its order: somebody steps in or out, or nothing happened until then."""
        placed = self._placed(entry)
        if placed is None:
            return
        back = entry.kind is Kind.SAMPLE and placed.high_ms < self.seen_until_ms
        if placed.reading.quality is Quality.INVALID or back:
            self._unwatch()  # what it says of the time contradicts itself
            return
        event = placed.reading.facts.get("event")
        segment = str(placed.reading.facts.get("segment", ""))
        if event == "start":
            self._step_in(f"{entry.device}:{entry.boot}:{segment}", placed)
        elif event == "stop":
            window = self.windows.get(f"{entry.device}:{entry.boot}:{segment}")
            if window is not None:
                window.stop_low_ms, window.stop_high_ms = placed.low_ms, placed.high_ms
                window.people = max(window.people, int(placed.reading.facts.get("people", 1)))
        self.seen_until_ms = max(self.seen_until_ms, placed.low_ms)
        self._place()

    def _step_in(self, key: str, placed: Placed) -> None:
        if key in self.windows:
            return
        people = int(placed.reading.facts.get("people", 1))
        window = Window(key, placed.low_ms, placed.high_ms, self.now_ms, people=people)
        for other in self.windows.values():
            if other.watched and other.stop_ms is None:
                other.overlaps = window.overlaps = True
        self._open(window)

    def _open(self, window: Window) -> None:
        window.readings += [each for each in self.ambient if window.may_meet(each)]
        self.windows[window.key] = window

    def _place(self) -> None:
        """Give readings to windows as far as the video is known to have seen everything until then."""
        for placed in [each for each in self.waiting if each.high_ms <= self.seen_until_ms]:
            self.waiting.remove(placed)
            held = [window for window in self.windows.values() if window.watched and window.may_hold(placed)]
            if len(held) == 1:
                self._give(held[0], placed)
            elif held:
                for window in held:
                    window.shared.add(placed.reading.channel)
            else:
                self._give(self._bare(placed), placed)

    def _give(self, window: Window, placed: Placed) -> None:
        if window.verdict:
            window.late.add(placed.reading.channel)
            if window.verdict == "refer":
                return
        window.readings.append(placed)

    def _bare(self, placed: Placed) -> Window:
        """The unwatched window a reading belongs to: one of the same seconds without a reading of that channel."""
        for window in self.windows.values():
            fits = placed.low_ms - window.start_ms <= self.settings.collect_ms
            fresh = all(each.reading.channel is not placed.reading.channel for each in window.readings)
            if not window.watched and not window.stop_ms and fits and fresh and not window.verdict:
                return window
        key = f"bare:{placed.reading.channel}:{placed.position}"
        made = Window(key, placed.low_ms, placed.high_ms, self.now_ms, watched=False)
        self._open(made)
        return made

    def _unwatch(self) -> None:
        """The video may have missed something: who is in the lane now is not known to be alone."""
        for window in self.windows.values():
            if window.stop_ms is None:
                window.watched = False

    def _place_unwatched(self, until_received_ms: int) -> None:
        """Readings the video will not vouch for go to whoever is there, or open a window of their own."""
        for placed in [each for each in self.waiting if each.received_ms <= until_received_ms]:
            self.waiting.remove(placed)
            held = [
                window for window in self.windows.values() if window.may_hold(placed) and not window.verdict
            ]
            for window in held:
                window.watched = False
            self._give(held[0] if len(held) == 1 else self._bare(placed), placed)

    def _next_due(self) -> int | None:
        hold = self.settings.hold_ms
        dues = [placed.received_ms + hold for placed in self.waiting]
        dues += [closes_at(window, self) for window in self.windows.values()]
        since = self.order.waits_since_ms()
        if since is not None:
            dues.append(since + hold)
        return min(dues, default=None)

    def _fall_due(self) -> None:
        hold = self.settings.hold_ms
        since = self.order.waits_since_ms()
        if since is not None and since + hold <= self.now_ms:
            self._unwatch()
            for entry in self.order.skip():
                self._watch(entry)
        self._place_unwatched(self.now_ms - hold)

    def _told(self) -> list[Encounter]:
        """What changed, decided as things stand; windows nothing can happen to any more are forgotten."""
        changed = []
        for key, window in list(self.windows.items()):
            over = decide(window, self)
            now = snapshot(window, self)
            if now != window.told:
                window.told = now
                changed.append(now)
            if over:
                del self.windows[key]
        return changed
