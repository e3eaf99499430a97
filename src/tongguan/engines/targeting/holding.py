"""Closures that say whether a condition holds: built once, called for every record."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tongguan.engines.targeting.conditions import (
    All,
    AnyOf,
    Comparison,
    Condition,
    Lines,
    Not,
    Operator,
    Quantifier,
)
from tongguan.engines.targeting.fields import Facts, Value

Row = Mapping[str, Value]
Test = Callable[[Facts, Row], bool]
"""Of a record and the line in view: its values inside a quantifier, nothing outside of one."""
NO_LINE: Row = {}


def _compared(condition: Comparison) -> Callable[[Value], bool]:
    """Of a value that is not missing."""
    values = condition.values
    first = values[0] if values else None
    listed = frozenset(values)
    match condition.operator:
        case Operator.EQ:
            return lambda value: value == first
        case Operator.NE:
            return lambda value: value != first
        case Operator.IN:
            return lambda value: value in listed
        case Operator.NOT_IN:
            return lambda value: value not in listed
        case Operator.LT:
            return lambda value: value < first  # type: ignore[operator]
        case Operator.LE:
            return lambda value: value <= first  # type: ignore[operator]
        case Operator.GT:
            return lambda value: value > first  # type: ignore[operator]
        case Operator.GE:
            return lambda value: value >= first  # type: ignore[operator]
        case Operator.BETWEEN:
            last = values[1]
            return lambda value: first <= value <= last  # type: ignore[operator]
        case Operator.STARTS_WITH:
            return lambda value: str(value).startswith(str(first))
        case Operator.MATCHES_ANY_PREFIX:
            prefixes = tuple(str(prefix) for prefix in values)
            return lambda value: str(value).startswith(prefixes)
        case Operator.IS_MISSING:
            return lambda value: False


def _comparison(condition: Comparison) -> Test:
    name, compared, of_line = condition.field, _compared(condition), condition.of_line
    if condition.operator is Operator.IS_MISSING:
        return lambda facts, line: (line if of_line else facts.head).get(name) is None

    def test(facts: Facts, line: Row) -> bool:
        value = (line if of_line else facts.head).get(name)
        return value is not None and compared(value)

    return test


def _lines(quantifier: Quantifier, test: Test) -> Test:
    if quantifier is Quantifier.ANY:
        return lambda facts, line: any(test(facts, each) for each in facts.lines)
    return lambda facts, line: bool(facts.lines) and all(test(facts, each) for each in facts.lines)


def _built(condition: Condition, tests: dict[int, Test]) -> Test:
    made: Test
    match condition:
        case Comparison():
            made = _comparison(condition)
        case All(parts):
            every = tuple(_built(part, tests) for part in parts)
            made = lambda facts, line: all(test(facts, line) for test in every)  # noqa: E731
        case AnyOf(parts):
            some = tuple(_built(part, tests) for part in parts)
            made = lambda facts, line: any(test(facts, line) for test in some)  # noqa: E731
        case Not(part):
            inner = _built(part, tests)
            made = lambda facts, line: not inner(facts, line)  # noqa: E731
        case Lines(quantifier, part):
            made = _lines(quantifier, _built(part, tests))
    tests[id(condition)] = made
    return made


def tests_of(condition: Condition) -> dict[int, Test]:
    """The closure of every node of a tree, by the node's identity."""
    tests: dict[int, Test] = {}
    _built(condition, tests)
    return tests
