"""The rules a declaration is checked against, and the one call that applies them."""

from __future__ import annotations

from tongguan.engines.declaration.facts import Facts
from tongguan.engines.declaration.limits import MAX_PROBLEMS
from tongguan.engines.declaration.model import GoodsDeclaration
from tongguan.engines.declaration.rules import amounts, charges, codes, identity, presence
from tongguan.engines.declaration.rules.rule import Rule
from tongguan.engines.problems import Problem

RULES: tuple[Rule, ...] = (
    presence.FlowKnown(),
    presence.Present(),
    presence.PartyIdentified(),
    presence.LinesPresent(),
    presence.LinesWithinLimit(),
    presence.LineNumbersContiguous(),
    presence.LinesDistinct(),
    presence.NumbersPositive(),
    presence.AmountsNotNegative(),
    amounts.NetWithinGross(),
    amounts.LineMassesMatchHead(),
    amounts.TotalIsPriceTimesQuantity(),
    charges.ChargeStated(),
    charges.ChargeNotStated(),
    codes.CodesKnown(),
    codes.CommodityCodeKnown(),
    codes.UnitsMatchCommodity(),
    codes.SecondQuantityWithUnit(),
    codes.LevyNatureFitsMode(),
    codes.PortServesTransport(),
    identity.ContainerNumberValid(),
    identity.ContainersDistinct(),
    identity.LoadFlagStated(),
    identity.LineContainersDeclared(),
    identity.ContainersUsed(),
    identity.BillIsOne(),
    identity.FirmCodeValid(),
    identity.ShipNumberValid(),
    identity.DeclarationNumberFits(),
)


def validate(
    declaration: GoodsDeclaration, facts: Facts, rules: tuple[Rule, ...] = RULES
) -> tuple[Problem, ...]:
    """Every finding of every rule in the order of `rules`, at most `MAX_PROBLEMS`.

    Pointers are in the model's terms (`/items/3/net_mass_kg`), as in the JSON form.
    """
    found: list[Problem] = []
    for rule in rules:
        found.extend(rule.problems(declaration, facts))
        if len(found) >= MAX_PROBLEMS:
            break
    return tuple(found[:MAX_PROBLEMS])


__all__ = ["RULES", "Rule", "validate"]
