"""Why a condition holds: the comparisons that carried it, with the values that were found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from tongguan.engines.targeting.conditions import All, AnyOf, Comparison, Condition, Lines, Not
from tongguan.engines.targeting.fields import Facts, Value
from tongguan.engines.targeting.holding import NO_LINE, Row, Test

MOST_MATCHES = 50


@dataclass(frozen=True, slots=True)
class Match:
    """One comparison that carried the result: where it stands, what it asked, what was found, in which line
    (counted from 1; None: the head). With `holds` False it is its failing that counted, under a `not`."""

    pointer: str
    field: str
    operator: str
    expected: tuple[Value, ...]
    actual: Value
    line: int | None
    holds: bool

    def as_json(self) -> dict[str, Any]:
        """Plain values for storage; numbers and dates as text."""
        return {
            "pointer": self.pointer,
            "field": self.field,
            "operator": self.operator,
            "expected": [_plain(value) for value in self.expected],
            "actual": _plain(self.actual),
            "line": self.line,
            "holds": self.holds,
        }


def _plain(value: Value) -> Any:
    return value if value is None or isinstance(value, bool | str) else str(value)


def carrying(condition: Condition, facts: Facts, tests: Mapping[int, Test], most: int) -> tuple[Match, ...]:
    """The comparisons because of which the condition holds or fails, at most `most`."""
    return tuple(islice(_carrying(condition, facts, NO_LINE, None, tests), most))


def _carrying(
    condition: Condition, facts: Facts, line: Row, number: int | None, tests: Mapping[int, Test]
) -> Iterator[Match]:
    holds = tests[id(condition)](facts, line)
    match condition:
        case Comparison():
            row, at = (line, number) if condition.of_line else (facts.head, None)
            actual, operator = row.get(condition.field), condition.operator.value
            yield Match(condition.pointer, condition.field, operator, condition.values, actual, at, holds)
        case All(parts) | AnyOf(parts):
            for part in parts:
                if tests[id(part)](facts, line) == holds:
                    yield from _carrying(part, facts, line, number, tests)
        case Not(part):
            yield from _carrying(part, facts, line, number, tests)
        case Lines(part=part):
            for position, each in enumerate(facts.lines, 1):
                if tests[id(part)](facts, each) == holds:
                    yield from _carrying(part, facts, each, position, tests)
