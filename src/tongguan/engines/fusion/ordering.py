"""Messages of one device in the order it sent them, whatever way they came."""

from __future__ import annotations

from tongguan.engines.fusion.contracts import Entry, Kind

FROM_THE_FIRST = 16
"""A device whose first message seen has a number up to this began at 1; with a higher one the log began later."""


class InOrder:
    """Lets samples out without a gap, and a beat only once every sample it knows of is out."""

    def __init__(self) -> None:
        self.boot = ""
        self.next = 1
        self._held: dict[int, Entry] = {}
        self._beats: list[Entry] = []

    def add(self, entry: Entry) -> tuple[list[Entry], bool]:
        """(what may be looked at now, whether the device has begun anew and what it left out is lost)."""
        anew = bool(self.boot) and entry.boot != self.boot
        if entry.boot != self.boot:
            self.boot = entry.boot
            first = entry.sequence + (entry.kind is Kind.BEAT)
            self.next = 1 if first <= FROM_THE_FIRST else first
            self._held.clear()
            self._beats.clear()
        if entry.kind is Kind.BEAT:
            self._beats.append(entry)
        elif entry.sequence >= self.next:
            self._held[entry.sequence] = entry
        return self._ready(), anew

    def _ready(self) -> list[Entry]:
        out = []
        while self.next in self._held:
            out.append(self._held.pop(self.next))
            self.next += 1
        out += [beat for beat in self._beats if beat.sequence < self.next]
        self._beats = [beat for beat in self._beats if beat.sequence >= self.next]
        return out

    def waits_since_ms(self) -> int | None:
        """Since when something waits for a message before it."""
        waiting = [*self._held.values(), *self._beats]
        return min((entry.received_ms for entry in waiting), default=None)

    def skip(self) -> list[Entry]:
        """Give up what is missing before the oldest that waits."""
        least = [*self._held, *(beat.sequence + 1 for beat in self._beats)]
        self.next = min(least, default=self.next)
        return self._ready()
