"""A condition made ready for many records."""

from __future__ import annotations

from dataclasses import dataclass

from tongguan.engines.targeting.conditions import Condition
from tongguan.engines.targeting.fields import Facts
from tongguan.engines.targeting.holding import NO_LINE, Test, tests_of
from tongguan.engines.targeting.matches import MOST_MATCHES, Match, carrying


@dataclass(frozen=True, slots=True)
class CompiledCondition:
    """A condition with the closures of its nodes. Safe to share between threads."""

    condition: Condition
    tests: dict[int, Test]

    def holds(self, facts: Facts) -> bool:
        """Whether the record satisfies it."""
        return self.tests[id(self.condition)](facts, NO_LINE)

    def explain(self, facts: Facts, most: int = MOST_MATCHES) -> tuple[Match, ...]:
        """The comparisons because of which it holds or fails, with the values found; at most `most`."""
        return carrying(self.condition, facts, self.tests, most)


def compile_condition(condition: Condition) -> CompiledCondition:
    """Build the closures of a tree once."""
    return CompiledCondition(condition, tests_of(condition))
