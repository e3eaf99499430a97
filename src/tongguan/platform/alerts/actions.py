"""Writes: raise, acknowledge, hand over, escalate, disposition, conclude. Each is audited and published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from tongguan.engines.problems import Problem, Text
from tongguan.platform.alerts.contracts import Evidence, Outcome, Source
from tongguan.platform.alerts.enums import HITS, ClueResult, Disposition, Severity, State
from tongguan.platform.alerts.models import Alert, AlertStep
from tongguan.platform.alerts.module import HANDLE
from tongguan.platform.alerts.queries import COMMANDER, is_owner, visible_alert
from tongguan.platform.audit.interface import record
from tongguan.platform.events.interface import publish
from tongguan.platform.notifications.interface import notify
from tongguan.platform.permissions.interface import SYSTEM, Actor, NotAllowed, Refused, require
from tongguan.platform.reference.interface import parameter

MOST_EVIDENCE = 200
MOST_ESCALATIONS = 5
"""After so many the alert stays with the highest commander and red; it is not repeated for ever."""
ACKNOWLEDGE, DISPOSE = "alert.acknowledge", "alert.disposition"


def raise_alert(
    *,
    source_key: str,
    kind: str,
    title: Text,
    severity: Severity | str,
    evidence: Sequence[Evidence],
    source: Source,
    office_id: int | None = None,
    owner_user_id: int | None = None,
    owner_role: str = "",
    deadline: datetime | None = None,
    actor: Actor = SYSTEM,
) -> Alert:
    """Raise an alert inside the caller's transaction; the same `source_key` again returns the first one unchanged.

    Without an owner it goes to the duty commander of the office; without a deadline it gets the time to acknowledge
    of its severity. Raises ValueError without evidence: nobody can check an alert that rests on nothing.
    """
    if not evidence:
        raise ValueError(f"alert {source_key} names no evidence")
    found = Alert.objects.filter(source_key=source_key).first()
    if found is not None:
        return found
    alert = Alert(
        source_key=source_key,
        kind=kind,
        severity=Severity(severity),
        title_zh=title.zh[:300],
        title_en=title.en[:300],
        evidence=[item.as_json() for item in evidence[:MOST_EVIDENCE]],
        source_kind=source.kind,
        source_code=source.code,
        source_version=source.version,
        office_id=office_id,
        owner_user_id=owner_user_id,
        owner_role=owner_role or ("" if owner_user_id else COMMANDER),
        deadline=deadline or timezone.now() + _time(ACKNOWLEDGE, severity),
    )
    try:
        with transaction.atomic():
            alert.save()
    except IntegrityError:
        found = Alert.objects.filter(source_key=source_key).first()
        if found is None:
            raise
        return found
    with transaction.atomic():
        _log(
            actor, alert, "raised", data={"kind": kind, "severity": alert.severity, "source": asdict(source)}
        )
        _tell_owner(alert, Text(zh=f"新预警：{title.zh}", en=f"New alert: {title.en}"))
    return alert


@transaction.atomic
def acknowledge(*, actor: Actor, alert_id: int) -> Alert:
    """Take an alert: it is the actor's from now on, and the time to disposition it begins."""
    alert = _to_handle(actor, alert_id, State.RAISED, State.ESCALATED)
    alert.state = State.ACKNOWLEDGED
    alert.acknowledged_at = alert.acknowledged_at or timezone.now()
    alert.owner_user_id = actor.user_id or alert.owner_user_id
    alert.deadline = timezone.now() + _time(DISPOSE, alert.severity)
    alert.save()
    _log(actor, alert, "acknowledged")
    return alert


@transaction.atomic
def hand_over(
    *,
    actor: Actor,
    alert_id: int,
    note: str,
    user_id: int | None = None,
    role: str = "",
    office_id: int | None = None,
) -> Alert:
    """Give an alert to another person, or to a role at an office. The deadline does not move."""
    alert = _to_handle(actor, alert_id, State.RAISED, State.ESCALATED, State.ACKNOWLEDGED)
    if not user_id and not role:
        told = Text(zh="须指明接手人或岗位", en="say who takes over: a person or a role")
        raise Refused(Problem("alerts.no_owner", told, pointer="owner"))
    _note_needed(note)
    alert.owner_user_id, alert.owner_role = user_id, role
    alert.office_id = office_id or alert.office_id
    alert.state, alert.acknowledged_at = State.RAISED, None
    alert.save()
    _log(actor, alert, "handed_over", note, {"user": user_id, "role": role, "office": alert.office_id})
    _tell_owner(
        alert, Text(zh=f"移交给您的预警：{alert.title_zh}", en=f"Alert handed to you: {alert.title_en}")
    )
    return alert


@transaction.atomic
def disposition(*, actor: Actor, alert_id: int, code: Disposition | str, note: str) -> Alert:
    """Close an acknowledged alert with a coded outcome, which goes back to what raised it."""
    alert = _to_handle(actor, alert_id, State.ACKNOWLEDGED, State.ESCALATED)
    if code not in Disposition.values:
        raise Refused(
            Problem("alerts.code", Text(zh="未知处置代码", en="unknown disposition"), pointer="code")
        )
    if alert.acknowledged_at is None:
        told = Text(zh="须先签收再处置", en="acknowledge it before you disposition it")
        raise Refused(Problem("alerts.not_acknowledged", told), status=409)
    _note_needed(note)
    alert.state, alert.disposition, alert.note = State.DISPOSITIONED, Disposition(code), note.strip()[:2000]
    alert.dispositioned_at = timezone.now()
    alert.save()
    _log(actor, alert, "dispositioned", note, {"code": alert.disposition}, asdict(outcome_of(alert)))
    return alert


