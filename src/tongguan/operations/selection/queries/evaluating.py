"""What the rules say of a declaration."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Count
from django.utils import timezone

from tongguan.engines.targeting import Facts, RuleSet
from tongguan.operations.selection.contracts import Hit
from tongguan.operations.selection.enums import RuleState, Standing
from tongguan.operations.selection.models import RiskRule, RuleHit
from tongguan.operations.selection.queries.versions import readable, rules_asked, stamp_of
from tongguan.platform.identity.interface import Organisation, organisations_by_code

EARLIER = """
    SELECT (SELECT count(DISTINCT declaration) FROM selection_selection
            WHERE trader_code = %(trader)s AND declaration <> %(own)s),
           (SELECT count(DISTINCT s.id) FROM selection_outcome o JOIN selection_selection s ON s.id = o.selection_id
            WHERE o.finding AND s.trader_code = %(trader)s AND s.declaration <> %(own)s)
"""


def firms_behind(snapshot: Mapping[str, Any]) -> dict[str, Organisation]:
    """The firms of a declaration that this house knows, by the code that names them."""
    return organisations_by_code((snapshot.get("trader_code") or "", snapshot.get("declarant_code") or ""))


def history_of(snapshot: Mapping[str, Any], firms: Mapping[str, Organisation]) -> dict[str, Any]:
    """What is known of the trader before this declaration."""
    trader, reference = snapshot.get("trader_code") or "", snapshot.get("reference")
    if not trader:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(EARLIER, {"trader": trader, "own": reference or ""})
        declarations, findings = cursor.fetchone()
    known = firms.get(trader)
    return {
        "trader_declarations": declarations,
        "trader_findings": findings,
        "credit_level": known.credit_level if known else None,
    }


@dataclass(frozen=True, slots=True)
class _Asked:
    """The rules of a day, ready: one hit (without matches) for each condition of the set."""

    stamp: tuple[Any, ...]
    rules: RuleSet
    hits: tuple[Hit, ...]


_asked: _Asked | None = None


def evaluate(facts: Facts, day: date, stamp: tuple[Any, ...] | None = None) -> list[Hit]:
    """The rules, acting or in shadow, whose condition holds of a declaration, by code and version.

    They are indexed once a process and again when a rule changes or the day does; `stamp` is what `stamp_of` says of
    the day, where the caller has asked it already.
    """
    global _asked
    stamp = (stamp or stamp_of(day))[:3]
    asked = _asked
    if asked is None or asked.stamp != stamp:
        asked = _asked = _indexed(day, stamp)
    conditions = asked.rules.conditions
    return [
        replace(asked.hits[n], matches=tuple(match.as_json() for match in conditions[n].explain(facts)))
        for n in asked.rules.holding(facts)
    ]


def _indexed(day: date, stamp: tuple[Any, ...]) -> _Asked:
    known = list(readable(rules_asked(day).defer("back_test")))
    hits = [
        hit_of(rule, Standing.ACTS if rule.state == RuleState.ACTIVE else Standing.SHADOW)
        for rule, _c in known
    ]
    return _Asked(stamp, RuleSet(condition for _rule, condition in known), tuple(hits))


def hit_of(rule: RiskRule, standing: str) -> Hit:
    """A rule's hit without its matches."""
    return Hit(
        rule.pk, rule.code, rule.revision, rule.title, rule.lane, rule.method, rule.probability, (),
        standing, rule.quota_per_day,
    )  # fmt: skip


def within_quota(hits: Iterable[Hit], now: datetime) -> list[Hit]:
    """The hits, those marked whose rule has asked for as much as it may on this day.

    What counts is what the rule is expected to choose, its hits times its probability, so the chances remain
    those that are stored; what the draws choose in fact is not known beforehand.
    """
    found = list(hits)
    bounded = [
        hit.rule_id for hit in found if hit.quota_per_day is not None and hit.standing == Standing.ACTS
    ]
    if not bounded:
        return found
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    today = RuleHit.objects.filter(
        rule__in=bounded, standing=Standing.ACTS, selection__entered_at__gte=midnight
    )
    used = dict(today.values_list("rule").annotate(n=Count("pk")))
    return [
        replace(hit, standing=Standing.OVER_QUOTA)
        if hit.rule_id in bounded
        and (used.get(hit.rule_id, 0) + 1) * hit.probability > (hit.quota_per_day or 0)
        else hit
        for hit in found
    ]
