"""What must hold before a figure is believed; each gate fails loudly, with what it saw.

- **Twins**: no row of a later window repeats an earlier one (same six-digit code, mass and price). Repeated rows let a
  lookup table shine, and a model with it, without either knowing anything of the next declaration.
- **Lookup**: a table of such repeated rows must not beat the model.
- **Permuted labels**: the same steps on shuffled outcomes must find nothing (AUC ≈ .5); more means that a row's own
  outcome leaks into its features.
- **Random arm**: labels only of what was targeted cannot measure a model, nor teach one about the rest.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import sqrt

import numpy as np

from tongguan.engines.problems import Text
from tongguan.engines.risk_learning.frames import Flags, Floats, Frame, Texts

MOST_TWINS = 0.01
FEWEST_AT_RANDOM = 200
FEWEST_FINDINGS_AT_RANDOM = 5
LEAST_TOLERANCE = 0.03


@dataclass(frozen=True, slots=True)
class Gate:
    """One gate: whether it holds and what it saw."""

    code: str
    holds: bool
    seen: float
    text: Text


class GateFailed(Exception):
    """A gate did not hold; `gate` says which and why."""

    def __init__(self, gate: Gate) -> None:
        super().__init__(gate.text.en)
        self.gate = gate


def require(gate: Gate) -> Gate:
    """The gate, if it holds; else GateFailed."""
    if not gate.holds:
        raise GateFailed(gate)
    return gate


def twin_keys(frame: Frame) -> Texts:
    """What makes two rows twins, one text a row."""
    parts = [
        frame.text["hs_code"].astype("U6"),
        *(np.char.mod("%.6g", frame.numbers[name]) for name in ("mass_kg", "price")),
    ]
    return np.char.add(np.char.add(np.char.add(parts[0], "|"), np.char.add(parts[1], "|")), parts[2])


def twins(earlier: Frame, later: Frame) -> Flags:
    """Which later rows repeat an earlier one; rows without mass and price have no twins."""
    known = ~np.isnan(later.numbers["mass_kg"]) & ~np.isnan(later.numbers["price"])
    return np.isin(twin_keys(later), twin_keys(earlier)) & known


def no_twins(earlier: Frame, later: Frame) -> Gate:
    """Whether hardly any later row repeats an earlier one."""
    share = float(twins(earlier, later).mean()) if later.count else 0.0
    zh = f"后一时段 {share:.1%} 的行与前一时段重复（六位编码、净重、价格相同），上限 {MOST_TWINS:.0%}"
    en = (
        f"{share:.1%} of the later rows repeat an earlier one (same HS6, mass and price); at most {MOST_TWINS:.0%} may:"
        " a lookup table would look like skill"
    )
    return Gate("twins", share <= MOST_TWINS, share, Text(zh=zh, en=en))


def lookup_scores(earlier: Frame, later: Frame) -> Floats:
    """What a table of repeated rows says: the rate of a row's earlier twins, else the rate of all."""
    seen = earlier.rows(earlier.examined)
    keys, codes = np.unique(twin_keys(seen), return_inverse=True)
    of = np.bincount(codes, minlength=len(keys))
    rate = np.bincount(codes, weights=seen.finding.astype(float), minlength=len(keys)) / np.maximum(of, 1)
    base = float(seen.finding.mean()) if seen.count else 0.0
    if not len(keys):
        return np.full(later.count, base)
    wanted = twin_keys(later)
    place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[place] == wanted, rate[place], base)


def lookup_does_not_win(model_precision: float, lookup_precision: float) -> Gate:
    """Whether the model is at least as good at 5 % as a table of repeated rows."""
    zh = f"重复行对照表前 5% 的命中率为 {lookup_precision:.3f}，模型为 {model_precision:.3f}"
    en = f"a lookup table of repeated rows has precision {lookup_precision:.3f} at 5 %, the model {model_precision:.3f}"
    return Gate("lookup", lookup_precision <= model_precision, lookup_precision, Text(zh=zh, en=en))


def permuted(frame: Frame, seed: int) -> Frame:
    """The same rows with the outcomes of the examined dealt out anew."""
    rows = np.flatnonzero(frame.examined)
    dealt = np.random.default_rng(seed).permutation(rows)
    finding, revenue = frame.finding.copy(), frame.revenue.copy()
    finding[rows], revenue[rows] = frame.finding[dealt], frame.revenue[dealt]
    return replace(frame, finding=finding, revenue=revenue)


def finds_nothing_in_noise(area: float, findings: int, others: int) -> Gate:
    """Whether the AUC on permuted labels is .5 within four standard errors (J. A. Hanley, B. J. McNeil, 1982)."""
    error = sqrt((findings + others + 1) / (12 * findings * others)) if findings and others else 0.5
    bound = max(LEAST_TOLERANCE, 4 * error)
    zh = f"打乱标签后 AUC 为 {area:.3f}，应为 0.5±{bound:.3f}"
    en = f"with permuted labels the AUC is {area:.3f}; it must be .5 ± {bound:.3f}, else outcomes leak into features"
    return Gate("permuted", abs(area - 0.5) <= bound, area, Text(zh=zh, en=en))


def has_random_arm(frame: Frame) -> Gate:
    """Whether enough outcomes come from chance, and no examined row was without one."""
    chance = frame.examined & frame.at_random & (frame.inclusion > 0)
    count, good = int(chance.sum()), int((chance & frame.finding).sum())
    blind = int((frame.examined & (frame.inclusion <= 0)).sum())
    holds = count >= FEWEST_AT_RANDOM and good >= FEWEST_FINDINGS_AT_RANDOM and not blind
    least = f"{FEWEST_AT_RANDOM}/{FEWEST_FINDINGS_AT_RANDOM}"
    zh = f"随机查验结果 {count} 票（查获 {good} 票，至少需 {least}）；无入选概率而被查验 {blind} 票"
    en = (
        f"{count} outcomes chosen at random, {good} of them findings (at least {least} are needed), {blind} examined "
        "without a stored chance: labels of the targeted alone teach nothing about the rest"
    )
    return Gate("random_arm", holds, count, Text(zh=zh, en=en))
