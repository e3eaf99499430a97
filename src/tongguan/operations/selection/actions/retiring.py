"""Rules that are no better than chance propose their own end; a person decides."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from tongguan.engines.problems import Text
from tongguan.operations.selection.enums import RuleState
from tongguan.operations.selection.models import RiskRule
from tongguan.operations.selection.queries import Evidence, evidence, retirement_days
from tongguan.platform.alerts.interface import Evidence as Shown
from tongguan.platform.alerts.interface import Severity, Source, raise_alert


@transaction.atomic
def propose_retirements(now: datetime) -> int:
    """Raise an alert for each rule in force for the whole period whose lift over it may be 1 or less; how many.

    One alert a rule and period: it comes again only when another period has passed. Its owner is the rule's.
    """
    period = timedelta(days=retirement_days(timezone.localdate(now)))
    old = list(
        RiskRule.objects.filter(state=RuleState.ACTIVE, activated_at__lte=now - period).defer("back_test")
    )
    found = evidence(old, now - period)
    proposed = [rule for rule in old if not found[rule.pk].lift.better]
    for rule in proposed:
        _propose(rule, found[rule.pk], now, period)
    return len(proposed)


def _propose(rule: RiskRule, found: Evidence, now: datetime, period: timedelta) -> None:
    assert rule.activated_at is not None
    number = (now - rule.activated_at) // period
    high = "∞" if found.lift.high == float("inf") else f"{found.lift.high:.2f}"
    span = f"{found.lift.low:.2f} – {high}"
    note = Text(
        zh=f"{period.days} 日内提升度区间 {span}（查验 {found.rate.examined} 票），不高于 1：不优于随机",
        en=f"lift over {period.days} days {span} ({found.rate.examined} examined) not above 1: no better than chance",
    )
    try:
        url = reverse("cases_detail", args=["risk_rule", rule.reference])
    except NoReverseMatch:  # the pages are not served by this process
        url = ""
    raise_alert(
        source_key=f"risk_rule/{rule.reference}/retire/{number}",
        kind="risk_rule.retirement",
        title=Text(
            zh=f"风险规则 {rule.reference} 建议停用",
            en=f"Risk rule {rule.reference} proposes its own retirement",
        ),
        severity=Severity.LOW,
        evidence=[Shown("row", rule.reference, url=url, note=note)],
        source=Source("risk_rule", rule.code, str(rule.revision)),
        office_id=rule.office_id,
        owner_user_id=rule.owner_id,
    )
