"""The lists in memory: every entry in force, kept current by revision, one index a process."""

from __future__ import annotations

import datetime as dt
import threading
from uuid import UUID

from django.db.models import Q

from tongguan.engines.problems import Problem, Text
from tongguan.engines.screening import Freshness, NameIndex, Screened, Traveller
from tongguan.engines.screening.screening import screen_one
from tongguan.operations.travellers.enums import ListKind
from tongguan.operations.travellers.models import ListEntry, ListSource, ListState
from tongguan.operations.travellers.rules.stored import entry_read
from tongguan.platform.reference.interface import ReferenceMissing, parameter

PAGE_ROWS = 2_000
REBUILT_FROM_GONE = 20_000
"""So many entries taken out and the index is made anew, so that those gone take no room."""
EMPTY = Text(zh="没有任何有效名单，筛查降级", en="no list is in force; screening is degraded")


class Watch:
    """Entries begun after a revision, in memory. Safe for several threads: one looks up at a time."""

    def __init__(self, since: int = 0) -> None:
        self.since = since
        self.lock = threading.Lock()
        self._empty()

    def _empty(self) -> None:
        self.epoch: UUID | None = None
        self.index = NameIndex()
        self.revision = self.since
        self.gone = 0

    def refresh(self) -> int:
        """Take in what changed; the revision the entries are now of."""
        epoch, revision = list_state()
        with self.lock:
            if epoch != self.epoch or revision < self.revision or self.gone > REBUILT_FROM_GONE:
                self._empty()
                self.epoch = epoch
            if revision > self.revision:
                self._follow(revision)
            return self.revision

    def _follow(self, revision: int) -> None:
        ended = ListEntry.objects.filter(
            ended__gt=self.revision, ended__lte=revision, begun__gt=self.since, begun__lte=self.revision
        )
        for key in ended.values_list("pk", flat=True).iterator(chunk_size=PAGE_ROWS):
            self.gone += self.index.remove(str(key))
        begun = ListEntry.objects.filter(begun__gt=self.revision, begun__lte=revision)
        begun = begun.filter(Q(ended=None) | Q(ended__gt=revision))
        rows = begun.order_by("pk").values_list("pk", "data", "valid_from", "valid_to")
        for row in rows.iterator(chunk_size=PAGE_ROWS):
            self.index.add(entry_read(*row))
        self.index.settle()
        self.revision = revision

    def screen(self, person: Traveller, on: dt.date, stale: Problem | None) -> Screened:
        """One traveller against the entries valid on a day."""
        with self.lock:
            return screen_one(person, self.index, on, stale)

    def __len__(self) -> int:
        return len(self.index)


_whole = Watch()


def watch() -> Watch:
    """This process's index of everything, current."""
    _whole.refresh()
    return _whole


def forget() -> None:
    """Let the index go."""
    with _whole.lock:
        _whole._empty()


def list_state() -> tuple[UUID | None, int]:
    """Which database this is and the revision of its lists."""
    found = ListState.objects.filter(pk=1).values_list("epoch", "revision").first()
    return found or (None, 0)


def staleness(today: dt.date) -> list[tuple[ListSource, Problem]]:
    """Lists older than they may be, each with the problem in words."""
    found = []
    limits: dict[str, int | None] = {}
    for source in ListSource.objects.order_by("code"):
        if source.kind not in limits:
            limits[source.kind] = max_age_days(source.kind, today)
        problem = Freshness(source.of_date, limits[source.kind]).problem(today)
        if problem is not None:
            found.append((source, problem))
    return found


def max_age_days(kind: str, on: dt.date) -> int | None:
    """How old a list of a kind may be; None where nothing says."""
    try:
        return int(parameter(f"travellers.list_max_age.{ListKind(kind).value}", on))
    except ReferenceMissing:
        return None


def warm() -> int:
    """Bring the lists into this process's memory; how many entries there are."""
    return len(watch())
