"""A condition as alternatives of plain conjunctions, as far as that goes; the rest is left to its closures."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tongguan.engines.targeting.conditions import (
    All,
    AnyOf,
    Comparison,
    Condition,
    Lines,
    Not,
    Quantifier,
)

MOST_TERMS = 16
"""Alternatives of one condition; beyond, its part is left to the closures."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A comparison, or its opposite (which holds of missing values too)."""

    comparison: Comparison
    negated: bool


@dataclass(frozen=True, slots=True)
class Term:
    """What must hold together: leaves of the head, and leaves of one and the same line (`some_line`: there must be
    one), or of each line (`every_line` besides). `exact`: nothing else is asked; else the closures decide."""

    head: tuple[Leaf, ...] = ()
    line: tuple[Leaf, ...] = ()
    some_line: bool = False
    every_line: bool = False
    exact: bool = True


UNKNOWN = Term(exact=False)


def terms_of(condition: Condition) -> tuple[Term, ...]:
    """Terms of which at least one holds whenever the condition holds; if it is exact, only then."""
    return _terms(condition, False)


def _terms(condition: Condition, negated: bool) -> tuple[Term, ...]:
    match condition:
        case Comparison():
            leaf = (Leaf(condition, negated),)
            return (Term(line=leaf) if condition.of_line else Term(head=leaf),)
        case Not(part):
            return _terms(part, not negated)
        case All(parts) | AnyOf(parts):
            every = [_terms(part, negated) for part in parts]
            return _product(every) if isinstance(condition, All) != negated else _sum(every)
        case Lines(quantifier, part):
            if negated:
                return (UNKNOWN,)
            found = _terms(part, False)
            if quantifier is Quantifier.ALL and len(found) == 1:
                return (replace(found[0], some_line=True, every_line=True),)
            exact = quantifier is Quantifier.ANY
            return tuple(replace(each, some_line=True, exact=each.exact and exact) for each in found)


def _sum(every: list[tuple[Term, ...]]) -> tuple[Term, ...]:
    found = tuple(term for terms in every for term in terms)
    return found if len(found) <= MOST_TERMS else (UNKNOWN,)


def _product(every: list[tuple[Term, ...]]) -> tuple[Term, ...]:
    found: tuple[Term, ...] = (Term(),)
    for terms in every:
        if len(found) * len(terms) > MOST_TERMS:
            found = tuple(replace(term, exact=False) for term in found)
        else:
            found = tuple(_joined(one, other) for one in found for other in terms)
    return found


def _joined(one: Term, other: Term) -> Term:
    """Both. Two parts about some line need not mean the same line: the second is then left to the closures."""
    if one.some_line and other.some_line:
        return replace(one, head=one.head + other.head, exact=False)
    return Term(
        one.head + other.head,
        one.line + other.line,
        one.some_line or other.some_line,
        one.every_line or other.every_line,
        one.exact and other.exact,
    )
