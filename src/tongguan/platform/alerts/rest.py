"""Alerts for programs."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from tongguan.platform.alerts import actions
from tongguan.platform.alerts.models import Alert
from tongguan.platform.alerts.module import HANDLE, VIEW
from tongguan.platform.alerts.queries import funnel as counted
from tongguan.platform.alerts.queries import visible, visible_alert
from tongguan.platform.permissions.interface import requires

router = Router()
PREFIX = "/alerts"
MOST = 500


class DispositionIn(Schema):
    """A coded outcome."""

    code: str
    note: str


class HandOverIn(Schema):
    """Who takes over: a person, or a role at an office."""

    note: str
    user_id: int | None = None
    role: str = ""
    office_id: int | None = None


class ConclusionIn(Schema):
    """What became of a clue."""

    result: str
    note: str


def told(alert: Alert) -> dict[str, Any]:
    """An alert as JSON."""
    return {
        "id": alert.pk,
        "kind": alert.kind,
        "severity": alert.severity,
        "title": asdict(alert.title),
        "evidence": alert.evidence,
        "source": asdict(alert.source),
        "source_key": alert.source_key,
        "office": alert.office.code if alert.office else None,
        "owner": {"user_id": alert.owner_user_id, "role": alert.owner_role},
        "deadline": alert.deadline,
        "state": alert.state,
        "raised_at": alert.raised_at,
        "acknowledged_at": alert.acknowledged_at,
        "escalation_level": alert.escalation_level,
        "disposition": alert.disposition or None,
        "note": alert.note,
        "clue_result": alert.clue_result or None,
    }


@router.get("/", auth=requires(VIEW), summary="Alerts the caller may see, newest first")
def listed(
    request: HttpRequest, state: str = "", kind: str = "", before: int | None = None, most: int = 100
) -> dict[str, Any]:
    """`before` continues after the last id of the answer before."""
    rows = visible(request.actor).order_by("-id")  # type: ignore[attr-defined]
    rows = rows.filter(state=state) if state else rows
    rows = rows.filter(kind=kind) if kind else rows
    rows = rows.filter(pk__lt=before) if before else rows
    return {"alerts": [told(alert) for alert in rows[: max(1, min(most, MOST))]]}


@router.get("/funnel", auth=requires(VIEW), summary="Alerts of a span and what they became")
def funnel(request: HttpRequest, since: datetime, until: datetime, kind: str = "") -> dict[str, int]:
    """Raised, acknowledged, dispositioned, clues, cases."""
    return asdict(counted(request.actor, since, until, kind=kind))  # type: ignore[attr-defined]


@router.get("/{alert_id}", auth=requires(VIEW), summary="One alert")
def one(request: HttpRequest, alert_id: int) -> dict[str, Any]:
    """404 where it is not there or not the caller's to see."""
    return told(visible_alert(request.actor, alert_id))  # type: ignore[attr-defined]


@router.post("/{alert_id}/acknowledge", auth=requires(HANDLE), summary="Take an alert")
def acknowledge(request: HttpRequest, alert_id: int) -> dict[str, Any]:
    """409 where somebody took it before."""
    return told(actions.acknowledge(actor=request.actor, alert_id=alert_id))  # type: ignore[attr-defined]


@router.post("/{alert_id}/disposition", auth=requires(HANDLE), summary="Close an alert with a coded outcome")
def disposition(request: HttpRequest, alert_id: int, body: DispositionIn) -> dict[str, Any]:
    """The outcome goes back to the rule or model that raised it."""
    return told(actions.disposition(actor=request.actor, alert_id=alert_id, **body.dict()))  # type: ignore[attr-defined]


@router.post("/{alert_id}/hand-over", auth=requires(HANDLE), summary="Give an alert to another")
def hand_over(request: HttpRequest, alert_id: int, body: HandOverIn) -> dict[str, Any]:
    """The deadline does not move."""
    return told(actions.hand_over(actor=request.actor, alert_id=alert_id, **body.dict()))  # type: ignore[attr-defined]


@router.post("/{alert_id}/conclusion", auth=requires(HANDLE), summary="Say what became of a clue")
def conclude(request: HttpRequest, alert_id: int, body: ConclusionIn) -> dict[str, Any]:
    """criminal, administrative or none."""
    return told(actions.conclude_clue(actor=request.actor, alert_id=alert_id, **body.dict()))  # type: ignore[attr-defined]
