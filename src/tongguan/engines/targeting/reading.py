"""From JSON to a condition tree: every fault is told with its place, nothing is raised."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tongguan.engines.problems import Problem, Text
from tongguan.engines.targeting.conditions import (
    LISTED,
    TYPES,
    All,
    AnyOf,
    Comparison,
    Condition,
    Lines,
    Not,
    Operator,
    Quantifier,
)
from tongguan.engines.targeting.fields import LINE_PREFIX, Field, FieldType, Schema, Value, typed

_TEXTS: dict[str, Text] = {
    "condition.json": Text(zh="不是有效的 JSON：{detail}", en="this is not valid JSON: {detail}"),
    "condition.size": Text(zh="条件超过 {limit} 字节", en="the condition is larger than {limit} bytes"),
    "condition.depth": Text(
        zh="条件嵌套超过 {limit} 层", en="the condition is nested deeper than {limit} levels"
    ),
    "condition.nodes": Text(zh="条件超过 {limit} 个节点", en="the condition has more than {limit} nodes"),
    "condition.shape": Text(
        zh="应为一个对象，且只含 all、any、not、any_line、all_lines 之一，或 field 与 op",
        en="expected one object holding one of all, any, not, any_line, all_lines, or field and op",
    ),
    "condition.key": Text(zh="多余的键：{key}", en="unexpected key: {key}"),
    "condition.parts": Text(zh="应为非空列表", en="expected a list that is not empty"),
    "condition.field": Text(zh="未知字段：{name}", en="unknown field: {name}"),
    "condition.line_field": Text(
        zh="商品项字段 {name} 只能用在 any_line 或 all_lines 中",
        en="the line field {name} is only known inside any_line or all_lines",
    ),
    "condition.nested_lines": Text(
        zh="any_line 与 all_lines 不能互相嵌套", en="any_line and all_lines cannot be nested in one another"
    ),
    "condition.operator": Text(zh="未知运算符：{name}", en="unknown operator: {name}"),
    "condition.operator_type": Text(
        zh="运算符 {operator} 不适用于{type}字段", en="operator {operator} does not apply to a {type} field"
    ),
    "condition.value": Text(zh="值不是{type}类型", en="the value is not of type {type}"),
    "condition.value_missing": Text(zh="缺少 value", en="value is missing"),
    "condition.value_unwanted": Text(zh="is_missing 不需要 value", en="is_missing takes no value"),
    "condition.value_list": Text(
        zh="应为 1 至 {limit} 个值的列表", en="expected a list of 1 to {limit} values"
    ),
    "condition.value_range": Text(
        zh="应为 [下限, 上限]，且下限不大于上限", en="expected [from, to] with from not above to"
    ),
    "condition.value_length": Text(
        zh="文本超过 {limit} 个字符", en="the text is longer than {limit} characters"
    ),
}


_OPERATORS = frozenset(operator.value for operator in Operator)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a condition may ask of the machine."""

    bytes: int = 65_536
    depth: int = 8
    nodes: int = 200
    list_values: int = 500
    text_length: int = 200


