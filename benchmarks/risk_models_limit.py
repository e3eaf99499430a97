"""How good could any model be? The ranking of one that knows how the invented world is made, but not who is bad.

    python benchmarks/risk_models_limit.py --seeds 1002 1003     # about two minutes of processor time a world

It knows every form and number of the generator (how many firms are bad, how they turn, how prices count) and learns
only *which* firms, pairs and declarants they are, from the same outcomes as the product: Gibbs sampling on grids, the
mean of the true formula over the samples. Up to the noise of sampling no ranking from these outcomes can be expected
to be better: what is missing to the ceiling is what the outcomes do not tell. Nothing of it is part of the product.
"""

from __future__ import annotations

import argparse
import time
from typing import Any

import numpy as np
from measuring import told

from tongguan.engines.risk_learning import World, generate
from tongguan.engines.risk_learning.calibrating import chance_of
from tongguan.engines.risk_learning.generating import FIRST_DAY, Generated

UNTIL = 480
STEP = 0.2
LEVELS = np.arange(-1.4, 7.61, STEP)
PAIR_LEVELS = np.arange(0, 6.1, 0.25)
DECLARANT_LEVELS = np.arange(-0.9, 0.91, 0.1)
PERIOD = 20
SHARES = (0.01, 0.02, 0.05, 0.10)
NEVER = 10**6


def normal(x: Any, spread: float) -> Any:
    """A normal distribution on a grid."""
    p = np.exp(-0.5 * (x / spread) ** 2)
    return p / p.sum()


def gamma(x: Any, shape: float, scale: float) -> Any:
    """A gamma distribution on a grid."""
    p = np.where(x > 0, np.maximum(x, 1e-9) ** (shape - 1) * np.exp(-x / scale), 0)
    return p / p.sum()


def drawn(rng: Any, log_weight: Any) -> Any:
    """One column of each row, by its weight."""
    p = np.exp(log_weight - log_weight.max(1, keepdims=True))
    sums = p.cumsum(1)
    return np.minimum((sums < (rng.random(len(p)) * sums[:, -1])[:, None]).sum(1), p.shape[1] - 1)


def log_ratio(frame: Any, learn: Any) -> Any:
    """Each price's logarithm beside that of its goods and origin, without those far below."""
    value = np.log(frame.numbers["price_per_kg"])
    goods, origin = (np.unique(frame.text[n], return_inverse=True)[1] for n in ("hs_code", "origin_country"))
    of_goods, of_origin = np.zeros(goods.max() + 1), np.zeros(origin.max() + 1)
    for turn in range(12):
        rest = value - of_goods[goods] - of_origin[origin]
        kept = learn & (rest > -0.45) & (rest < 0.6)
        weight = np.where(kept, 1.0, 1e-3) if turn > 1 else learn + 1e-6
        of_goods = np.bincount(goods, weight * (value - of_origin[origin])) / np.bincount(goods, weight)
        of_origin = np.bincount(origin, weight * (value - of_goods[goods])) / np.bincount(origin, weight)
    return value - of_goods[goods] - of_origin[origin]


class Part:
    """One category: its rows' codes, and sums of what each level makes of their outcomes, by key and period."""

    def __init__(self, codes: Any, learn: Any, later: Any, day: Any, edges: Any, levels: Any) -> None:
        self.codes, self.later = codes[learn], codes[later]
        self.keys, self.edges, self.levels = int(codes.max()) + 1, edges, levels
        self.place = self.codes * (len(edges) + 1) + np.searchsorted(edges, day[learn], "right")

    def sums(self, rest: Any, finding: Any) -> Any:
        """(keys × periods × levels): log-likelihoods, added up over the periods so far."""
        said = finding[:, None] * (rest[:, None] + self.levels) - np.log1p(
            np.exp(rest)[:, None] * np.exp(self.levels)
        )
        size = self.keys * (len(self.edges) + 1)
        columns = [np.bincount(self.place, said[:, k], size) for k in range(len(self.levels))]
        return np.stack(columns, 1).reshape(self.keys, len(self.edges) + 1, -1).cumsum(1)


