"""Levels that may turn, and effects told apart: against sums over everything that could be, and on planted worlds."""

from __future__ import annotations

import numpy as np
import pytest

from tongguan.engines.risk_learning.calibrating import chance_of
from tongguan.engines.risk_learning.categories import Coded
from tongguan.engines.risk_learning.effects import (
    ANCHORS,
    WARMING,
    Crossed,
    likelihood,
    log_odds,
    settled,
    settled_alone,
    without_own,
)
from tongguan.engines.risk_learning.levels import (
    GRID,
    PERIOD_DAYS,
    Prior,
    chains_of,
    first_guess,
    learned,
    smooth,
)


def coded_as(codes) -> Coded:
    codes = np.asarray(codes, dtype=np.int64)
    return Coded(np.array([f"K{n}" for n in range(int(codes.max()) + 1)]), codes)


def test_smoothing_is_the_sum_over_all_paths():
    rng = np.random.default_rng(4)
    keys = np.array([0, 0, 0, 1, 2, 2])
    day = np.array([0, 1, 4, 2, 0, 5]) * PERIOD_DAYS
    chains = chains_of(keys, day)
    assert chains.after.tolist() == [0, 1, 3, 0, 0, 5]
    prior = Prior(rng.dirichlet(np.ones(len(GRID))), 0.15)
    said = rng.normal(0, 2, (6, len(GRID)))
    found = smooth(chains, said, prior)
    likely = np.exp(said)
    drawn = np.zeros(len(GRID))
    for rows in ([0, 1, 2], [3], [4, 5]):
        joint = prior.levels * likely[rows[0]]
        turned = []
        for row in rows[1:]:
            stays = (1 - prior.turning) ** chains.after[row]
            step = stays * np.eye(len(GRID)) + (1 - stays) * prior.levels[None, :]
            turned.append((len(turned) + 1, (1 - stays) * prior.levels))
            joint = joint[..., None] * step.reshape((1,) * (joint.ndim - 1) + step.shape) * likely[row]
        whole = joint.sum()
        for axis, row in enumerate(rows):
            others = tuple(n for n in range(joint.ndim) if n != axis)
            assert np.allclose(found.level[row], joint.sum(axis=others) / whole, atol=1e-12)
        last = joint.sum(axis=tuple(range(joint.ndim - 1))) / whole
        assert np.allclose(found.last[rows[-1]], last, atol=1e-12)
        drawn += joint.sum(axis=tuple(range(1, joint.ndim))) / whole
        for axis, anew in turned:  # the share of each step's weight that was a new draw
            before = axis - 1
            pair = joint.sum(axis=tuple(n for n in range(joint.ndim) if n not in (before, axis))) / whole
            stays = (1 - prior.turning) ** chains.after[rows[axis]]
            step = stays * np.eye(len(GRID)) + (1 - stays) * prior.levels[None, :]
            drawn += (pair * anew[None, :] / step).sum(axis=0)
    assert np.allclose(found.drawn, drawn, atol=1e-10)


