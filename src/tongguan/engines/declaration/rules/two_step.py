"""What a summary declaration must state, and what the complete one may not change of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from tongguan.engines.declaration.facts import Facts
from tongguan.engines.declaration.labels import LABELS
from tongguan.engines.declaration.model import IMPORT, GoodsDeclaration
from tongguan.engines.declaration.rules.rule import Finding, Rule
from tongguan.engines.declaration.two_step import FULL_CODE, ITEMS, SHORTEST_CODE, TITLES
from tongguan.engines.problems import Text

ANNOUNCEMENT = "GACC Announcement 127/2019, declaring in two steps; items after secondary summaries"
UNLESS_BOXED = frozenset({"containers", "container_lines"})
"""Items that only goods in containers have."""
EMPTY: tuple[Any, ...] = (None, "", ())


class ImportsOnly(Rule):
    """Only imports can be declared in two steps."""

    code = "declaration.two_step_import"
    source = ANNOUNCEMENT
    zh = "仅进口货物可以两步申报"

    def check(self, declaration: GoodsDeclaration, facts: Facts) -> Iterator[Finding]:
        """By the flow."""
        if declaration.flow != IMPORT:
            yield "/flow", {}


class SummaryStates(Rule):
    """{label} belongs to the summary declaration."""

    code = "declaration.summary_item"
    source = ANNOUNCEMENT
    zh = "概要申报须填报{label}"

    def __init__(self, items: Sequence[str]) -> None:
        self.items = items

    def check(self, declaration: GoodsDeclaration, facts: Facts) -> Iterator[Finding]:
        """Every item the goods ask for, at the head or at each line."""
        boxed = bool(declaration.containers)
        for item in self.items:
            if item in UNLESS_BOXED and not boxed:
                continue
            for field in ITEMS[item]:
                for pointer, value in _values(declaration, field):
                    if value in EMPTY:
                        yield pointer, {"label": TITLES[item]}


class SummaryCodeLength(Rule):
    """The commodity code '{value}' needs at least {digits} digits here."""

    code = "declaration.summary_code"
    source = ANNOUNCEMENT
    zh = "商品编号“{value}”在此至少须填 {digits} 位"

    def __init__(self, items: Sequence[str]) -> None:
        self.digits = FULL_CODE if "full_code" in items else SHORTEST_CODE

    def check(self, declaration: GoodsDeclaration, facts: Facts) -> Iterator[Finding]:
        """Digits alone, six or, where the goods are inspected, ten."""
        for index, item in enumerate(declaration.items):
            code = item.hs_code
            if code and (not code.isdecimal() or len(code) < self.digits):
                yield f"/items/{index}/hs_code", {"value": code, "digits": self.digits}


class NotOnNegativeList(Rule):
    """Goods of code {value} cannot be declared in two steps: {reason}."""

    code = "declaration.two_step_negative"
    source = "GACC Announcement 44/2025: dynamic negative list"
    zh = "商品编号 {value} 不适用两步申报：{reason}"

    def __init__(self, listed: dict[str, Text]) -> None:
        self.listed = listed

    def check(self, declaration: GoodsDeclaration, facts: Facts) -> Iterator[Finding]:
        """A code under a listed prefix, or too short to tell that it is none."""
        for index, item in enumerate(declaration.items):
            for prefix, reason in self.listed.items():
                if item.hs_code and (item.hs_code.startswith(prefix) or prefix.startswith(item.hs_code)):
                    yield f"/items/{index}/hs_code", {"value": item.hs_code, "reason": reason}
                    break


class LockedUnchanged(Rule):
    """{label} was fixed by the summary as '{before}'; the complete declaration cannot change it to '{after}'."""

    code = "declaration.locked_field"
    source = ANNOUNCEMENT
    zh = "{label}已由概要申报确定为“{before}”，完整申报不能改为“{after}”"

    def __init__(self, summary: GoodsDeclaration, locked: Sequence[str]) -> None:
        self.summary, self.locked = summary, locked

    def check(self, declaration: GoodsDeclaration, facts: Facts) -> Iterator[Finding]:
        """Field by field; a commodity code may be given more digits, lines can be neither added nor left out."""
        if len(self.summary.items) != len(declaration.items):
            counts = {"before": len(self.summary.items), "after": len(declaration.items)}
            yield "/items", {"label": LABELS["items"], **counts}
            return
        for field in self.locked:
            before = dict(_values(self.summary, field))
            for pointer, after in _values(declaration, field):
                held = before.get(pointer)
                if not _kept(field, held, after):
                    label = LABELS[field.rpartition("/")[2]]
                    yield pointer, {"label": label, "before": _shown(held), "after": _shown(after)}


def _kept(field: str, before: Any, after: Any) -> bool:
    if before in EMPTY:
        return True
    if field == "items/hs_code":
        return str(after).startswith(before)
    if field in ("consignee", "consignor"):
        return after is not None and before.code == after.code
    if field == "containers":
        return {box.number for box in before} == {box.number for box in after}
    return bool(before == after)


def _shown(value: Any) -> str:
    if isinstance(value, tuple):
        return " ".join(str(getattr(entry, "number", entry)) for entry in value) or "—"
    return str(getattr(value, "code", value) if value not in EMPTY else "—")


def _values(declaration: GoodsDeclaration, field: str) -> Iterator[tuple[str, Any]]:
    """(pointer, value) of a field of the head, or of each line."""
    part, _, name = field.rpartition("/")
    if not part:
        yield f"/{name}", getattr(declaration, name)
        return
    for index, item in enumerate(declaration.items):
        yield f"/items/{index}/{name}", getattr(item, name)
