"""Many lines at once: the amounts of `quote` to the fen, without its words, by columns.

Lines of one shape are computed together. What columns cannot do (sliding scales, quotas, exports, unusual rounding,
more decimals than columns keep, lines with problems, very small groups) goes line by line through the same functions
as a quote; the answer is the same either way.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Context, Decimal, localcontext

import numpy as np

from tongguan.engines.problems import Problem
from tongguan.engines.tariff.choosing import Plan, key_of, plan
from tongguan.engines.tariff.columns import shape_of, tax_columns
from tongguan.engines.tariff.exact import ROOM, Exact
from tongguan.engines.tariff.figures import PRECISION, figures
from tongguan.engines.tariff.grouping import QUANTITY_SCALE, Group, Grouping, Yuan
from tongguan.engines.tariff.law import Law, Tax
from tongguan.engines.tariff.lines import Line
from tongguan.engines.tariff.quoting import hindrances
from tongguan.engines.tariff.valuation import dutiable_value

SMALL_GROUP = 8
HUNDRED = Decimal(100)


@dataclass(slots=True)
class Batch:
    """Fen by line, in the order of the lines: dutiable values and each tax; problems by position."""

    value_fen: np.ndarray
    tax_fen: dict[Tax, np.ndarray]
    problems: dict[int, tuple[Problem, ...]] = field(default_factory=dict)

    @property
    def total_fen(self) -> int:
        """All taxes of all lines."""
        return sum(sum(map(int, column)) for column in self.tax_fen.values())


def batch(lines: Sequence[Line], law: Law, on_date: dt.date) -> Batch:
    """The amounts of all lines with the law of a day."""
    with localcontext(Context(prec=PRECISION)):
        return _batch(lines, law, on_date)


def _batch(lines: Sequence[Line], law: Law, on_date: dt.date) -> Batch:
    """One pass over the lines, each read once and while it is near; then the columns of each group."""
    count = len(lines)
    out = Batch(np.zeros(count, np.int64), {tax: np.zeros(count, np.int64) for tax in Tax})
    yuan, grouping = Yuan(law, on_date), Grouping(law, on_date)
    by_key: dict[tuple[object, ...], Group] = {}
    for index, line in enumerate(lines):
        key = key_of(line)
        group = by_key.get(key)
        if group is None:
            group = by_key[key] = grouping.group_of(line)
        if not group.take(index, line, yuan):
            _one(out, line, index, group.plan, law, on_date)
    shapes: dict[tuple[object, ...], list[Group]] = {}
    for group in grouping.groups.values():
        if group.positions:
            shapes.setdefault(shape_of(group.plan), []).append(group)
    for alike in shapes.values():
        if sum(len(group.positions) for group in alike) >= SMALL_GROUP:
            _columns(out, alike, law, on_date)
            continue
        for group in alike:
            for index in group.positions:
                _one(out, lines[index], index, group.plan, law, on_date)
    return out


def _one(out: Batch, line: Line, index: int, chosen: Plan, law: Law, day: dt.date) -> None:
    """A line by itself, as a quote computes it."""
    if chosen.problems:
        chosen = plan(line, law, day)
    problems = [*chosen.problems, *hindrances(line, chosen)]
    valued = dutiable_value(line, chosen, law, day) if not (problems and line.export) else None
    problems += valued.problems if valued else ()
    if problems or valued is None:
        out.problems[index] = tuple(problems)
        return
    out.value_fen = _put(out.value_fen, index, int(valued.amount * HUNDRED))
    sums: dict[Tax, int] = {}
    for figure in figures(chosen, line, valued.amount, law, day):
        sums[figure.charge.tax] = sums.get(figure.charge.tax, 0) + int(figure.amount * HUNDRED)
    for tax, amount in sums.items():
        out.tax_fen[tax] = _put(out.tax_fen[tax], index, amount)


def _columns(out: Batch, groups: Sequence[Group], law: Law, day: dt.date) -> None:
    """The taxes of groups of one shape, by columns."""
    value = Exact.of([fen for group in groups for fen in group.values])
    where = np.array([at for group in groups for at in group.positions], dtype=np.int64)
    out.value_fen = _put(out.value_fen, where, value.numerators)
    if groups[0].plan.bonded is not None:
        return
    counts = {
        unit: Exact.of([amount for group in groups for amount in group.quantities[at]], QUANTITY_SCALE)
        for at, unit in enumerate(groups[0].units)
    }
    plans, sizes = [group.plan for group in groups], [len(group.positions) for group in groups]
    sums: dict[Tax, Exact] = {}
    for tax, column in tax_columns(plans, sizes, value, counts, law, day):
        sums[tax] = sums[tax].plus(column) if tax in sums else column
    for tax, column in sums.items():
        out.tax_fen[tax] = _put(out.tax_fen[tax], where, column.numerators)


def _put(column: np.ndarray, where: np.ndarray | int, amounts: np.ndarray | int) -> np.ndarray:
    """The column with amounts in some places; of Python integers once an amount needs them."""
    large = amounts >= ROOM if isinstance(amounts, int) else amounts.dtype == object
    if large and column.dtype != object:
        column = column.astype(object)
    column[where] = amounts
    return column
