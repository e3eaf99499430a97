"""What a finding would recover: trees on the logarithm of past recoveries, or price times a chapter's past ratio."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from tongguan.engines.risk_learning.boosting import fit_trees, predicted
from tongguan.engines.risk_learning.categories import key_of
from tongguan.engines.risk_learning.features import Matrix
from tongguan.engines.risk_learning.frames import Floats, Frame, Row

CHAPTER = (("hs_code", 2),)
STRENGTH = 10.0
FEWEST_FOR_TREES = 300


@dataclass(frozen=True, slots=True)
class Stake:
    """Recovery given a finding (CNY). `ratios`: recovered ÷ price by chapter; `typical` where no price is known;
    `trees` with `smear`, the mean of exp(residual) that a logarithm loses (N. Duan, JASA 78, 1983)."""

    ratios: Mapping[str, float]
    ratio: float
    typical: float
    trees: str = ""
    smear: float = 1.0

    def of(self, frame: Frame, matrix: Matrix) -> Floats:
        """For each row."""
        if self.trees:
            return self._by_trees(matrix)
        chapters = frame.text["hs_code"].astype("U2")
        keys, codes = np.unique(chapters, return_inverse=True)
        ratio = np.array([self.ratios.get(str(key), self.ratio) for key in keys], dtype=float)[codes]
        price = frame.numbers["price"]
        return np.where(np.isnan(price), self.typical, np.maximum(np.nan_to_num(price), 0) * ratio)

    def of_row(self, row: Row, matrix: Matrix) -> float:
        """For one row."""
        if self.trees:
            return float(self._by_trees(matrix)[0])
        price = row.get("price")
        if price is None or np.isnan(price):
            return self.typical
        return max(0.0, float(price)) * self.ratios.get(key_of(row, CHAPTER), self.ratio)

    def _by_trees(self, matrix: Matrix) -> Floats:
        return np.asarray(self.smear * np.expm1(np.clip(predicted(self.trees, matrix), 0, 30)), dtype=float)


def ratios_of(frame: Frame) -> Stake:
    """Recoveries over prices among the findings of a frame."""
    good = frame.rows(frame.examined & frame.finding)
    price, money = np.nan_to_num(good.numbers["price"]), good.revenue
    ratio = float(money.sum() / price.sum()) if price.sum() > 0 else 0.0
    keys, codes = np.unique(good.text["hs_code"].astype("U2"), return_inverse=True)
    typical_price = float(price.mean()) if len(price) else 0.0
    over = np.bincount(codes, weights=money, minlength=len(keys)) + STRENGTH * ratio * typical_price
    under = np.bincount(codes, weights=price, minlength=len(keys)) + STRENGTH * typical_price
    found = {str(key): float(a / b) for key, a, b in zip(keys, over, under, strict=True) if b > 0}
    return Stake(found, ratio, float(money.mean()) if len(money) else 0.0)


def with_trees(stake: Stake, train: tuple[Matrix, Frame], held: tuple[Matrix, Frame]) -> Stake:
    """The same with trees where findings suffice; the smear comes from rows that the trees did not see."""
    (matrix, frame), (other_matrix, other) = train, held
    good, other_good = frame.examined & frame.finding, other.examined & other.finding
    if good.sum() < FEWEST_FOR_TREES or other_good.sum() < FEWEST_FOR_TREES // 3:
        return stake
    label, other_label = np.log1p(frame.revenue[good]), np.log1p(other.revenue[other_good])
    trees = fit_trees(
        "regression", (matrix[good], label, None), (other_matrix[other_good], other_label, None)
    )
    said = np.expm1(np.clip(predicted(trees, other_matrix[other_good]), 0, 30))
    smear = float(other.revenue[other_good].sum() / said.sum()) if said.sum() > 0 else 1.0
    return Stake(stake.ratios, stake.ratio, stake.typical, trees, smear)