def importers(rng: Any, part: Part, sums: Any, world: World) -> tuple[Any, Any, Any]:
    """(before, after, day of turning) of each importer, drawn from what is known of it."""
    x, periods, keys = LEVELS, len(part.edges), part.keys
    late = (world.days - UNTIL) / (world.days - world.days // 4)
    when = np.log(np.r_[np.full(periods, (1 - late) / periods), late])
    plain = normal(x, 0.35)
    grown = gamma(np.arange(len(x)) * STEP, 6, world.importer_effect / 6)
    bad = np.convolve(plain, grown)[: len(x)]
    bad /= bad.sum()
    low = np.flatnonzero(plain > 1e-5)
    risen = np.stack([np.r_[np.zeros(k), grown[: len(x) - k]] for k in low])
    turned_bad = np.log(plain[low])[:, None] + np.log(np.maximum(risen, 1e-300))
    whole = sums[:, -1:]
    before = np.concatenate([sums[:, :periods], whole], 1)
    after = whole - before
    mended_to = np.arange(len(x)) - round(2 / STEP)
    mended = np.where((mended_to >= 0)[None, None, :], after[:, :, np.maximum(mended_to, 0)], after[:, :, :1])
    always = [
        np.log(share) + np.log(p + 1e-300) + whole[:, 0]
        for share, p in ((0.93 * 0.97, plain), (0.07 * 0.75, bad))
    ]
    mends = np.log(0.07 * 0.25) + np.log(bad + 1e-300) + when[None, :, None] + before + mended
    turns = (
        np.log(0.93 * 0.03) + when[None, :, None, None] + before[:, :, low][..., None] + turned_bad[None, None]
        + after[:, :, None, :]
    )  # fmt: skip
    n = len(x)
    z = drawn(rng, np.concatenate([*always, mends.reshape(keys, -1), turns.reshape(keys, -1)], 1))
    first, then, day = np.zeros(keys), np.zeros(keys), np.full(keys, NEVER)
    same = z < 2 * n
    first[same] = then[same] = x[z[same] % n]
    mending = (z >= 2 * n) & (z < 2 * n + (periods + 1) * n)
    m = z[mending] - 2 * n
    first[mending], then[mending] = x[m % n], x[m % n] - 2
    turning = z >= 2 * n + (periods + 1) * n
    t = z[turning] - 2 * n - (periods + 1) * n
    first[turning], then[turning] = x[low[(t // n) % len(low)]], x[t % n]
    for rows, period in ((mending, m // n), (turning, t // (n * len(low)))):
        known = part.edges[np.minimum(period, periods - 1)]
        day[rows] = np.where(period < periods, known, rng.integers(UNTIL, world.days, len(period)))
    return first, then, day


def pairs(rng: Any, part: Part, sums: Any, world: World) -> tuple[Any, Any]:
    """(effect, first day) of each pair of goods and origin."""
    levels, periods = PAIR_LEVELS, len(part.edges)
    late = (world.days - UNTIL) / world.days
    when = np.log(np.r_[0.85, np.full(periods, 0.15 * (1 - late) / periods), 0.15 * late])
    whole, nothing = sums[:, -1], sums[:, -1, 0]
    started = sums[:, :periods, 0:1] + whole[:, None, :] - sums[:, :periods, :]
    not_yet = np.repeat(nothing[:, None, None], len(levels), 2)
    options = np.concatenate([whole[:, None, :], started, not_yet], 1)
    size = np.log(gamma(levels, 6, world.pair_effect / 6) + 1e-300)
    risky = np.log(0.03) + when[None, :, None] + size + options
    z = drawn(rng, np.concatenate([np.log(0.97) + nothing[:, None], risky.reshape(part.keys, -1)], 1)) - 1
    option = z // len(levels)
    known = part.edges[np.clip(option - 1, 0, periods - 1)]
    day = np.where(option <= periods, known, rng.integers(UNTIL, world.days, part.keys))
    day = np.where(z < 0, NEVER, np.where(option == 0, 0, day))
    return np.where(z >= 0, levels[z % len(levels)], 0.0), day


def limit(world: World, made: Generated, sweeps: int, burn: int) -> tuple[Any, Any]:
    """(rows of the last days, their probability as well as it can be known)."""
    rng = np.random.default_rng(0)
    frame = made.frame
    day = (frame.day - FIRST_DAY).astype(int)
    learn, later = (
        np.flatnonzero((frame.resolved - FIRST_DAY < UNTIL) & frame.examined),
        np.flatnonzero(day >= UNTIL),
    )
    below = -log_ratio(frame, day < UNTIL) - 0.35
    fixed = world.base + world.price_effect * np.minimum(np.maximum(below, 0) * 2, 3)

    def part(column: Any, edges: Any, levels: Any) -> Part:
        return Part(np.unique(column, return_inverse=True)[1], learn, later, day, edges, levels)

    goods = np.char.add(frame.text["hs_code"], frame.text["origin_country"])
    firms = part(frame.text["trader_code"], np.arange(world.days // 4, UNTIL, PERIOD), LEVELS)
    both = part(goods, np.arange(0, UNTIL, PERIOD * 1.5), PAIR_LEVELS)
    agents = part(frame.text["declarant_code"], np.arange(0), DECLARANT_LEVELS)
    of_agent = np.log(normal(DECLARANT_LEVELS, 0.25))
    y, known, on, after = frame.finding[learn].astype(float), fixed[learn], day[learn], day[later]
    firm, pair, agent, total = (
        np.zeros(len(learn)),
        np.zeros(len(learn)),
        np.zeros(len(learn)),
        np.zeros(len(later)),
    )
    for turn in range(sweeps):
        first, then, turned = importers(rng, firms, firms.sums(known + pair + agent, y), world)
        firm = np.where(on >= turned[firms.codes], then[firms.codes], first[firms.codes])
        effect, start = pairs(rng, both, both.sums(known + firm + agent, y), world)
        pair = np.where(on >= start[both.codes], effect[both.codes], 0.0)
        own = DECLARANT_LEVELS[drawn(rng, agents.sums(known + firm + pair, y)[:, 0] + of_agent)]
        agent = own[agents.codes]
        if turn >= burn:
            of_firm = np.where(after >= turned[firms.later], then[firms.later], first[firms.later])
            of_pair = np.where(after >= start[both.later], effect[both.later], 0.0)
            total += chance_of(fixed[later] + of_firm + of_pair + own[agents.later])
    return later, total / (sweeps - burn)


def main() -> None:
    """Each world's limit at each share."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1_002, 1_003])
    parser.add_argument("--rows", type=int, default=120_000)
    parser.add_argument("--sweeps", type=int, default=80)
    parser.add_argument("--burn", type=int, default=25)
    parser.add_argument("--store", action="store_true", help="keep the result under benchmarks/results/")
    given = parser.parse_args()
    worlds = []
    for seed in given.seeds:
        start = time.process_time()
        world = World(rows=given.rows, days=540)
        made = generate(world, seed)
        rows, said = limit(world, made, given.sweeps, given.burn)
        truth = made.probability[rows]
        best, order = np.sort(truth)[::-1], np.argsort(-said, kind="stable")
        near = [
            round(float(truth[order[:n]].mean() / best[:n].mean()), 4)
            for n in (int(s * len(rows)) for s in SHARES)
        ]
        print(
            f"seed {seed}, {given.rows} rows: of the ceiling {near}; {time.process_time() - start:.0f} CPU s",
            flush=True,
        )
        worlds.append({"seed": seed, "rows": given.rows, "of_the_ceiling": near})
    told({"benchmark": "risk_models_limit", "shares": SHARES, "worlds": worlds}, store=given.store)


if __name__ == "__main__":
    main()
