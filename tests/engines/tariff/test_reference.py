"""The engine against the reference: every tax of random lines under random laws, to the fen."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from tests.engines.tariff import reference
from tests.engines.tariff.cases import DAY, World
from tongguan.engines.tariff import Tax, batch, quote

LINES = 50
EXPLAINED_OF = 16
"""Of so many worlds one is also quoted with all its words, which takes most of the time."""


def compare(seeds: range) -> int:
    """Worlds by columns (and, some, in words) against the reference; how many lines agreed."""
    agreed = 0
    for seed in seeds:
        world = World(seed)
        pairs = [world.line(number + 1) for number in range(LINES)]
        lines = [line for line, _ in pairs]
        found = batch(lines, world.law, DAY)
        assert not found.problems, (seed, found.problems)
        expected = [reference.taxes(world.reference, exact, DAY) for _, exact in pairs]
        for at, taxes in enumerate(expected):
            assert found.value_fen[at] == taxes["value"] * 100, (seed, at)
            for tax in Tax:
                assert found.tax_fen[tax][at] == taxes.get(tax.value, 0) * 100, (seed, at, tax)
            agreed += 1
        if seed % EXPLAINED_OF == 0:
            for taxes, line in zip(expected, quote(lines, world.law, DAY).lines, strict=True):
                assert not line.problems
                assert Fraction(line.dutiable_value) == taxes["value"]
                for tax in Tax:
                    told = [step.amount for step in line.steps if step.name and step.amount]
                    assert Fraction(line.amount(tax)) == taxes.get(tax.value, 0), (seed, line.number, tax)
                    assert all(one.amount in told for one in line.taxes if one.amount)
    return agreed


def test_some_thousand_lines_agree():
    assert compare(range(60)) == 60 * LINES


@pytest.mark.slow
def test_a_hundred_thousand_lines_agree():
    assert compare(range(1000, 3000)) == 100_000


@pytest.mark.parametrize("seed", range(12))
def test_columns_are_taken_and_agree_with_words(seed):
    """Many lines of one kind with hostile sizes: beyond 64 bits, ties, zeros."""
    rng = random.Random(seed)
    world = World(seed + 50_000)
    made = [
        replace(world.line(1)[0], quota_quantity=Decimal(0), insurance=Decimal(rng.choice((0, 7))))
        for _ in range(4)
    ]
    lines = [
        replace(
            line,
            number=number,
            price=type(line.price)(rng.choice((0, 1, 10**4, 10**11, 10**15)))
            + type(line.price)(rng.randrange(10**4)) / 1000,
        )
        for number, line in enumerate(made * 25)
    ]
    found, words = batch(lines, world.law, DAY), quote(lines, world.law, DAY)
    for at, line in enumerate(words.lines):
        assert found.value_fen[at] == line.dutiable_value * 100
        for tax in Tax:
            assert found.tax_fen[tax][at] == line.amount(tax) * 100, (tax, line.steps)
    assert found.total_fen == words.total * 100


def test_the_reference_can_disagree():
    """A reference with another rounding is noticed: the comparison is able to fail."""
    with pytest.MonkeyPatch.context() as patched:
        honest = reference.to_fen
        patched.setattr(
            reference, "to_fen", lambda amount, mode="half_up", *rest: honest(amount, "down", *rest)
        )
        with pytest.raises(AssertionError):
            compare(range(3))
