"""Reads of alerts: those of the actor's offices and own; all for who may see all."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Q, QuerySet

from tongguan.engines.problems import Text
from tongguan.platform.alerts.contracts import Funnel
from tongguan.platform.alerts.enums import ClueResult, Disposition, State
from tongguan.platform.alerts.models import Alert
from tongguan.platform.alerts.module import ALL, VIEW
from tongguan.platform.permissions.interface import Actor, NotFound

OPEN = ~Q(state=State.DISPOSITIONED)
COMMANDER = "commander"


def visible(actor: Actor) -> QuerySet[Alert]:
    """Alerts that the actor may see."""
    alerts = Alert.objects.select_related("office", "owner_user")
    if actor.may(ALL):
        return alerts
    if not actor.may(VIEW):
        return alerts.none()
    return alerts.filter(Q(office_id__in=actor.office_ids) | Q(owner_user_id=actor.user_id))


def visible_alert(actor: Actor, alert_id: int) -> Alert:
    """One alert; raises NotFound alike for a missing and for a hidden one."""
    found = visible(actor).filter(pk=alert_id).first()
    if found is None:
        raise NotFound(Text(zh="预警", en="alert"))
    return found


def is_owner(actor: Actor, alert: Alert) -> bool:
    """Whether the alert is the actor's to handle: named, by role at the office, or as duty commander."""
    if actor.kind == "system" or (actor.user_id is not None and alert.owner_user_id == actor.user_id):
        return True
    here = alert.office_id is None or alert.office_id in actor.office_ids
    if COMMANDER in actor.roles and (here or actor.may(ALL)):
        return True
    return alert.owner_user_id is None and here and alert.owner_role in actor.roles


def mine(actor: Actor) -> QuerySet[Alert]:
    """Open alerts that are the actor's to handle, the most urgent first."""
    own = Q(owner_user_id=actor.user_id)
    by_role = Q(owner_user__isnull=True, owner_role__in=actor.roles)
    here = Q(office__isnull=True) | Q(office_id__in=actor.office_ids)
    return visible(actor).filter(OPEN & (own | by_role & here)).order_by("deadline", "id")


def funnel(actor: Actor, since: datetime, until: datetime, *, kind: str = "") -> Funnel:
    """Alerts raised in a span and what became of them so far: acknowledged, clue, case. One query."""
    rows = visible(actor).filter(raised_at__gte=since, raised_at__lt=until)
    if kind:
        rows = rows.filter(kind=kind)
    counted = rows.aggregate(
        raised=Count("pk"),
        acknowledged=Count("pk", filter=Q(acknowledged_at__isnull=False)),
        escalated=Count("pk", filter=Q(escalation_level__gt=0)),
        dispositioned=Count("pk", filter=Q(state=State.DISPOSITIONED)),
        false_alarms=Count("pk", filter=Q(disposition=Disposition.FALSE_ALARM)),
        clues=Count("pk", filter=Q(disposition=Disposition.CLUE)),
        criminal_cases=Count("pk", filter=Q(clue_result=ClueResult.CRIMINAL)),
        administrative_cases=Count("pk", filter=Q(clue_result=ClueResult.ADMINISTRATIVE)),
    )
    return Funnel(**counted)
