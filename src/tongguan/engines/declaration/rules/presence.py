"""What every declaration must state."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tongguan.engines.declaration.facts import MAX_LINES, Facts
from tongguan.engines.declaration.labels import LABELS
from tongguan.engines.declaration.model import EXPORT, IMPORT, TRANSIT, GoodsDeclaration, Item
from tongguan.engines.declaration.rules.rule import Finding, Rule

FORM = "GACC: completion rules of the import and export declaration form"

HEAD = (
    "customs_office",
    "supervision_mode",
    "levy_nature",
    "transport_mode",
    "bill_number",
    "trade_country",
    "border_port",
    "transaction_mode",
    "package_count",
    "package_type",
    "gross_mass_kg",
    "net_mass_kg",
    "declarant",
)
HEAD_BY_FLOW = {
    IMPORT: ("departure_country", "consignee"),
    EXPORT: ("destination_country", "consignor"),
    TRANSIT: ("departure_country", "destination_country", "consignor", "consignee"),
}
ITEM = (
    "line_number",
    "hs_code",
    "description",
    "origin_country",
    "destination_country",
    "quantity",
    "unit",
    "first_quantity",
    "first_unit",
    "unit_price",
    "total_price",
    "currency",
    "levy_mode",
)
PARTIES = ("consignor", "consignee", "owner", "declarant")
POSITIVE_HEAD = ("package_count", "gross_mass_kg", "net_mass_kg")
POSITIVE_ITEM = ("quantity", "first_quantity", "second_quantity", "net_mass_kg", "gross_mass_kg")
NOT_NEGATIVE_ITEM = ("unit_price", "total_price")
CHARGES = ("freight", "insurance", "other_charges")


class Present(Rule):
    """{label} is required."""

    code = "declaration.required"
    source = FORM
    zh = "{label}为必填项"

    def check(self, declaration: GoodsDeclaration, facts: Facts) -> Iterator[Finding]:
        """Head and lines."""
        for name in HEAD + HEAD_BY_FLOW.get(declaration.flow, ()):
            if getattr(declaration, name) in (None, ""):
                yield f"/{name}", {"label": LABELS[name]}
        for index, item in enumerate(declaration.items):
            for name in ITEM:
                value = getattr(item, name)
                if value is None or value == "":
                    yield f"/items/{index}/{name}", {"label": LABELS[name]}


class PartyIdentified(Rule):
    """The {label} needs a code or a name."""

    code = "declaration.party_unidentified"
    source = FORM
    zh = "{label}须填写代码或名称"

    def check(self, declaration: GoodsDeclaration, facts: Facts) -> Iterator[Finding]:
        """Every party that is stated."""
        for name in PARTIES:
            party = getattr(declaration, name)
            if party is not None and not party.code and not party.name:
                yield f"/{name}", {"label": LABELS[name]}


class FlowKnown(Rule):
    """The declaration must be for import (I), export (E) or transit (T)."""

    code = "declaration.flow"
    source = FORM
    zh = "进出口标志应为 I（进口）、E（出口）或 T（过境）"

    def check(self, declaration: GoodsDeclaration, facts: Facts) -> Iterator[Finding]:
        """I, E or T."""
        if declaration.flow not in (IMPORT, EXPORT, TRANSIT):
            yield "/flow", {}


class LinesPresent(Rule):
    """The declaration has no goods line."""

    code = "declaration.no_lines"
    source = FORM
    zh = "报关单没有商品项"

    def check(self, declaration: GoodsDeclaration, facts: Facts) -> Iterator[Finding]:
        """At least one."""
        if not declaration.items:
            yield "/items", {}


class LinesWithinLimit(Rule):
    """The declaration has {count} goods lines; at most {limit} are allowed."""

    code = "declaration.too_many_lines"
    source = FORM
    zh = "报关单有 {count} 项商品，最多允许 {limit} 项"

    def check(self, declaration: GoodsDeclaration, facts: Facts) -> Iterator[Finding]:
        """The limit is a fact."""
        limit = facts.number(MAX_LINES)
        if limit is not None and len(declaration.items) > limit:
            yield "/items", {"count": len(declaration.items), "limit": limit}


class LineNumbersContiguous(Rule):
    """Line {found} stands where line {expected} belongs; lines are numbered 1, 2, 3 without gaps."""

    code = "declaration.line_numbers"
    source = FORM
    zh = "此处应为第 {expected} 项，实为第 {found} 项；项号应从 1 起连续"

    def check(self, declaration: GoodsDeclaration, facts: Facts) -> Iterator[Finding]:
        """The first line out of order; those after it would only repeat it."""
        for index, item in enumerate(declaration.items):
            if item.line_number is not None and item.line_number != index + 1:
                yield f"/items/{index}/line_number", {"expected": index + 1, "found": item.line_number}
                return


class LinesDistinct(Rule):
    """Line {line} says the same as line {first} in everything; one of them is a repetition."""

    code = "declaration.line_duplicate"
    source = "GACC: logic checks of the declaration form"
    zh = "第 {line} 项与第 {first} 项内容完全相同，系重复填报"

    def check(self, declaration: GoodsDeclaration, facts: Facts) -> Iterator[Finding]:
        """The second and later mention of a line, its number apart; lines that say hardly anything are no copies."""
        alike: dict[tuple[object, ...], int] = {}
        whole: dict[Item, int] = {}
        for index, item in enumerate(declaration.items):
            if not item.hs_code or item.quantity is None:
                continue
            # Few lines share these three, so few are compared as a whole.
            like = alike.setdefault((item.hs_code, item.description, item.total_price), index)
            if like == index:
                continue
            whole.setdefault(replace(declaration.items[like], line_number=None), like)
            first = whole.setdefault(replace(item, line_number=None), index)
            if first != index:
                yield f"/items/{index}/description", {"line": index + 1, "first": first + 1}


class NumbersPositive(Rule):
    """{label} must be greater than zero."""

    code = "declaration.not_positive"
    source = FORM
    zh = "{label}应大于零"

    def check(self, declaration: GoodsDeclaration, facts: Facts) -> Iterator[Finding]:
        """Counts, masses and quantities."""
        for name in POSITIVE_HEAD:
            value = getattr(declaration, name)
            if value is not None and value <= 0:
                yield f"/{name}", {"label": LABELS[name]}
        for index, item in enumerate(declaration.items):
            for name in POSITIVE_ITEM:
                value = getattr(item, name)
                if value is not None and value <= 0:
                    yield f"/items/{index}/{name}", {"label": LABELS[name]}


class AmountsNotNegative(Rule):
    """{label} must not be negative."""

    code = "declaration.negative"
    source = FORM
    zh = "{label}不得为负数"

    def check(self, declaration: GoodsDeclaration, facts: Facts) -> Iterator[Finding]:
        """Prices and charges."""
        for name in CHARGES:
            money = getattr(declaration, name)
            if money is not None and money.amount < 0:
                yield f"/{name}/amount", {"label": LABELS[name]}
        for index, item in enumerate(declaration.items):
            for name in NOT_NEGATIVE_ITEM:
                value = getattr(item, name)
                if value is not None and value < 0:
                    yield f"/items/{index}/{name}", {"label": LABELS[name]}
