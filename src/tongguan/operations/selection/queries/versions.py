"""Risk rules in force, their conditions compiled once a process."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from json import dumps
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from tongguan.engines.problems import Text
from tongguan.engines.targeting import CompiledCondition, compile_condition, in_words, read_condition_text
from tongguan.operations.selection.enums import ModelState, RuleState
from tongguan.operations.selection.models import Retraining, RiskModel, RiskRule
from tongguan.operations.selection.rules import SCHEMA
from tongguan.operations.selection.workflow import RISK_MODEL, RISK_RULE
from tongguan.platform.cases.interface import visible
from tongguan.platform.permissions.interface import Actor

log = logging.getLogger(__name__)


def rules_asked(day: date) -> QuerySet[RiskRule]:
    """The versions asked of a declaration on a day: those that act, and those in shadow."""
    states = (RuleState.ACTIVE, RuleState.SHADOW)
    rules = RiskRule.objects.filter(state__in=states, valid_from__lte=day, valid_to__gte=day)
    return rules.order_by("code", "revision")


STAMP = """
    SELECT rules.of, rules.last, models.of, models.last
    FROM (SELECT count(*) AS of, max(changed_at) AS last FROM selection_riskrule
          WHERE state IN (%(active)s, %(rule_shadow)s) AND valid_from <= %(day)s AND valid_to >= %(day)s) rules,
         (SELECT count(*) AS of, max(changed_at) AS last FROM selection_riskmodel
          WHERE state IN (%(live)s, %(model_shadow)s)) models
"""


def stamp_of(day: date) -> tuple[Any, ...]:
    """What must be the same for rules and models that were read before to hold still: the day, the number of rules
    and their last change, the number of models and theirs. One statement for both."""
    asked = {
        "day": day, "active": RuleState.ACTIVE, "rule_shadow": RuleState.SHADOW,
        "live": ModelState.LIVE, "model_shadow": ModelState.SHADOW,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(STAMP, {name: str(value) for name, value in asked.items()})
        return (day, *cursor.fetchone())


def active_rules(day: date) -> QuerySet[RiskRule]:
    """The versions that act on a day."""
    return rules_asked(day).filter(state=RuleState.ACTIVE)


def listed(actor: Actor) -> list[RiskRule]:
    """The versions the actor may see, by code and version."""
    return list(visible(actor, RISK_RULE).order_by("code", "revision"))


def models_listed(actor: Actor) -> list[RiskModel]:
    """The risk models the actor may see, by code and version."""
    return list(visible(actor, RISK_MODEL).order_by("code", "revision"))


def latest_retrainings() -> list[Retraining]:
    """The latest look at each code of models, in one statement."""
    return list(Retraining.objects.order_by("code", "-at").distinct("code").select_related("challenger"))


def condition_of(rule: RiskRule) -> CompiledCondition:
    """The rule's condition as closures; ValueError where the stored condition cannot be read."""
    return _compiled(dumps(rule.condition, sort_keys=True))


def readable(rules: Iterable[RiskRule]) -> Iterator[tuple[RiskRule, CompiledCondition]]:
    """The rules with their conditions. One whose stored condition no longer reads is logged and left out: it must
    not stop clearance."""
    for rule in rules:
        try:
            yield rule, condition_of(rule)
        except ValueError:
            log.exception("risk rule %s cannot be read", rule.reference)


def words_of(rule: RiskRule) -> Text:
    """The rule's condition in words."""
    return in_words(condition_of(rule).condition, SCHEMA)


@lru_cache(maxsize=4096)
def _compiled(text: str) -> CompiledCondition:
    found, problems = read_condition_text(text, SCHEMA)
    if found is None:
        raise ValueError("; ".join(f"{p.pointer} {p.message.en}" for p in problems))
    return compile_condition(found)
