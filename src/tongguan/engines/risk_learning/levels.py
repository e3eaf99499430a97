"""Levels of risk that may change: each key of a category stands on one of a grid of log-odds and now and then moves.

A key's level is drawn from its category's distribution of levels; in each period it is drawn anew with the category's
chance of turning. Both are learned from the outcomes by expectation and maximisation (a distribution of effects
without a form: N. Laird, JASA 73, 1978; hidden states in time: L. Baum et al., 1970), so a category that says nothing
shrinks to nothing and one in which few keys are bad keeps its tail. A turn costs O(levels), not O(levels²).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tongguan.engines.risk_learning.frames import Floats, Ints

GRID = np.linspace(-1.8, 5.1, 24)
PERIOD_DAYS = 30
SMOOTHING = 0.02
"""Keys' worth of the first guess that stay in a learned distribution, for each level."""
TURNS, PERIODS = 1.0, 60.0
"""What is thought of turning before anything is seen: once in so many periods."""


@dataclass(frozen=True)
class Prior:
    """A category's distribution of levels and its chance of turning in a period."""

    levels: Floats
    turning: float


def first_guess() -> Prior:
    """Most keys near nothing, a few anywhere."""
    near, far = np.exp(-0.5 * (GRID / 0.3) ** 2), np.exp(-np.abs(GRID) / 1.5)
    return Prior(0.9 * near / near.sum() + 0.1 * far / far.sum(), TURNS / PERIODS)


@dataclass(frozen=True)
class Chains:
    """Outcomes of a category put in order: groups of one key and period, one after another.

    `order`: outcomes by group; `starts`: where in it each group begins; `group`: each outcome's group; `key` and
    `period` of each group; `after`: periods since the key's group before, 0 for its first; `steps`: groups by their
    place in their key's chain."""

    order: Ints
    starts: Ints
    group: Ints
    key: Ints
    period: Ints
    after: Ints
    steps: tuple[Ints, ...]


def chains_of(codes: Ints, day: Ints) -> Chains:
    """Group outcomes by key and period."""
    period = day // PERIOD_DAYS
    order = np.lexsort((period, codes))
    key, when = codes[order], period[order]
    fresh = np.ones(len(order), dtype=bool)
    fresh[1:] = (key[1:] != key[:-1]) | (when[1:] != when[:-1])
    starts = np.flatnonzero(fresh)
    group = np.empty(len(order), dtype=np.int64)
    group[order] = np.cumsum(fresh) - 1
    key, when = key[starts], when[starts]
    first = np.ones(len(starts), dtype=bool)
    first[1:] = key[1:] != key[:-1]
    after = np.where(first, 0, np.diff(when, prepend=0))
    place = np.arange(len(starts)) - np.maximum.accumulate(np.where(first, np.arange(len(starts)), 0))
    by_place = np.argsort(place, kind="stable")
    bounds = np.cumsum(np.bincount(place))[:-1] if len(place) else []
    return Chains(order, starts, group, key, when, after, tuple(np.split(by_place, bounds)))


@dataclass(frozen=True)
class Smoothed:
    """`level`: each group's distribution given everything; `last`: that given everything up to it; `drawn`: how often
    each level is thought to have been drawn; `turns`: how often any key turned, in how many `periods`."""

    level: Floats
    last: Floats
    drawn: Floats
    turns: float
    periods: float


def smooth(chains: Chains, log_likelihood: Floats, prior: Prior) -> Smoothed:
    """Forward and backward along every key's chain at once. `log_likelihood`: (groups × levels)."""
    likely = np.exp(log_likelihood - log_likelihood.max(axis=1, keepdims=True))
    stays = (1 - prior.turning) ** chains.after.astype(float)[:, None]
    last, expected = np.empty_like(likely), np.empty_like(likely)
    for number, at in enumerate(chains.steps):
        come = prior.levels if number == 0 else stays[at] * last[at - 1] + (1 - stays[at]) * prior.levels
        expected[at] = come
        found = come * likely[at]
        last[at] = found / found.sum(axis=1, keepdims=True)
    later = np.ones_like(likely)
    for at in reversed(chains.steps[1:]):
        seen = likely[at] * later[at]
        seen /= seen.max(axis=1, keepdims=True)
        later[at - 1] = stays[at] * seen + (1 - stays[at]) * (seen @ prior.levels)[:, None]
    level = last * later
    level /= level.sum(axis=1, keepdims=True)
    seen = likely * later
    anew = (1 - stays) * prior.levels * seen / (expected * seen).sum(axis=1, keepdims=True)
    first = chains.after == 0
    drawn = level[first].sum(axis=0) + anew[~first].sum(axis=0)
    return Smoothed(level, last, drawn, float(anew[~first].sum()), float(chains.after.sum()))


def learned(prior: Prior, found: Smoothed) -> Prior:
    """The distribution and the chance of turning that fit better; over-relaxed, since plain steps creep."""
    guess = first_guess()
    drawn = found.drawn + SMOOTHING * guess.levels * len(GRID)
    share = drawn / drawn.sum()
    levels = prior.levels * (share / prior.levels) ** 1.7
    turning = (found.turns + TURNS) / (found.periods + PERIODS)
    return Prior(levels / levels.sum(), float(np.clip(turning, 1e-4, 0.2)))
