"""What a module says to be found: its kind and how it looks."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tongguan.engines.problems import Text
from tongguan.platform.permissions.interface import Actor

SHORTEST, LONGEST = 3, 100
MOST_A_KIND = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed: `words` in upper case with single blanks, `code` without any blank; `firm_id` where it is the
    code of an organisation."""

    words: str
    code: str
    firm_id: int | None = None

    @property
    def enough(self) -> bool:
        """Whether there is enough to look for."""
        return len(self.code) >= SHORTEST


def asked(typed: str) -> Asked:
    """Read what a person or a scanner typed: full-width forms become plain, control characters and blanks go."""
    plain = unicodedata.normalize("NFKC", typed[: 2 * LONGEST])
    shown = "".join(sign if sign.isprintable() else " " for sign in plain).upper()
    words = " ".join(shown.split())[:LONGEST]
    return Asked(words, words.replace(" ", ""))


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found. `what` says what it is about, `state` where it stands (a `Tone` marks it)."""

    title: str
    url: str
    what: Text | str = ""
    state: Text | str = ""
    tone: str = "idle"


@dataclass(frozen=True, slots=True)
class SearchProvider:
    """A kind of things to find. `find` returns at most ten, newest first, and only what the actor may see: it asks
    by indexed columns alone, because everybody searches."""

    kind: str
    title: Text
    icon: str
    find: Callable[[Actor, Asked], Sequence[Hit]]


@dataclass(frozen=True, slots=True)
class Group:
    """The hits of one kind."""

    provider: SearchProvider
    hits: Sequence[Hit]


Conditions = Callable[[Actor, Asked], Sequence[Any]]
"""Q objects under which a case type may be found, each of them indexed."""

_providers: dict[str, SearchProvider] = {}


def register_search(provider: SearchProvider) -> None:
    """Make a kind findable; called once from a module's `providers.py`."""
    _providers[provider.kind] = provider


def providers() -> tuple[SearchProvider, ...]:
    """All kinds, in the order of their codes."""
    return tuple(_providers[kind] for kind in sorted(_providers))
