"""Freight and insurance must go with the terms of delivery: stated where the price lacks them, and only there."""

from __future__ import annotations

from collections.abc import Iterator

from tongguan.engines.declaration.facts import Facts
from tongguan.engines.declaration.labels import LABELS
from tongguan.engines.declaration.model import EXPORT, GoodsDeclaration
from tongguan.engines.declaration.rules.rule import Finding, Rule

TERMS = (
    "GACC: completion rules of the import and export declaration form, terms of delivery, freight, insurance"
)
TABLE = "transaction_charges"


def _named(declaration: GoodsDeclaration, facts: Facts, what: str) -> list[str]:
    """The charges the list names for these terms and this direction."""
    direction = "export" if declaration.flow == EXPORT else "import"
    return (facts.attribute(TABLE, declaration.transaction_mode, f"{direction}_{what}") or "").split()


class ChargeStated(Rule):
    """Under these terms of delivery the price lacks it: state the {label} as a total amount."""

    code = "declaration.charge_missing"
    source = TERMS
    zh = "该成交方式的价格不含{label}，须填报{label}总额"

    def check(self, declaration: GoodsDeclaration, facts: Facts) -> Iterator[Finding]:
        """What the terms need."""
        for name in _named(declaration, facts, "needs"):
            if getattr(declaration, name) is None:
                yield f"/{name}", {"label": LABELS[name]}


class ChargeNotStated(Rule):
    """Under these terms of delivery no {label} is stated: the price has it, or the goods bear none of it."""

    code = "declaration.charge_surplus"
    source = TERMS
    zh = "该成交方式不应填报{label}：价格已包含，或不应由本票货物负担"

    def check(self, declaration: GoodsDeclaration, facts: Facts) -> Iterator[Finding]:
        """What the terms refuse; a charge of zero says nothing."""
        for name in _named(declaration, facts, "refuses"):
            money = getattr(declaration, name)
            if money is not None and money.amount != 0:
                yield f"/{name}", {"label": LABELS[name]}
