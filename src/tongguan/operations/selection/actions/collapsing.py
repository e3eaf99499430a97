"""The collapse alarm: where risk no longer finds more than chance, chance is given more room.

A loop that learns only from what it chose can go blind: what it never looks at never becomes a label. The random arm
notices. The share is raised by a dated row of the reference data, bounded, with the reason; lowering it again is a
person's decision.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from tongguan.engines.problems import Text
from tongguan.operations.selection.actions.watching import span_of
from tongguan.operations.selection.queries import Arms, arms_since, watch_plan
from tongguan.platform.alerts.interface import Evidence, Severity, Source, raise_alert
from tongguan.platform.audit.interface import record
from tongguan.platform.permissions.interface import SYSTEM
from tongguan.platform.reference.interface import edit_parameter, parameter_row

SHARE = "selection.random_share"
FACTOR = 2


@transaction.atomic
def guard_against_collapse(now: datetime) -> int:
    """Raise the random share where the targeted arm's hit rate is not above the random arm's; 1 if it was.

    Both arms need enough outcomes of the watch's period. A share that changed within the period, by a person or by
    this, is left until the period has passed: what it brings must be seen first. It never passes its bound.
    """
    today = timezone.localdate(now)
    plan = watch_plan(today)
    arms = arms_since(now - timedelta(days=plan.period_days))
    if min(arms.targeted.examined, arms.control.examined) < plan.evidence or arms.lift.better:
        return 0
    tomorrow = today + timedelta(days=1)
    row = parameter_row(SHARE, tomorrow)
    if row.valid_from is not None and row.valid_from > today - timedelta(days=plan.period_days):
        return 0
    old = Decimal(str(row.value))
    new = min(max(old, Decimal("0.01")) * FACTOR, plan.most_random)
    why = _why(arms, plan.period_days)
    if new > old:
        edit_parameter(
            actor=SYSTEM, code=SHARE, effective_from=tomorrow, value=f"{new.normalize():f}",
            source=f"collapse alarm {today.isoformat()}: {why.en}",
        )  # fmt: skip
        record(
            actor=SYSTEM,
            action="selection.random_share_raised",
            subject=("reference_parameter", SHARE),
            data={"from": str(old), "to": str(new), "effective": tomorrow, "zh": why.zh, "en": why.en},
        )
    _tell(now, old, new, why)
    return 1


def _why(arms: Arms, days: int) -> Text:
    risk, chance = arms.targeted, arms.control
    span = span_of(arms.lift)
    return Text(
        zh=(
            f"{days} 日内风险布控命中率 {risk.rate:.1%}（{risk.examined} 票），随机 {chance.rate:.1%}"
            f"（{chance.examined} 票），提升度区间 {span} 不高于 1"
        ),
        en=(
            f"over {days} days risk found {risk.rate:.1%} of {risk.examined}, chance {chance.rate:.1%} of "
            f"{chance.examined}; lift {span} not above 1"
        ),
    )


def _tell(now: datetime, old: Decimal, new: Decimal, why: Text) -> None:
    raised = new > old
    title = (
        Text(
            zh=f"布控失效：随机选查比例自明日起由 {old:.1%} 提高到 {new:.1%}",
            en=f"Targeting collapsed: the random share rises from {old:.1%} to {new:.1%} tomorrow",
        )
        if raised
        else Text(
            zh=f"布控失效：随机选查比例已达上限 {old:.1%}",
            en=f"Targeting collapsed: the random share is at its bound, {old:.1%}",
        )
    )
    raise_alert(
        source_key=f"selection/collapse/{timezone.localdate(now).isoformat() if raised else f'{now:%Y-%m}'}",
        kind="selection.collapse",
        title=title,
        severity=Severity.HIGH,
        evidence=[Evidence("row", SHARE, url="/selection/outcomes/random/", note=why)],
        source=Source("selection", "random_share", f"{new}"),
    )
