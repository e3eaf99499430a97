"""Directions and outcomes of a passage."""

from enum import StrEnum


class Direction(StrEnum):
    """Into or out of the controlled area."""

    IN = "in"
    OUT = "out"


class Outcome(StrEnum):
    """Whether the barrier opened."""

    PASSED = "passed"
    REFUSED = "refused"
