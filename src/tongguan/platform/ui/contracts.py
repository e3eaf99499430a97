"""What pages hand to the layouts and components: frozen descriptions, no Django models."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from tongguan.engines.problems import Text

Label = str | Text | Any
"""A plain string, a lazily translated string or a bilingual `Text`."""


class Tone(StrEnum):
    """How a status is meant; always shown with an icon and a word, never by colour alone."""

    IDLE = "idle"
    INFO = "info"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"


class Proof(StrEnum):
    """Whether a step's ledger entry has its place and was checked, and how that came out."""

    NONE = ""
    PENDING = "pending"
    COVERED = "covered"
    VERIFIED = "verified"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Link:
    """A place to go: breadcrumbs, tabs, actions of an empty state."""

    label: Label
    url: str
    icon: str = ""
    current: bool = False
    count: int | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One entry of the side menu; `key` is the letter that follows `g` on the keyboard."""

    label: Label
    url: str
    icon: str = "chevron-right"
    count: int | None = None
    current: bool = False
    key: str = ""


@dataclass(frozen=True, slots=True)
class MenuGroup:
    """A titled group of menu items that folds; an empty label shows no title and does not fold. `code` is what a
    browser remembers its state by, `open` how it stands before anybody touched it."""

    label: Label
    items: Sequence[MenuItem]
    code: str = ""
    open: bool = True


@dataclass(frozen=True, slots=True)
class TimelineStep:
    """Something that happened, or (with `upcoming`) that must still happen by `at`."""

    title: Label
    at: datetime | None = None
    actor: Label = ""
    note: Label = ""
    tone: Tone = Tone.IDLE
    icon: str = ""
    receipt: str = ""
    receipt_url: str = ""
    proof: Proof = Proof.NONE
    upcoming: bool = False


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """One piece of waiting work. `claim_url` is posted to; an empty one means that it cannot be claimed."""

    title: Label
    url: str
    reason: Label = ""
    tone: Tone = Tone.IDLE
    icon: str = "document"
    status: Label = ""
    waiting_since: datetime | None = None
    due: datetime | None = None
    owner: Label = ""
    claim_url: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a stepper; `state` is `done`, `current` or `todo`."""

    label: Label
    state: str = "todo"


@dataclass(frozen=True, slots=True)
class Share:
    """One labelled amount of a chart; `url` leads to the rows behind it."""

    label: Label
    value: float
    url: str = ""
    marked: bool = False
