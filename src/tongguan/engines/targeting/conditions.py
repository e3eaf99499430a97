"""The condition tree.

JSON: `{"field": "flow", "op": "eq", "value": "I"}`, `{"all": […]}`, `{"any": […]}`, `{"not": {…}}`,
`{"any_line": {…}}`, `{"all_lines": {…}}`.

Missing values: a field that is absent, null, empty or unreadable satisfies no comparison, `ne` and `not_in`
included; only `is_missing` holds of it. `not` turns whatever stands in it. `all_lines` holds of no record
without lines.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tongguan.engines.targeting.fields import LINE_PREFIX, FieldType, Value


class Operator(StrEnum):
    """How a field is compared."""

    EQ = "eq"
    NE = "ne"
    IN = "in"
    NOT_IN = "not_in"
    LT = "lt"
    LE = "le"
    GT = "gt"
    GE = "ge"
    BETWEEN = "between"
    STARTS_WITH = "starts_with"
    MATCHES_ANY_PREFIX = "matches_any_prefix"
    IS_MISSING = "is_missing"


ORDERED = frozenset({FieldType.NUMBER, FieldType.DATE})
TEXTUAL = frozenset({FieldType.TEXT})
EVERY = frozenset(FieldType)
TYPES: dict[Operator, frozenset[FieldType]] = {
    Operator.EQ: EVERY,
    Operator.NE: EVERY,
    Operator.IN: EVERY - {FieldType.BOOLEAN},
    Operator.NOT_IN: EVERY - {FieldType.BOOLEAN},
    Operator.LT: ORDERED,
    Operator.LE: ORDERED,
    Operator.GT: ORDERED,
    Operator.GE: ORDERED,
    Operator.BETWEEN: ORDERED,
    Operator.STARTS_WITH: TEXTUAL,
    Operator.MATCHES_ANY_PREFIX: TEXTUAL,
    Operator.IS_MISSING: EVERY,
}
LISTED = frozenset({Operator.IN, Operator.NOT_IN, Operator.MATCHES_ANY_PREFIX})


@dataclass(frozen=True, slots=True)
class Comparison:
    """One field compared. `values`: one value, two for `between`, any number for lists, none for `is_missing`."""

    field: str
    operator: Operator
    values: tuple[Value, ...] = ()
    pointer: str = ""

    @property
    def of_line(self) -> bool:
        """Whether it asks about a line, not about the head."""
        return self.field.startswith(LINE_PREFIX)


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Condition


class Quantifier(StrEnum):
    """How many lines must satisfy the part."""

    ANY = "any_line"
    ALL = "all_lines"


@dataclass(frozen=True, slots=True)
class Lines:
    """The part holds of any line, or of all of at least one."""

    quantifier: Quantifier
    part: Condition


Condition = Comparison | All | AnyOf | Not | Lines
