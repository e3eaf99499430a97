"""What keeps a declaration from being lodged, or even from being kept as a draft."""

from __future__ import annotations

from datetime import date
from functools import cache

from django.db import models
from django.utils import timezone

from tongguan.engines.declaration import RULES, Container, GoodsDeclaration, Item, Rule, validate
from tongguan.engines.declaration.fields import fields_of
from tongguan.engines.problems import Problem
from tongguan.operations.declarations.models import Declaration, DeclarationContainer, DeclarationItem
from tongguan.operations.declarations.queries.facts import DayFacts
from tongguan.operations.declarations.rules import NumberNotGiven, PackageCountFits, TextFits


def findings(declaration: GoodsDeclaration, day: date | None = None) -> tuple[Problem, ...]:
    """Everything that keeps a declaration from being lodged on a day (today by default)."""
    return validate(declaration, DayFacts(day or timezone.localdate()), _lodging())


def unstorable(declaration: GoodsDeclaration) -> tuple[Problem, ...]:
    """What keeps even a draft from being kept."""
    return validate(declaration, DayFacts(timezone.localdate()), _drafting())


@cache
def _drafting() -> tuple[Rule, ...]:
    lengths = (
        _lengths(Declaration, GoodsDeclaration),
        _lengths(DeclarationItem, Item),
        _lengths(DeclarationContainer, Container),
    )
    flow = next(rule for rule in RULES if rule.code == "declaration.flow")
    return (flow, TextFits(*lengths), PackageCountFits())


def house_rules() -> tuple[Rule, ...]:
    """What this house asks of everything lodged, besides the form's own rules."""
    return (*_drafting(), NumberNotGiven())


@cache
def _lodging() -> tuple[Rule, ...]:
    return (*house_rules(), *(rule for rule in RULES if rule.code != "declaration.flow"))


def _lengths(model: type[models.Model], part: type) -> dict[str, int]:
    """The longest texts the columns of a table hold, for those that repeat a field of the neutral model."""
    texts = {name for name, field in fields_of(part).items() if field.kind == "text" and not field.many}
    return {
        column.name: column.max_length
        for column in model._meta.concrete_fields
        if column.name in texts - {"flow", "declaration_number"} and column.max_length
    }
