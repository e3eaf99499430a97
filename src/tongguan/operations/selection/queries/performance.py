"""Hit rates of rules beside the random share, which is the unbiased control."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet, Sum

from tongguan.engines.targeting import wilson
from tongguan.operations.selection.contracts import Performance
from tongguan.operations.selection.enums import Arm
from tongguan.operations.selection.models import Outcome, RiskRule, RuleHit


def random_arm() -> Performance:
    """Findings among declarations chosen at random."""
    return _performance(Outcome.objects.filter(arm=Arm.RANDOM), hits=None)


def performance(rule: RiskRule, control: Performance) -> Performance:
    """Findings among declarations that a rule's version chose, beside `control` (the random share).

    Hits count only declarations whose draw is published: nothing here may tell of one that waits.
    """
    hits = RuleHit.objects.filter(rule=rule, selection__decided_at__isnull=False).count()
    found = _performance(Outcome.objects.filter(rule=rule), hits=hits)
    rate, base = found.share.rate, control.share.rate
    return Performance(
        hits=found.hits,
        share=found.share,
        lift=rate / base if rate is not None and base else None,
        better=found.share.apart_from(control.share) and found.share.low > control.share.high,
        recovered_value=found.recovered_value,
    )


def rows_behind(rule: RiskRule | None) -> QuerySet[Outcome]:
    """The outcomes behind a rule's numbers, or (None) the random share's."""
    rows = Outcome.objects.select_related("selection")
    return rows.filter(arm=Arm.RANDOM) if rule is None else rows.filter(rule=rule)


def _performance(rows: QuerySet[Outcome], hits: int | None) -> Performance:
    counted = rows.aggregate(
        of=Count("pk"), good=Count("pk", filter=Q(finding=True)), value=Sum("recovered_value")
    )
    return Performance(
        hits=counted["of"] if hits is None else hits,
        share=wilson(counted["good"], counted["of"]),
        recovered_value=counted["value"] or 0,
    )
