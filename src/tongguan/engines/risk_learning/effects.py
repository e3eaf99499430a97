"""What each key of each category adds to a declaration's log-odds, all told apart from one another.

Crossed effects: an outcome speaks of its trader, its goods, its origin … at once; a firm that trades in risky goods is
not risky for that. Each category is learned beside what all others say of the same outcome *without* that outcome
(belief propagation between outcomes and keys: J. Pearl, 1988; loopy, so in sweeps). What a key adds depends on how
sure one is of it and a little on where the rest stands: it is kept at a few `ANCHORS` of the rest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tongguan.engines.risk_learning.calibrating import chance_of
from tongguan.engines.risk_learning.categories import Coded
from tongguan.engines.risk_learning.frames import Floats, Ints
from tongguan.engines.risk_learning.levels import (
    GRID,
    PERIOD_DAYS,
    Chains,
    Prior,
    Smoothed,
    chains_of,
    first_guess,
    learned,
    smooth,
)

ANCHORS = np.arange(-7.0, 3.01, 2.0)
SETTLING = 4
WARMING = (0.03, 0.03, 0.1, 0.3)
FARTHEST = 20.0
GROWN = np.exp(GRID)


class Crossed:
    """A fit in the making. `added`: what each category adds to each row, without that row's own outcome."""

    def __init__(self, groups: Mapping[str, Coded]) -> None:
        self.groups = groups
        count = len(next(iter(groups.values())).codes)
        self.added = {name: np.zeros(count) for name in groups}
        self.priors: dict[str, Prior] = {name: first_guess() for name in groups}
        self.rows: Ints = np.zeros(0, dtype=np.int64)
        self.finding: Floats = np.zeros(0)
        self.chains: dict[str, Chains] = {}
        self.found: dict[str, Smoothed] = {}

    def take(self, rows: Ints, day: Ints, finding: Floats) -> None:
        """From now on learn from these rows (`day` and `finding` are theirs)."""
        self.rows, self.finding = rows, finding
        self.chains = {name: chains_of(each.codes[rows], day) for name, each in self.groups.items()}

    def beside(self) -> Floats:
        """What the categories together add to the rows learned from."""
        return np.sum([each[self.rows] for each in self.added.values()], axis=0)

    def sweep(self, plain: Floats, trust: float = 1.0) -> None:
        """Every category once; `plain`: log-odds of the rows that need no category. With less `trust` in the outcomes
        all categories share what is seen, where the first would else take it for itself; see `WARMING`."""
        total = plain + self.beside()
        for name, chain in self.chains.items():
            before = self.added[name][self.rows]
            rest = np.clip(total - before, -FARTHEST, FARTHEST)
            found = smooth(chain, trust * likelihood(chain, rest, self.finding), self.priors[name])
            now = without_own(chain, found.level, self.finding)
            total += now - before
            self.added[name][self.rows] = now
            self.found[name] = found
            if trust == 1:
                self.priors[name] = learned(self.priors[name], found)

    def known_at(self, name: str, day: int) -> tuple[Floats, Floats]:
        """(keys × ANCHORS) as each key of a category stands on a day, and the same for a key never seen."""
        prior = self.priors[name]
        unknown = at_anchors(prior.levels)
        table = np.repeat(unknown[None, :], len(self.groups[name].keys), axis=0)
        if name not in self.found:
            return table, unknown
        chain, found = self.chains[name], self.found[name]
        ends = np.flatnonzero(np.diff(chain.key, append=-1))
        since = np.maximum(0, day // PERIOD_DAYS - chain.period[ends])
        stays = (1 - prior.turning) ** since.astype(float)[:, None]
        table[chain.key[ends]] = at_anchors(stays * found.last[ends] + (1 - stays) * prior.levels)
        return table, unknown

    def outcomes(self, name: str) -> tuple[Floats, Floats]:
        """(outcomes, findings) of each key of a category among the rows learned from."""
        group = self.groups[name]
        codes, size = group.codes[self.rows], len(group.keys)
        return np.bincount(codes, minlength=size).astype(float), np.bincount(codes, self.finding, size)


def likelihood(chain: Chains, rest: Floats, finding: Floats) -> Floats:
    """(groups × levels): the logarithm of how likely each group's outcomes are at each level, up to a constant."""
    grown = np.exp(rest[chain.order]).astype(np.float32)[:, None] * GROWN.astype(np.float32)
    grown += 1
    none = np.add.reduceat(np.log(grown, out=grown), chain.starts, axis=0, dtype=np.float64)
    good = np.add.reduceat(finding[chain.order], chain.starts)
    return np.asarray(good[:, None] * GRID - none, dtype=float)


def without_own(chain: Chains, level: Floats, finding: Floats) -> Floats:
    """What its key adds to each row's log-odds, the row's own outcome taken out of what is thought of the key.

    With f(x) the key's distribution, odds r·eˣ and an outcome of nothing, f(x) ÷ P(nothing at x) has the odds
    r·Σ f(x)·eˣ, wherever the rest r stands; after a finding, r ÷ Σ f(x)·e⁻ˣ.
    """
    nothing, found = np.log(level @ GROWN)[chain.group], -np.log(level @ (1 / GROWN))[chain.group]
    return np.where(finding > 0, found, nothing)


def log_odds(chance: Floats) -> Floats:
    """Of chances that are never 0 or 1."""
    return np.asarray(np.log(chance) - np.log1p(-chance), dtype=float)


def at_anchors(levels: Floats) -> Floats:
    """(…, ANCHORS): what a distribution of levels adds to log-odds that stand at each anchor."""
    chances = chance_of(ANCHORS[:, None] + GRID)
    return log_odds(levels @ chances.T) - ANCHORS


def settled(plain: Floats, known: Floats) -> Floats:
    """(rows × categories): what each category adds, beside one another. `known`: (rows × categories × ANCHORS)."""
    rest = np.repeat(plain[:, None], known.shape[1], axis=1)
    added = _between(known, rest)
    for _round in range(SETTLING):
        added = _between(known, (plain + added.sum(axis=1))[:, None] - added)
    return added


def settled_alone(plain: float, known: Sequence[Sequence[float]]) -> list[float]:
    """The same of one row, without columns: what each category adds; only the anchors of `known` are read."""
    first, step, most = float(ANCHORS[0]), float(ANCHORS[1] - ANCHORS[0]), len(ANCHORS) - 1.000001
    rests, added = [plain] * len(known), [0.0] * len(known)
    for _round in range(SETTLING + 1):
        for number, (values, rest) in enumerate(zip(known, rests, strict=True)):
            place = min(max((rest - first) / step, 0.0), most)
            low = int(place)
            added[number] = values[low] + (place - low) * (values[low + 1] - values[low])
        total = plain + sum(added)
        rests = [total - each for each in added]
    return added


def _between(known: Floats, rest: Floats) -> Floats:
    place = np.clip((rest - ANCHORS[0]) / (ANCHORS[1] - ANCHORS[0]), 0, len(ANCHORS) - 1.000001)
    low = place.astype(np.int64)
    part = place - low
    rows, columns = np.ogrid[: known.shape[0], : known.shape[1]]
    below, above = known[rows, columns, low], known[rows, columns, low + 1]
    return np.asarray(below + part * (above - below), dtype=float)


@dataclass(frozen=True, slots=True)
class EffectTable:
    """One category at the end of training: key → (what it adds at each anchor …, outcomes, findings), and what a key
    that was never examined adds."""

    unknown: tuple[float, ...]
    known: Mapping[str, tuple[float, ...]]

    def of(self, key: str) -> tuple[float, ...]:
        """What a key adds at each anchor, its outcomes and its findings."""
        return self.known.get(key) or (*self.unknown, 0.0, 0.0)


def effect_table(crossed: Crossed, name: str, day: int) -> EffectTable:
    """For scoring what comes from a day on."""
    table, unknown = crossed.known_at(name, day)
    of, good = crossed.outcomes(name)
    columns = np.column_stack([np.round(table, 4), of, good])
    rows = zip(crossed.groups[name].keys, columns.tolist(), strict=True)
    return EffectTable(
        tuple(np.round(unknown, 4).tolist()), {str(key): tuple(row) for key, row in rows if row[-2] > 0}
    )