@dataclass(slots=True)
class _Reader:
    schema: Schema
    limits: Limits
    problems: list[Problem] = field(default_factory=list)
    nodes: int = 0

    def fault(self, code: str, pointer: str, **values: Any) -> None:
        self.problems.append(Problem(code, _TEXTS[code].filled(**values), pointer))

    def node(self, given: Any, pointer: str, depth: int, in_line: bool) -> Condition | None:
        self.nodes += 1
        if depth > self.limits.depth:
            return self.fault("condition.depth", pointer, limit=self.limits.depth)
        if self.nodes > self.limits.nodes:
            if self.nodes == self.limits.nodes + 1:
                self.fault("condition.nodes", pointer, limit=self.limits.nodes)
            return None
        if not isinstance(given, dict) or not given:
            return self.fault("condition.shape", pointer)
        if "field" in given or "op" in given:
            return self.comparison(given, pointer, in_line)
        if len(given) != 1:
            return self.fault("condition.shape", pointer)
        ((key, inner),) = given.items()
        readers: dict[str, Callable[..., Condition | None]] = {
            "all": self.parts, "any": self.parts, "not": self.single,
            "any_line": self.single, "all_lines": self.single,
        }  # fmt: skip
        if key not in readers:
            return self.fault("condition.key", pointer, key=str(key)[:40])
        return readers[key](key, inner, f"{pointer}/{key}", depth, in_line)

    def parts(self, key: str, inner: Any, pointer: str, depth: int, in_line: bool) -> Condition | None:
        if not isinstance(inner, list) or not inner:
            return self.fault("condition.parts", pointer)
        found = [
            self.node(each, f"{pointer}/{index}", depth + 1, in_line)
            for index, each in enumerate(inner[: self.limits.nodes + 1])
        ]
        parts = tuple(each for each in found if each is not None)
        return All(parts) if key == "all" else AnyOf(parts)

    def single(self, key: str, inner: Any, pointer: str, depth: int, in_line: bool) -> Condition | None:
        if key != "not" and in_line:
            return self.fault("condition.nested_lines", pointer)
        part = self.node(inner, pointer, depth + 1, in_line or key != "not")
        if part is None:
            return None
        return Not(part) if key == "not" else Lines(Quantifier(key), part)

    def comparison(self, given: dict[str, Any], pointer: str, in_line: bool) -> Comparison | None:
        for key in given.keys() - {"field", "op", "value"}:
            self.fault("condition.key", pointer, key=str(key)[:40])
        name, op = given.get("field"), given.get("op")
        known = self.schema.of(name) if isinstance(name, str) else None
        if known is None:
            self.fault("condition.field", f"{pointer}/field", name=str(name)[:40])
        elif known.line and not in_line:
            self.fault("condition.line_field", f"{pointer}/field", name=LINE_PREFIX + known.code)
        if not isinstance(op, str) or op not in _OPERATORS:
            return self.fault("condition.operator", f"{pointer}/op", name=str(op)[:40])
        operator = Operator(op)
        if known is None:
            return None
        if known.type not in TYPES[operator]:
            return self.fault(
                "condition.operator_type", f"{pointer}/op", operator=operator.value, type=known.type.value
            )
        values = self.values(given, known, operator, f"{pointer}/value")
        return None if values is None else Comparison(str(name), operator, values, pointer)

    def values(
        self, given: dict[str, Any], known: Field, operator: Operator, pointer: str
    ) -> tuple[Value, ...] | None:
        if operator is Operator.IS_MISSING:
            return self.fault("condition.value_unwanted", pointer) if "value" in given else ()
        if "value" not in given:
            return self.fault("condition.value_missing", pointer)
        value = given["value"]
        if operator in LISTED:
            if not isinstance(value, list) or not 1 <= len(value) <= self.limits.list_values:
                return self.fault("condition.value_list", pointer, limit=self.limits.list_values)
            return self.each(value, known, pointer)
        if operator is Operator.BETWEEN:
            if not isinstance(value, list) or len(value) != 2:
                return self.fault("condition.value_range", pointer)
            ends = self.each(value, known, pointer)
            if ends is not None and ends[0] > ends[1]:  # type: ignore[operator]
                return self.fault("condition.value_range", pointer)
            return ends
        return self.each([value], known, pointer, single=True)

    def each(
        self, values: list[Any], known: Field, pointer: str, *, single: bool = False
    ) -> tuple[Value, ...] | None:
        found: list[Value] = []
        for index, value in enumerate(values):
            place = pointer if single else f"{pointer}/{index}"
            right = not (known.type is FieldType.TEXT and not isinstance(value, str))
            read = typed(value, known.type) if right else None
            if read is None:
                self.fault("condition.value", place, type=known.type.value)
            elif isinstance(read, str) and len(read) > self.limits.text_length:
                self.fault("condition.value_length", place, limit=self.limits.text_length)
            else:
                found.append(read)
        return tuple(found) if len(found) == len(values) else None


def read_condition(
    given: Any, schema: Schema, limits: Limits = Limits()
) -> tuple[Condition | None, list[Problem]]:
    """The condition of parsed JSON, or None with every fault and its JSON pointer."""
    reader = _Reader(schema, limits)
    found = reader.node(given, "", 1, False)
    return (None, reader.problems) if reader.problems else (found, [])


def read_condition_text(
    text: str | bytes, schema: Schema, limits: Limits = Limits()
) -> tuple[Condition | None, list[Problem]]:
    """The condition of JSON text; syntax errors carry line and column."""
    size = len(text if isinstance(text, bytes) else text.encode("utf-8", "replace"))
    if size > limits.bytes:
        return None, [Problem("condition.size", _TEXTS["condition.size"].filled(limit=limits.bytes))]
    try:
        given = json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        message = _TEXTS["condition.json"].filled(detail=error.msg)
        return None, [Problem("condition.json", message, "", error.lineno, error.colno)]
    except RecursionError:
        return None, [Problem("condition.depth", _TEXTS["condition.depth"].filled(limit=limits.depth))]
    except ValueError as error:
        return None, [Problem("condition.json", _TEXTS["condition.json"].filled(detail=str(error)[:100]))]
    return read_condition(given, schema, limits)


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
