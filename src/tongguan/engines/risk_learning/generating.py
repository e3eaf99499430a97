"""Invented declarations with known risk, to measure models against a ceiling that no model can pass.

Planted, in log-odds: a few importers (some turn bad or mend their ways at some day: drift), some pairs of goods and
origin (some appear late), declarants a little, prices below what such goods cost (undervaluation), and new importers.
The true probability of each row is kept apart: nothing that learns may see it; ranking by it is the ceiling (Bayes).
Entities are drawn by Zipf's law. Same seed and size, same rows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tongguan.engines.risk_learning.calibrating import chance_of
from tongguan.engines.risk_learning.frames import Floats, Frame, Ints

FIRST_DAY = 738_886  # 2024-01-01
RESOLVED_AFTER_DAYS = 3


@dataclass(frozen=True, slots=True)
class World:
    """What is generated. `random_share`: examined by chance alone; `risk_share`: examined besides, by a crude rule of
    thumb about prices and importers (1.0 random: everything is examined)."""

    rows: int = 120_000
    days: int = 540
    importers: int = 1_200
    goods: int = 300
    origins: int = 30
    declarants: int = 120
    random_share: float = 1.0
    risk_share: float = 0.0
    base: float = -4.2
    importer_effect: float = 2.6
    pair_effect: float = 2.2
    price_effect: float = 1.3
    drift: bool = True


@dataclass(frozen=True)
class Generated:
    """The declarations; apart from them the truth: each row's probability and expected revenue, and what would have
    been found had it been examined."""

    frame: Frame
    probability: Floats
    expected_revenue: Floats
    finding: Floats
    revenue: Floats


def generate(world: World, seed: int) -> Generated:
    """Declarations over the world's days, in order of time."""
    rng = np.random.default_rng([seed, 20_240_101])
    n = world.rows
    day = np.sort(rng.integers(0, world.days, n))
    importer = _starting_later(rng, _zipf(rng, world.importers, 0.9, n), day, world)
    goods, origin = _zipf(rng, world.goods, 0.8, n), _zipf(rng, world.origins, 0.9, n)
    declarant = (importer * 7919 + rng.integers(0, 3, n)) % world.declarants
    mass = np.exp(rng.normal(6, 1.3, n))
    kilogram = (
        np.exp(rng.normal(2, 1.1, world.goods))[goods] * np.exp(rng.normal(0, 0.25, world.origins))[origin]
    )
    under = np.where(rng.random(n) < 0.08, rng.gamma(2.0, 0.35, n), 0.0)
    price = mass * kilogram * np.exp(rng.normal(0, 0.22, n) - under)
    log_ratio = np.log(price / (mass * kilogram))
    log_odds = world.base + _by_phase(_importers(rng, world), _phase(rng, world), importer, day)
    log_odds = log_odds + _pairs(rng, world, goods, origin, day)
    log_odds = log_odds + rng.normal(0, 0.25, world.declarants)[declarant]
    log_odds = log_odds + world.price_effect * np.minimum(np.maximum(-log_ratio - 0.35, 0) * 2.0, 3.0)
    probability = chance_of(log_odds)
    duty = rng.uniform(0.03, 0.25, world.goods)[goods]
    stake = price * (duty * np.maximum(0.15, np.exp(np.minimum(-log_ratio, 2.5)) - 1) + 0.02)
    finding = rng.random(n) < probability
    revenue = np.where(finding, np.round(stake * np.exp(rng.normal(-0.125, 0.5, n)), 2), 0.0)
    crude = (log_ratio < np.quantile(log_ratio, 0.1)) | (importer < world.importers // 50)
    frame = _framed(rng, world, day, importer, declarant, goods, origin, mass, price, finding, revenue, crude)
    return Generated(frame, probability, probability * stake, finding.astype(float), revenue)


def _zipf(rng: np.random.Generator, of: int, power: float, n: int) -> Ints:
    weight = 1 / np.arange(1, of + 1) ** power
    return rng.permutation(of)[rng.choice(of, n, p=weight / weight.sum())].astype(np.int64)


def _starting_later(rng: np.random.Generator, importer: Ints, day: Ints, world: World) -> Ints:
    """A fifth of the importers come only from some day on; what they would have declared before is another's."""
    start = np.where(rng.random(world.importers) < 0.2, rng.integers(0, world.days, world.importers), 0)
    early = start[importer] > day
    old = np.flatnonzero(start == 0)
    return np.where(early, rng.choice(old, len(importer)), importer)


def _importers(rng: np.random.Generator, world: World) -> Floats:
    """(importers × 2): each one's effect before and after its turning day."""
    found = np.repeat(rng.normal(0, 0.35, world.importers)[:, None], 2, axis=1)
    bad = rng.random(world.importers) < 0.07
    found[bad] += rng.gamma(6, world.importer_effect / 6, bad.sum())[:, None]
    if world.drift:
        turned = rng.random(world.importers)
        found[bad & (turned < 0.25), 1] -= 2.0
        good = ~bad & (turned < 0.03)
        found[good, 1] += rng.gamma(6, world.importer_effect / 6, good.sum())
    return found


def _phase(rng: np.random.Generator, world: World) -> Ints:
    return rng.integers(world.days // 4, world.days, world.importers)


def _by_phase(effect: Floats, turn: Ints, importer: Ints, day: Ints) -> Floats:
    return np.asarray(effect[importer, (day >= turn[importer]).astype(int)], dtype=float)


def _pairs(rng: np.random.Generator, world: World, goods: Ints, origin: Ints, day: Ints) -> Floats:
    """Goods × origin: a few pairs carry risk, some of them only from a later day."""
    shape = (world.goods, world.origins)
    effect = np.where(rng.random(shape) < 0.03, rng.gamma(6, world.pair_effect / 6, shape), 0.0)
    late = (rng.random(shape) < 0.15) & world.drift
    start = np.where(late, rng.integers(0, world.days, shape), 0)
    return np.asarray(np.where(day >= start[goods, origin], effect[goods, origin], 0.0), dtype=float)


def _framed(
    rng: np.random.Generator, world: World, day: Ints, importer: Ints, declarant: Ints, goods: Ints, origin: Ints,
    mass: Floats, price: Floats, finding: Floats, revenue: Floats, crude: Floats,
) -> Frame:  # fmt: skip
    n = len(day)
    risk = np.where(crude, world.risk_share, 0.0)
    by_chance, by_risk = rng.random(n) < world.random_share, rng.random(n) < risk
    examined = by_chance | by_risk
    codes = np.array([f"{(n * 37) % 97 + 1:02d}{(n * 7919) % 10_000:04d}{n:04d}" for n in range(world.goods)])
    mass, price = np.round(mass, 2), np.round(price, 2)
    offices = rng.integers(0, 6, world.importers)
    text = {
        "flow": np.full(n, "I"),
        "customs_office": np.array([f"99{k:02d}" for k in range(6)])[offices[importer]],
        "supervision_mode": np.where(rng.random(n) < 0.85, "0110", "0615"),
        "transport_mode": np.array(["2", "5", "4", "3"])[rng.choice(4, n, p=(0.6, 0.2, 0.15, 0.05))],
        "departure_country": np.array([f"C{k:02d}" for k in range(world.origins)])[origin],
        "trader_code": np.array([f"T{k:05d}" for k in range(world.importers)])[importer],
        "declarant_code": np.array([f"D{k:04d}" for k in range(world.declarants)])[declarant],
        "credit_level": np.array(["A", "B", "C"])[
            rng.choice(3, world.importers, p=(0.1, 0.8, 0.1))[importer]
        ],
        "hs_code": codes[goods],
        "origin_country": np.array([f"C{k:02d}" for k in range(world.origins)])[origin],
        "currency": np.full(n, "CNY"),
    }
    numbers = {
        "price": price, "mass_kg": mass, "price_per_kg": price / np.maximum(mass, 0.01), "line_count": np.ones(n),
        "net_share": np.round(rng.uniform(0.8, 1.0, n), 3), "package_count": rng.integers(1, 500, n).astype(float),
        "trader_declarations": np.full(n, np.nan), "trader_findings": np.full(n, np.nan),
    }  # fmt: skip
    days = (day + FIRST_DAY).astype(np.int64)
    return Frame(
        text, numbers, days, days + RESOLVED_AFTER_DAYS, examined, finding & examined,
        np.where(examined, revenue, 0.0), 1 - (1 - world.random_share) * (1 - risk), by_chance,
    )  # fmt: skip
