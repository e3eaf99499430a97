"""Whose declaration it is, and which office it goes to."""

from __future__ import annotations

from dataclasses import dataclass

from tongguan.engines.declaration import EXPORT, TRANSIT, GoodsDeclaration, Party
from tongguan.engines.problems import Problem, Text
from tongguan.platform.identity.interface import OrganisationKind, organisations_by_code
from tongguan.platform.permissions.interface import Actor

LODGE = "declarations.lodge"
NOT_REGISTERED = Text(
    zh="{role}“{code}”未在本系统登记", en="The {role} '{code}' is not registered with this customs house"
)
NOT_REPRESENTED = Text(
    zh="您不能代表{role}“{code}”申报：须为本单位，或有有效委托",
    en="You may not lodge for the {role} '{code}': it must be your own firm or one with a delegation in force",
)
NO_OFFICE = Text(zh="本系统没有申报地海关“{code}”", en="There is no customs office '{code}' in this house")
ROLES = {
    "consignee": Text(zh="境内收货人", en="consignee"),
    "consignor": Text(zh="境内发货人", en="consignor"),
    "declarant": Text(zh="申报单位", en="declarant"),
}


@dataclass(frozen=True, slots=True)
class Parties:
    """Ids of the organisations a declaration belongs to; a draft may lack them."""

    applicant_id: int | None
    office_id: int | None
    problems: tuple[Problem, ...]


def trader_role(declaration: GoodsDeclaration) -> str:
    """Which party is the domestic trader: the consignee of an import, the consignor of an export; goods in transit
    have traders abroad, and the operator who declares them answers for them."""
    return {EXPORT: "consignor", TRANSIT: "declarant"}.get(declaration.flow, "consignee")


def parties_of(actor: Actor, declaration: GoodsDeclaration) -> Parties:
    """Look up trader, declarant and office in one query, and check that the actor may act for both firms."""
    trader = trader_role(declaration)
    codes = {role: _code(getattr(declaration, role)) for role in (trader, "declarant")}
    found = organisations_by_code((*codes.values(), declaration.customs_office))
    office = found.get(declaration.customs_office)
    if office is not None and office.kind != OrganisationKind.CUSTOMS:
        office = None
    problems = []
    for role, code in codes.items():
        organisation = found.get(code)
        if organisation is None or organisation.kind == OrganisationKind.CUSTOMS:
            told = NOT_REGISTERED
        elif not actor.may_for(LODGE, organisation.pk):
            told = NOT_REPRESENTED
        else:
            continue
        message = told.filled(role=ROLES[role], code=code)
        where = "not_registered" if told is NOT_REGISTERED else "not_represented"
        problems.append(Problem(f"declaration.{where}", message, f"/{role}/code"))
    if office is None:
        message = NO_OFFICE.filled(code=declaration.customs_office)
        problems.append(Problem("declaration.no_office", message, "/customs_office"))
    applicant = found.get(codes[trader])
    return Parties(applicant.pk if applicant else None, office.pk if office else None, tuple(problems))


def _code(party: Party | None) -> str:
    return party.code if party is not None else ""