def planted(rng, levels, each: int, base: float = -3.0, periods: int = 10):
    """Outcomes of keys with levels (keys × periods)."""
    keys = np.repeat(np.arange(len(levels)), each)
    period = np.tile(np.arange(each) * periods // each, len(levels))
    finding = rng.random(len(keys)) < chance_of(base + levels[keys, period])
    return keys, period * PERIOD_DAYS, finding.astype(float)


def fitted(keys, day, finding, base: float = -3.0, sweeps: int = 25) -> Crossed:
    crossed = Crossed({"importer": coded_as(keys)})
    crossed.take(np.arange(len(keys)), day, finding)
    for _sweep in range(sweeps):
        crossed.sweep(np.full(len(keys), base))
    return crossed


def test_a_category_that_says_nothing_shrinks_and_one_with_a_tail_keeps_it():
    rng = np.random.default_rng(5)
    nothing = np.zeros((400, 10))
    some = np.where(np.arange(400)[:, None] < 28, 2.6, 0.0) * np.ones((1, 10))
    quiet, tailed = (
        fitted(*planted(rng, levels, 100)).priors["importer"].levels for levels in (nothing, some)
    )
    assert quiet[GRID > 1].sum() < 0.01
    assert 0.04 < tailed[GRID > 1.5].sum() < 0.11


def test_who_turned_is_believed_by_what_came_last():
    rng = np.random.default_rng(6)
    levels = np.zeros((300, 10))
    levels[:15] = 2.6  # always bad
    levels[15:30, :6] = 2.6  # mended
    levels[30:45, 6:] = 2.6  # turned bad
    keys, day, finding = planted(rng, levels, 100)
    crossed = fitted(keys, day, finding)
    known = crossed.known_at("importer", 10 * PERIOD_DAYS)[0][:, 2]  # where the rest stands at ANCHORS[2]
    assert known[:15].mean() > 2
    assert known[30:45].mean() > 1.7
    assert known[15:30].mean() < 0.9
    assert abs(known[45:].mean()) < 0.3
    calm = fitted(*planted(rng, levels[:, :1] * np.ones((1, 10)), 100))
    assert calm.priors["importer"].turning < crossed.priors["importer"].turning


def test_a_firm_is_not_risky_for_the_goods_it_trades_in():
    rng = np.random.default_rng(7)
    n = 30_000
    goods = rng.integers(0, 40, n)
    trader = np.where(
        goods < 2, rng.integers(0, 5, n), rng.integers(0, 100, n)
    )  # five firms trade mostly in risky goods
    finding = (rng.random(n) < chance_of(-3 + np.where(goods < 2, 2.5, 0.0))).astype(float)
    crossed = Crossed({"importer": coded_as(trader), "goods": coded_as(goods)})
    crossed.take(np.arange(n), rng.integers(0, 300, n), finding)
    for trust in (*WARMING, 1.0, 1.0):
        crossed.sweep(np.full(n, -3.0), trust)
    of, good = crossed.outcomes("importer")
    assert (good / of)[:5].mean() > 3 * (good / of)[5:].mean()
    firms, risky = crossed.known_at("importer", 300)[0][:, 2], crossed.known_at("goods", 300)[0][:, 2]
    assert np.abs(firms[:5]).max() < 0.4
    assert risky[:2].min() > 2


def test_one_outcome_of_two_categories_is_learned_exactly():
    """Where there is one outcome there is no loop: the second category's level is the sum over both."""
    crossed = Crossed({"importer": coded_as([0]), "goods": coded_as([0])})
    crossed.take(np.array([0]), np.array([0]), np.array([1.0]))
    guess = first_guess().levels
    crossed.sweep(np.array([-2.0]))
    joint = guess[:, None] * guess[None, :] * chance_of(-2 + GRID[:, None] + GRID[None, :])
    assert np.allclose(
        crossed.found["goods"].level[0] @ GRID, joint.sum(axis=0) @ GRID / joint.sum(), atol=0.03
    )
    without = guess @ chance_of(-2 + GRID)  # an outcome has no say in what its own keys add to it
    assert crossed.added["importer"][0] == pytest.approx(log_odds(np.array([without]))[0] + 2)


def test_a_row_alone_settles_like_its_batch():
    rng = np.random.default_rng(8)
    known = rng.normal(0, 1, (50, 11, len(ANCHORS)))
    known.sort(axis=2)
    known = known[:, :, ::-1]
    plain = rng.normal(-3, 3, 50)
    batch = settled(plain, known)
    for row in range(50):
        assert np.allclose(settled_alone(float(plain[row]), known[row].tolist()), batch[row], rtol=1e-12)


def test_learning_never_leaves_the_simplex():
    prior = first_guess()
    found = smooth(
        chains_of(np.zeros(1, dtype=np.int64), np.zeros(1, dtype=np.int64)), np.zeros((1, len(GRID))), prior
    )
    for _round in range(50):
        prior = learned(prior, found)
        assert prior.levels.min() > 0
        assert prior.levels.sum() == pytest.approx(1)
        assert 0 < prior.turning < 1


def test_an_own_outcome_is_taken_out_as_the_long_way_does():
    rng = np.random.default_rng(9)
    keys, finding = rng.integers(0, 6, 40), (rng.random(40) < 0.4).astype(float)
    rest = rng.normal(-2, 1.5, 40)
    chain = chains_of(keys, rng.integers(0, 200, 40))
    found = smooth(chain, likelihood(chain, rest, finding), first_guess())
    chance = chance_of(rest[:, None] + GRID)
    likely = np.where(finding[:, None] > 0, chance, 1 - chance)
    sums = np.zeros((len(chain.starts), len(GRID)))
    np.add.at(sums, chain.group, np.log(likely))
    given = likelihood(chain, rest, finding)
    assert np.allclose(sums - sums[:, :1], given - given[:, :1], atol=1e-4)
    without = found.level[chain.group] / likely
    slow = log_odds((without * chance).sum(axis=1) / without.sum(axis=1)) - rest
    assert np.allclose(without_own(chain, found.level, finding), slow, atol=1e-9)
