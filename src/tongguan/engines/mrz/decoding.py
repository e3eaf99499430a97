"""The most probable line of a known length: characters of one pitch, each of what its place allows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tongguan.engines.mrz.check import ALPHABET, FILLER
from tongguan.engines.mrz.layout import Layout
from tongguan.engines.mrz.network import PITCH_PX, STRIDE_PX, Floats

PITCH = PITCH_PX // STRIDE_PX
STEPS = tuple(range(PITCH - 2, PITCH + 3))
"""Columns from one character to the next; what differs from the pitch costs."""
STEP_COST = np.array([0.25 * (step - PITCH) ** 2 for step in STEPS], np.float32)
UNEXPECTED = -2.0
LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ") | {FILLER}
DIGITS = frozenset("0123456789") | {FILLER}
OF_FIELD = {
    "names": LETTERS, "issuer": LETTERS, "nationality": LETTERS, "document_code": LETTERS,
    "birth_date": DIGITS, "expiry_date": DIGITS, "sex": frozenset("MFX<"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A decoded line, the probability of each of its characters, and the mean logarithm of it along the best way."""

    text: str
    probabilities: tuple[float, ...]
    score: float


def expected(layout: Layout, line: int) -> Floats:
    """(width, 37): what is taken off a character's log-probability at each place where its field does not have it (Doc
    9303 part 3, section 4). It decides between look-alikes; what stands there plainly is read as it stands."""
    against = np.zeros((layout.width, len(ALPHABET)), np.float32)

    def only(start: int, stop: int, kept: frozenset[str]) -> None:
        against[start:stop] = [0.0 if char in kept else UNEXPECTED for char in ALPHABET]

    for name, span in layout.fields.items():
        if span.line == line and name in OF_FIELD:
            only(span.start, span.stop, OF_FIELD[name])
    for check in layout.checks:
        if check.digit.line == line:
            only(check.digit.start, check.digit.stop, DIGITS)
    return against


def decode(logs: Floats, against: Floats) -> Line:
    """The best way through the columns: as many characters as `against` has places, and none before and behind them."""
    columns, count = len(logs), len(against)
    weighed = logs[None, :, : len(ALPHABET)] + against[:, None, :]
    gain = weighed.max(axis=2)
    best, came = np.full((count, columns), -np.inf, np.float32), np.zeros((count, columns), np.int64)
    none = logs[:, len(ALPHABET)]
    best[0] = gain[0] + np.concatenate([np.zeros(PITCH), none[:-PITCH]])
    for place in range(1, count):
        ways = np.full((len(STEPS), columns), -np.inf, np.float32)
        for row, step in enumerate(STEPS):
            ways[row, step:] = best[place - 1, :-step] - STEP_COST[row]
        came[place] = ways.argmax(axis=0)
        best[place] = gain[place] + ways.max(axis=0)
    ends = best[-1] + np.concatenate([none[PITCH:], np.zeros(PITCH)])
    column = int(ends.argmax())
    score = float(ends[column]) / count
    where = [column]
    for place in range(count - 1, 0, -1):
        column -= STEPS[came[place, column]]
        where.append(column)
    chosen = [int(weighed[place, at].argmax()) for place, at in enumerate(reversed(where))]
    sure = tuple(float(np.exp(logs[at, char])) for at, char in zip(reversed(where), chosen, strict=True))
    return Line("".join(ALPHABET[char] for char in chosen), sure, score)
