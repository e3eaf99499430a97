"""Declarations in the order of time: what was known of each on the eve of its stretch, and what is known at the end.

The outcomes are cut into stretches. Before each one everything is learned from the outcomes that were *resolved* by
then, and the rows of the stretch are described by that alone; so an outcome never enters the features of its own row,
nor of any row before it was known: with permuted labels the model must find nothing. Each stretch goes on from where
the last one stood, so most sweeps are spent on the end.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tongguan.engines.risk_learning.categories import KEYS, coded
from tongguan.engines.risk_learning.effects import WARMING, Crossed, effect_table, settled
from tongguan.engines.risk_learning.features import COUNTED, FEATURES, Matrix, Tables, matrix_of
from tongguan.engines.risk_learning.frames import Flags, Floats, Frame, Ints
from tongguan.engines.risk_learning.prices import Centres, centres, grouped, log_price, price_table
from tongguan.engines.risk_learning.profiles import Profile, better, blank

STRETCHES = 8
SWEEPS, LAST_SWEEPS = 2, 5


@dataclass(frozen=True)
class Learned:
    """`matrix` and `said` (the profile's log-odds): each row as it was known then, NaN before the first stretch;
    `tables` and `profile`: what is known at the end."""

    matrix: Matrix
    said: Floats
    tables: Tables
    profile: Profile


def resolved_by(frame: Frame, day: int) -> Flags:
    """Whose outcome was known on the eve of a day."""
    return np.asarray(frame.examined & (frame.resolved < day))


class Learner:
    """The state that goes from stretch to stretch."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.label = frame.finding.astype(float)
        self.groups = {name: coded(frame, parts) for name, parts in KEYS.items()}
        self.price_groups = grouped(frame)
        self.value = log_price(frame)
        self.crossed = Crossed(self.groups)
        self.profile = blank(0.05)
        self.centres: Centres

    def learn(self, day: int, sweeps: int) -> None:
        """From what was declared, and what was resolved, before a day."""
        frame = self.frame
        self.centres = centres(frame, self.price_groups, self.value, frame.day < day, day)
        rows = np.flatnonzero(resolved_by(frame, day))
        if not self.label[rows].any():
            return
        self.crossed.take(rows, frame.day[rows], self.label[rows])
        place = self._places(rows)
        for trust in (*(() if self.crossed.found else WARMING), *(1.0,) * sweeps):
            self.profile = better(self.profile, place, self.label[rows], self.crossed.beside())
            self.crossed.sweep(self.profile.plain(place), trust)

    def describe(self, rows: Ints, day: int) -> tuple[Matrix, Floats]:
        """Features, and what the profile says, of rows that come from a day on."""
        known = [self.crossed.known_at(name, day)[0][each.codes[rows]] for name, each in self.groups.items()]
        place = self._places(rows)
        plain = self.profile.plain(place)
        added = settled(plain, np.stack(known, axis=1))
        outcomes = {name: self.crossed.outcomes(name)[0][self.groups[name].codes[rows]] for name in COUNTED}
        return matrix_of(self.frame.rows(rows), place, added, outcomes), plain + added.sum(axis=1)

    def tables(self, day: int) -> Tables:
        """Everything by its keys."""
        effects = {name: effect_table(self.crossed, name, day) for name in self.groups}
        return Tables(day, price_table(self.centres, self.price_groups), effects)

    def _places(self, rows: Ints) -> Floats:
        return self.centres.places(
            self.value[rows], *(each.codes[rows] for each in self.price_groups.values())
        )


def learn(frame: Frame, first_day: int) -> Learned:
    """Stretch by stretch from a day on; what came before is only learned from."""
    learner = Learner(frame)
    matrix = np.full((frame.count, len(FEATURES)), np.nan)
    said = np.full(frame.count, np.nan)
    later = frame.day[frame.examined & (frame.day >= first_day)]
    cuts = np.quantile(later, np.linspace(0, 1, STRETCHES + 1)[1:-1]) if len(later) else []
    starts = np.unique(np.array([first_day, *cuts], dtype=np.int64))
    end = int(frame.day.max()) + 1
    for start, until in zip(starts.tolist(), [*starts[1:].tolist(), end], strict=True):
        learner.learn(start, SWEEPS)
        rows = np.flatnonzero((frame.day >= start) & (frame.day < until))
        matrix[rows], said[rows] = learner.describe(rows, start)
    learner.learn(end, LAST_SWEEPS)
    return Learned(matrix, said, learner.tables(end), learner.profile)
