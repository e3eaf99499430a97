"""What callers hand to draws and queues and what they get back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tongguan.engines.draw import Rules
from tongguan.engines.problems import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundPlan:
    """How one kind of draw runs; registered once by the module that owns the purpose.

    `rules(now)` is asked when a round opens and holds for that whole round, so a rule changed in between takes
    effect in the next one. A round closes `every_seconds(now)` after it opens (0: at once); witnesses have
    `reveal_within_seconds(now)` after that to reveal. `repeat_days(now)`: an officer who acted in a firm's
    entry so many days ago or less keeps away from that firm. All are functions of the moment because they read
    dated reference numbers. `site` bounds the roster; empty: all sites. `named_by_people`: a part that nobody could
    be drawn for becomes a manual assignment; False where the owner draws again in a draw of its own.
    """

    purpose: str
    title: Text
    rules: Callable[[datetime], Rules]
    every_seconds: Callable[[datetime], int]
    reveal_within_seconds: Callable[[datetime], int] = lambda now: 0
    repeat_days: Callable[[datetime], int] = lambda now: 0
    site: str = ""
    named_by_people: bool = True


@dataclass(frozen=True, slots=True)
class AssignedPart:
    """One part in one entry: the officer's user id, or None with the reason nobody could be drawn
    (`roster_empty`, `none_qualified`, `all_conflicted`, `too_few_people`)."""

    role: str
    officer_id: int | None
    fallback: str = ""
    eligible: int = 0


@dataclass(frozen=True, slots=True)
class EntryResult:
    """What a published draw decided about one entry. `arms` is empty, or names what selected it (`risk`,
    `random`); probabilities are exact fractions as text (`1/20`)."""

    purpose: str
    round: str
    entry: str
    selected: bool
    arms: tuple[str, ...]
    inclusion: str
    random: str
    choices: Mapping[str, str]
    assignments: tuple[AssignedPart, ...]
    degraded: bool


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One piece of waiting work. A lower `priority` goes first; `skills` and `site` bound who may take it."""

    kind: str
    ref: str
    title: Text | str
    url: str
    since: datetime
    priority: int = 5
    due_at: datetime | None = None
    site: str = ""
    skills: frozenset[str] = frozenset()
    owner_id: int | None = None
    excluded_ids: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Worker:
    """A person at a moment: where they are on duty and what they are able to do."""

    user_id: int
    on_duty: bool
    sites: frozenset[str] = frozenset()
    skills: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class RoundSummary:
    """What everybody may know of a round; counts only once it is published."""

    id: str
    purpose: str
    title: Text
    state: str
    opened_at: datetime
    cut_off_at: datetime
    house_commitment: str
    ledger_index: int | None = None
    entries: int | None = None
    selected: int | None = None
    at_random: int | None = None
    without_officer: int | None = None
    parties: Sequence[str] = field(default_factory=tuple)
