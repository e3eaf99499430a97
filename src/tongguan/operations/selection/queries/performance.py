"""Hit rates of rules beside the random share, which is the unbiased control."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.contrib.postgres.aggregates import BoolOr
from django.db.models import Count, Q, QuerySet, Sum

from tongguan.engines.targeting import Lift, Rate, lift_of, rate_of, wilson
from tongguan.operations.selection.contracts import Performance
from tongguan.operations.selection.enums import Arm
from tongguan.operations.selection.models import Outcome, RiskRule, RuleHit

COUNTS = {"of": Count("pk"), "good": Count("pk", filter=Q(finding=True)), "value": Sum("recovered_value")}
NOTHING: Mapping[str, Any] = {"of": 0, "good": 0, "value": None}


def random_arm() -> Performance:
    """Findings among declarations chosen at random."""
    counted = Outcome.objects.filter(arm=Arm.RANDOM).aggregate(**COUNTS)
    share = wilson(counted["good"], counted["of"])
    return Performance(share.of, share, recovered_value=counted["value"] or Decimal(0))


def performance(rule: RiskRule, control: Performance) -> Performance:
    """One rule's record: see `performances`."""
    return performances([rule], control)[rule.pk]


def performances(rules: Iterable[RiskRule], control: Performance) -> dict[int, Performance]:
    """Findings among declarations that each rule's version chose, beside `control` (the random share), by key.

    Hits count only declarations whose draw is published: nothing here may tell of one that waits.
    """
    keys = [rule.pk for rule in rules]
    hits = RuleHit.objects.filter(rule__in=keys, selection__decided_at__isnull=False)
    counted = dict(hits.values_list("rule").annotate(of=Count("pk")))
    outcomes = {
        row["rule"]: row for row in Outcome.objects.filter(rule__in=keys).values("rule").annotate(**COUNTS)
    }
    return {key: _beside(counted.get(key, 0), outcomes.get(key, NOTHING), control) for key in keys}


def _beside(hits: int, counted: Mapping[str, Any], control: Performance) -> Performance:
    share, base = wilson(counted["good"], counted["of"]), control.share.rate
    return Performance(
        hits=hits,
        share=share,
        lift=share.rate / base if share.rate is not None and base else None,
        better=share.low > control.share.high,
        recovered_value=counted["value"] or Decimal(0),
    )


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a span of time says of a rule: its rate and that of all it did not hit, both from whatever examined them."""

    rate: Rate
    base: Rate
    lift: Lift


def evidence(rules: Sequence[RiskRule], since: datetime) -> dict[int, Evidence]:
    """Each rule's hit rate and lift since a moment, by inverse propensity over all examined declarations, by key.

    Rules in shadow have it too: chance and other rules examine some of what they hold of.
    """
    examined = Outcome.objects.filter(selection__decided_at__gte=since).exclude(arm=Arm.REVIEW)
    found = examined.values_list("selection", "selection__inclusion").annotate(good=BoolOr("finding"))
    known = {
        key: (float(Fraction(chance)), good) for key, chance, good in found if chance and Fraction(chance) > 0
    }
    hits = RuleHit.objects.filter(rule__in=[rule.pk for rule in rules], selection__decided_at__gte=since)
    by_rule: dict[int, set[int]] = {rule.pk: set() for rule in rules}
    for rule_id, selection_id in hits.values_list("rule", "selection"):
        by_rule[rule_id].add(selection_id)
    return {key: _evidence(known, hit) for key, hit in by_rule.items()}


def _evidence(known: Mapping[int, tuple[float, bool]], hit: set[int]) -> Evidence:
    rate, base = (
        rate_of([good for _chance, good in rows], [chance for chance, _good in rows])
        for rows in (
            [each for key, each in known.items() if key in hit],
            [each for key, each in known.items() if key not in hit],
        )
    )
    return Evidence(rate, base, lift_of(rate, base))


def rows_behind(rule: RiskRule | None) -> QuerySet[Outcome]:
    """The outcomes behind a rule's numbers, or (None) the random share's."""
    rows = Outcome.objects.select_related("selection")
    return rows.filter(arm=Arm.RANDOM) if rule is None else rows.filter(rule=rule)
