"""A condition said in words, in both languages, for people who approve rules."""

from __future__ import annotations

from tongguan.engines.problems import Text
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
from tongguan.engines.targeting.fields import Schema, Value

MOST_VALUES = 12
_VERBS: dict[Operator, tuple[str, str]] = {
    Operator.EQ: ("等于", "is"),
    Operator.NE: ("不等于", "is not"),
    Operator.IN: ("属于", "is one of"),
    Operator.NOT_IN: ("不属于", "is none of"),
    Operator.LT: ("小于", "is below"),
    Operator.LE: ("不大于", "is at most"),
    Operator.GT: ("大于", "is above"),
    Operator.GE: ("不小于", "is at least"),
    Operator.BETWEEN: ("介于", "is between"),
    Operator.STARTS_WITH: ("开头为", "starts with"),
    Operator.MATCHES_ANY_PREFIX: ("开头为下列之一", "starts with one of"),
    Operator.IS_MISSING: ("为空", "is missing"),
}
_LINES = {
    Quantifier.ANY: ("任一商品项：{part}", "any line: {part}"),
    Quantifier.ALL: ("每一商品项：{part}", "every line: {part}"),
}


def in_words(condition: Condition, schema: Schema) -> Text:
    """The whole condition as one sentence; long lists of values are shortened with their count."""
    return Text(zh=_said(condition, schema, 0), en=_said(condition, schema, 1))


def _said(condition: Condition, schema: Schema, language: int, inner: bool = False) -> str:
    match condition:
        case Comparison():
            return comparison_in_words(
                condition.field, condition.operator, condition.values, schema, language
            )
        case Not(part):
            said = _said(part, schema, language)
            return (f"非（{said}）", f"not ({said})")[language]
        case Lines(quantifier, part):
            return _LINES[quantifier][language].replace("{part}", f"({_said(part, schema, language)})")
        case All(parts) | AnyOf(parts):
            both = isinstance(condition, All)
            joint = ((" 且 ", " and ") if both else (" 或 ", " or "))[language]
            said = joint.join(_said(part, schema, language, True) for part in parts)
            return f"({said})" if inner and len(parts) > 1 else said


def comparison_in_words(
    name: str, operator: Operator, values: tuple[Value, ...], schema: Schema, language: int
) -> str:
    """One comparison: the field's title, the verb and the values; `language` 0 is Chinese, 1 English."""
    known = schema.of(name)
    title = (known.title.zh, known.title.en)[language] if known else name
    shown = [_value(value, language) for value in values[:MOST_VALUES]]
    if len(values) > MOST_VALUES:
        shown.append((f"等 {len(values)} 个", f"… {len(values)} in all")[language])
    joint = (" 至 ", " and ")[language] if operator is Operator.BETWEEN else ("、", ", ")[language]
    return " ".join(part for part in (title, _VERBS[operator][language], joint.join(shown)) if part)


def _value(value: Value, language: int) -> str:
    if isinstance(value, bool):
        return (("否", "是"), ("no", "yes"))[language][value]
    return str(value)
