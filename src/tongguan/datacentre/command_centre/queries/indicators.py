"""The indicators of the house, declared."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from tongguan.datacentre.command_centre.contracts import Indicator
from tongguan.engines.problems import Text

CNY, PERCENT = Text(zh="元", en="CNY"), Text(zh="%", en="%")
MINUTES, SECONDS = Text(zh="分", en="min"), Text(zh="秒", en="s")
FUNNEL = timedelta(days=30)
HIT_SPAN = timedelta(days=30)
NEVER_LODGED = ("draft", "withdrawn")
STAGES = (
    ("lodged", Text(zh="选查", en="Selection"), ("summary_stored", "lodged")),
    ("review", Text(zh="审单", en="Review"), ("review",)),
    (
        "trader",
        Text(zh="待企业", en="Trader"),
        ("documents_requested", "returned", "summary_finished"),
    ),
    ("inspection", Text(zh="查验", en="Inspect"), ("inspection",)),
    ("decision", Text(zh="处置", en="Decision"), ("inspected", "suspended")),
    ("assessed", Text(zh="审结", en="Assessed"), ("assessed",)),
    ("duty_due", Text(zh="待缴税", en="Duty due"), ("duty_due",)),
    ("released", Text(zh="放行待提", en="Released"), ("released", "pick_up", "guaranteed")),
)
"""The steps of the thread: declarations that stand there now."""


def midnight(now: datetime) -> datetime:
    """The start of the house's day."""
    return timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)


def lodged_today(now: datetime) -> Q:
    """Declarations lodged since midnight."""
    return Q(lodged_at__gte=midnight(now))


def released_since_midnight(now: datetime) -> Q:
    """Declarations released since midnight, whenever they were lodged; what was owed for them is paid."""
    return Q(released_at__gte=midnight(now))


DECLARATIONS = (
    Indicator(
        "declarations_today",
        Text(zh="今日申报", en="Lodged today"),
        "declaration",
        lodged_today,
        icon="document",
    ),
    Indicator(
        "lodged_last_hour",
        Text(zh="近一小时", en="Last hour"),
        "declaration",
        lambda now: Q(lodged_at__gt=now - timedelta(hours=1)),
        icon="clock",
    ),
    Indicator(
        "released_today",
        Text(zh="今日放行", en="Released today"),
        "declaration",
        released_since_midnight,
        icon="done",
    ),
    Indicator(
        "overdue",
        Text(zh="超期", en="Overdue"),
        "declaration",
        lambda now: Q(due_at__lt=now) & ~Q(state__in=("closed", "withdrawn", "cancelled", "deleted")),
        icon="warning",
        tone="bad",
    ),
    Indicator(
        "billed_today",
        Text(zh="今日应征", en="Billed today"),
        "declaration",
        lambda now: lodged_today(now) & Q(duty_amount__isnull=False),
        measure="sum",
        field="duty_amount",
        unit=CNY,
        icon="coins",
    ),
    Indicator(
        "paid_today",
        Text(zh="今日实征", en="Paid today"),
        "declaration",
        lambda now: released_since_midnight(now) & Q(duty_amount__gt=0),
        measure="sum",
        field="duty_amount",
        unit=CNY,
        icon="coins",
    ),
)


def _stage(code: str, title: Text, states: tuple[str, ...]) -> Indicator:
    return Indicator(f"stage_{code}", title, "declaration", lambda _now: Q(state__in=states))


FLOW = tuple(_stage(*stage) for stage in STAGES)

FIELD = (
    Indicator(
        "inspections_open",
        Text(zh="查验在办", en="Open physical examinations"),
        "inspection",
        lambda _now: ~Q(state="finished"),
        icon="search",
    ),
    Indicator(
        "hit_rate",
        Text(zh="30 日查获率", en="Hit rate 30\u00a0d"),
        "inspection",
        lambda now: Q(state="finished", changed_at__gt=now - HIT_SPAN),
        measure="share",
        part=lambda _now: Q(finding=True),
        unit=PERCENT,
        places=1,
        icon="scales",
    ),
    Indicator(
        "vessels_in_port",
        Text(zh="在港船舶", en="Vessels in port"),
        "port_call",
        lambda _now: Q(state__in=("arrived", "berthed")),
        icon="ship",
    ),
    Indicator(
        "vessels_expected",
        Text(zh="预报船舶", en="Vessels expected"),
        "port_call",
        lambda _now: Q(state="announced"),
        icon="ship",
    ),
    Indicator(
        "boxes_in_yard",
        Text(zh="堆场在场箱", en="Boxes in yard"),
        "yard",
        lambda _now: Q(),
        icon="container",
    ),
    Indicator(
        "boxes_out_today",
        Text(zh="今日出卡", en="Out today"),
        "passage",
        lambda now: Q(direction="out", outcome="passed", at__gte=midnight(now)),
        icon="gate",
    ),
    Indicator(
        "boxes_in_today",
        Text(zh="今日进卡", en="In today"),
        "passage",
        lambda now: Q(direction="in", outcome="passed", at__gte=midnight(now)),
        icon="gate",
    ),
    Indicator(
        "turned_back_today",
        Text(zh="今日拦截", en="Turned back"),
        "passage",
        lambda now: Q(outcome="refused", at__gte=midnight(now)),
        icon="stop",
        tone="warn",
    ),
)

ALERTS = (
    Indicator(
        "alerts_open",
        Text(zh="未处置预警", en="Alerts open"),
        "alert",
        lambda _now: ~Q(state="dispositioned"),
        icon="alert",
        tone="warn",
    ),
    Indicator(
        "alerts_late",
        Text(zh="逾期预警", en="Alerts late"),
        "alert",
        lambda now: ~Q(state="dispositioned") & (Q(deadline__lt=now) | Q(escalation_level__gt=0)),
        icon="alert",
        tone="bad",
    ),
)


def _funnel(code: str, title: Text, further: Q) -> Indicator:
    return Indicator(f"funnel_{code}", title, "alert", lambda now: Q(raised_at__gt=now - FUNNEL) & further)


FUNNEL_STEPS = (
    _funnel("raised", Text(zh="预警", en="Alerts"), Q()),
    _funnel("acknowledged", Text(zh="已签收", en="Acknowledged"), Q(acknowledged_at__isnull=False)),
    _funnel("dispositioned", Text(zh="已处置", en="Dispositioned"), Q(state="dispositioned")),
    _funnel("clues", Text(zh="线索", en="Clues"), Q(disposition="clue")),
    _funnel("criminal", Text(zh="刑事案件", en="Criminal"), Q(clue_result="criminal")),
    _funnel("administrative", Text(zh="行政案件", en="Administrative"), Q(clue_result="administrative")),
)

CLEARANCE = (
    Indicator(
        "clearance_p50",
        Text(zh="通关中位数", en="Clearance, median"),
        "release_times",
        lambda _now: Q(),
        unit=MINUTES,
        icon="clock",
        places=1,
        stale_after_s=120,
    ),
    Indicator(
        "clearance_p80",
        Text(zh="通关 80 分位", en="Clearance, p80"),
        "release_times",
        lambda _now: Q(),
        unit=MINUTES,
        icon="clock",
        places=1,
        stale_after_s=120,
    ),
)

COUNTED = (*DECLARATIONS, *FLOW, *FIELD, *ALERTS, *FUNNEL_STEPS)
BY_CODE = {indicator.code: indicator for indicator in (*COUNTED, *CLEARANCE)}
