"""Masses and prices must agree with each other."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from tongguan.engines.declaration.facts import MASS_TOLERANCE_KG, TOTAL_PRICE_TOLERANCE, Facts
from tongguan.engines.declaration.model import GoodsDeclaration
from tongguan.engines.declaration.rules.rule import Finding, Rule

LOGIC = "GACC: logic checks of the declaration form"


class NetWithinGross(Rule):
    """Net mass {net} kg is greater than gross mass {gross} kg."""

    code = "declaration.net_exceeds_gross"
    source = LOGIC
    zh = "净重 {net} 千克大于毛重 {gross} 千克"

    def check(self, declaration: GoodsDeclaration, facts: Facts) -> Iterator[Finding]:
        """Head and lines."""
        net, gross = declaration.net_mass_kg, declaration.gross_mass_kg
        if net is not None and gross is not None and net > gross:
            yield "/net_mass_kg", {"net": net, "gross": gross}
        for index, item in enumerate(declaration.items):
            net, gross = item.net_mass_kg, item.gross_mass_kg
            if net is not None and gross is not None and net > gross:
                yield f"/items/{index}/net_mass_kg", {"net": net, "gross": gross}


class LineMassesMatchHead(Rule):
    """The lines' {kind} masses add up to {lines} kg; the head says {head} kg."""

    code = "declaration.mass_sum"
    source = LOGIC
    zh = "各项{kind_zh}合计 {lines} 千克，表头为 {head} 千克"

    def check(self, declaration: GoodsDeclaration, facts: Facts) -> Iterator[Finding]:
        """Only where every line states its mass; the tolerance is a fact."""
        tolerance = facts.number(MASS_TOLERANCE_KG)
        if tolerance is None or not declaration.items:
            return
        for name, kind, kind_zh in (("net_mass_kg", "net", "净重"), ("gross_mass_kg", "gross", "毛重")):
            head = getattr(declaration, name)
            masses = [getattr(item, name) for item in declaration.items]
            if head is None or None in masses:
                continue
            lines = sum(masses, Decimal(0))
            if abs(lines - head) > tolerance:
                yield f"/{name}", {"kind": kind, "kind_zh": kind_zh, "lines": lines, "head": head}


class TotalIsPriceTimesQuantity(Rule):
    """Total price {total} differs from unit price {price} times quantity {quantity} = {product}."""

    code = "declaration.total_price"
    source = LOGIC
    zh = "总价 {total} 与单价 {price} × 成交数量 {quantity} = {product} 不符"

    def check(self, declaration: GoodsDeclaration, facts: Facts) -> Iterator[Finding]:
        """The tolerance, in units of the line's currency, is a fact."""
        tolerance = facts.number(TOTAL_PRICE_TOLERANCE)
        if tolerance is None:
            return
        for index, item in enumerate(declaration.items):
            price, quantity, total = item.unit_price, item.quantity, item.total_price
            if price is None or quantity is None or total is None:
                continue
            product = price * quantity
            if abs(product - total) > tolerance:
                values = {"total": total, "price": price, "quantity": quantity, "product": product}
                yield f"/items/{index}/total_price", values