@transaction.atomic
def conclude_clue(*, actor: Actor, alert_id: int, result: ClueResult | str, note: str) -> Alert:
    """Say what became of a clue: a criminal or administrative case, or none."""
    alert = _to_handle(actor, alert_id, State.DISPOSITIONED)
    if alert.disposition != Disposition.CLUE or result not in ClueResult.values:
        told = Text(zh="只能登记线索的结果", en="only a clue has such a result")
        raise Refused(Problem("alerts.not_a_clue", told, pointer="result"), status=409)
    _note_needed(note)
    alert.clue_result = ClueResult(result)
    alert.save(update_fields=["clue_result"])
    _log(actor, alert, "concluded", note, {"result": alert.clue_result}, asdict(outcome_of(alert)))
    return alert


def escalate_due(now: datetime | None = None, *, most: int = 200) -> int:
    """Move alerts whose deadline passed up to the duty commander, then up the offices; returns how many.

    For the worker; several at once share the work. Each alert moves in its own transaction.
    """
    moment = now or timezone.now()
    moved = 0
    while moved < most:
        with transaction.atomic():
            alert = (
                Alert.objects.select_for_update(skip_locked=True, of=("self",))
                .select_related("office")
                .exclude(state=State.DISPOSITIONED)
                .filter(deadline__lte=moment, escalation_level__lt=MOST_ESCALATIONS)
                .order_by("deadline")
                .first()
            )
            if alert is None:
                return moved
            _escalate(alert, moment)
            moved += 1
    return moved


def _escalate(alert: Alert, moment: datetime) -> None:
    before = {"user": alert.owner_user_id, "role": alert.owner_role, "office": alert.office_id}
    with_commander = alert.owner_user_id is None and alert.owner_role == COMMANDER
    if with_commander and alert.office is not None and alert.office.parent_id is not None:
        alert.office_id = alert.office.parent_id
    alert.owner_user_id, alert.owner_role = None, COMMANDER
    alert.state = State.ESCALATED
    alert.escalation_level += 1
    alert.deadline = moment + _time(DISPOSE if alert.acknowledged_at else ACKNOWLEDGE, alert.severity)
    alert.save()
    _log(SYSTEM, alert, "escalated", data={"before": before, "level": alert.escalation_level})
    _tell_owner(
        alert, Text(zh=f"预警逾期升级：{alert.title_zh}", en=f"Overdue alert escalated: {alert.title_en}")
    )


def outcome_of(alert: Alert) -> Outcome:
    """The outcome as rules and models receive it."""
    code = Disposition(alert.disposition)
    return Outcome(
        alert_id=alert.pk,
        kind=alert.kind,
        source=alert.source,
        source_key=alert.source_key,
        disposition=code.value,
        hit=HITS[code],
        note=alert.note,
        clue_result=str(alert.clue_result),
    )


def _time(what: str, severity: str) -> timedelta:
    return timedelta(minutes=float(parameter(f"{what}.{Severity(severity).value}")))


def _to_handle(actor: Actor, alert_id: int, *states: State) -> Alert:
    """The alert, locked, if the actor may handle it and it stands in one of the states."""
    require(actor, HANDLE)
    visible_alert(actor, alert_id)
    alert = Alert.objects.select_for_update().get(pk=alert_id)
    if not is_owner(actor, alert):
        raise NotAllowed(HANDLE)
    if alert.state not in states:
        told = Text(zh="预警状态已变化，请刷新", en="the alert moved on meanwhile; look again")
        raise Refused(Problem("alerts.state", told), status=409)
    return alert


def _note_needed(note: str) -> None:
    if not note.strip():
        raise Refused(Problem("alerts.note", Text(zh="请填写说明", en="say why, in words"), pointer="note"))


def _log(
    actor: Actor,
    alert: Alert,
    action: str,
    note: str = "",
    data: dict[str, Any] | None = None,
    payload: dict[str, Any] | None = None,
) -> None:
    """Timeline, audit and event of one step, in the step's transaction."""
    AlertStep.objects.create(
        alert=alert, action=action, actor_name=actor.name[:100], note=note.strip()[:2000]
    )
    facts = {**(data or {}), "note": note.strip()[:2000]}
    record(actor=actor, action=f"alert.{action}", subject=("alert", str(alert.pk)), data=facts)
    told = payload or {"alert_id": alert.pk, "kind": alert.kind, "severity": str(alert.severity)}
    publish(f"alert.{action}", f"alert:{alert.pk}", told)


def _tell_owner(alert: Alert, text: Text) -> None:
    """Tell the owner; a role that nobody holds at the office is told everywhere it is held."""
    url = f"/alerts/{alert.pk}/"
    kind = f"alert.{alert.severity}"
    if alert.owner_user_id:
        notify(text=text, url=url, kind=kind, user_ids=[alert.owner_user_id])
    elif not notify(text=text, url=url, kind=kind, role=alert.owner_role, office_id=alert.office_id):
        notify(text=text, url=url, kind=kind, role=COMMANDER)
