"""What a draw is made from: pool, roster, rules, parties; all committed before the randomness exists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from tongguan.engines.draw.times import DRAW_VERSION


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that may be selected (a declaration, a container, a re-inspection candidate).

    `firms` are all firms behind it, for conflicts of interest; `skills` what its goods ask of an officer;
    `options` what is left to chance once it is selected (`{"container": [...], "unloading": [...]}`).
    """

    id: str
    risk_probability: Fraction = Fraction(0)
    site: str = ""
    firms: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    attributes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Officer:
    """One person of the roster; `load` is the number of open tasks.

    Conflicts: firms inspected too recently, firms of relatives, entries the officer already acted in.
    """

    id: str
    on_duty: bool = True
    site: str = ""
    skills: tuple[str, ...] = ()
    load: int = 0
    recent_firms: tuple[str, ...] = ()
    kin_firms: tuple[str, ...] = ()
    own_cases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Role:
    """A part to be played in each selected entry, always by a person with no other part in it.

    `people` is how many; `probability` the chance that the part is wanted at all (random re-inspection);
    `same_site` and `entry_skills` bind the part to the entry's site and to the skills its goods ask for.
    """

    id: str
    skills: tuple[str, ...] = ()
    people: int = 1
    probability: Fraction = Fraction(1)
    same_site: bool = True
    entry_skills: bool = False


@dataclass(frozen=True, slots=True)
class Rules:
    """How to select and whom to assign.

    With `count` None, entries are selected independently: a risk arm with the entry's own probability (at
    most `risk_cap`) and a random arm with `random_probability` for all. `capacity` limits the expected number
    of selected by scaling the risk arm down before the draw; the random arm is never touched. With `count`
    given, exactly that many are drawn without replacement, each entry alike. `roles` are filled in order.
    """

    random_probability: Fraction = Fraction(0)
    risk_cap: Fraction = Fraction(1)
    capacity: int | None = None
    count: int | None = None
    roles: tuple[Role, ...] = ()


@dataclass(frozen=True, slots=True)
class Party:
    """Who contributes randomness: the commitment (64 hex digits) and when it arrived (POSIX milliseconds)."""

    id: str
    commitment: str
    committed_at_ms: int


@dataclass(frozen=True, slots=True)
class Reveal:
    """A party's opened commitment; secret and nonce in hex, at least 16 bytes each."""

    party: str
    secret: str
    nonce: str
    revealed_at_ms: int


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything fixed before the cut-off. `roster_salt` (hex) keeps a withheld roster unguessable.

    Times are milliseconds in memory also where `version` writes them in seconds.
    """

    draw_id: str
    cutoff_ms: int
    parties: tuple[Party, ...]
    pool: tuple[Entry, ...]
    rules: Rules
    roster: tuple[Officer, ...] = ()
    roster_salt: str = ""
    version: str = DRAW_VERSION
