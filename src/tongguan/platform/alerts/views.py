"""Pages of alerts: what waits for me, all, and one with its evidence and steps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tongguan.platform.alerts import actions
from tongguan.platform.alerts.enums import Disposition, State
from tongguan.platform.alerts.forms import ClueForm, DispositionForm, HandOverForm
from tongguan.platform.alerts.models import Alert
from tongguan.platform.alerts.module import HANDLE, VIEW
from tongguan.platform.alerts.queries import funnel, is_owner, mine, visible, visible_alert
from tongguan.platform.alerts.tables import SEVERITIES, STATES, AlertsTable, owner
from tongguan.platform.permissions.interface import Refused, page
from tongguan.platform.ui.interface import QueueEntry, TimelineStep, Tone

STEPS = {
    "raised": (lambda: _("Raised"), Tone.WARN),
    "acknowledged": (lambda: _("Acknowledged"), Tone.INFO),
    "handed_over": (lambda: _("Handed over"), Tone.IDLE),
    "escalated": (lambda: _("Escalated"), Tone.BAD),
    "dispositioned": (lambda: _("Dispositioned"), Tone.GOOD),
    "concluded": (lambda: _("Clue concluded"), Tone.GOOD),
}
QUEUE_LENGTH = 50
FUNNEL_DAYS = 30


@page(VIEW)
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for me, then everything I may see, and what the alerts of a month became."""
    actor = request.actor  # type: ignore[attr-defined]
    waiting = [_entry(alert) for alert in mine(actor)[:QUEUE_LENGTH]]
    now = timezone.now()
    context = {"waiting": waiting, "funnel": funnel(actor, now - timedelta(days=FUNNEL_DAYS), now)}
    return AlertsTable(visible(actor), request).response("alerts/queue.html", context)


def _entry(alert: Alert) -> QueueEntry:
    status, tone = SEVERITIES[alert.severity]
    return QueueEntry(
        title=alert.title,
        url=reverse("alerts_detail", args=[alert.pk]),
        reason=STATES[alert.state][0],
        tone=Tone(tone),
        icon="alert",
        status=status,
        waiting_since=alert.raised_at,
        due=alert.deadline,
        owner=owner(alert),
        claim_url="" if alert.state == State.ACKNOWLEDGED else reverse("alerts_acknowledge", args=[alert.pk]),
    )


def _shown(request: HttpRequest, alert: Alert, form: forms.Form | None = None) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    handles = actor.may(HANDLE) and is_owner(actor, alert)
    open_ = alert.state != State.DISPOSITIONED
    given = {type(form): form} if form else {}
    context = {
        "alert": alert,
        "state": STATES[alert.state],
        "severity": SEVERITIES[alert.severity],
        "owner": owner(alert),
        "open": open_,
        "steps": [
            TimelineStep(STEPS[s.action][0](), s.at, s.actor_name, s.note, STEPS[s.action][1])
            for s in alert.steps.all()
        ],
        "may_acknowledge": handles and alert.state in (State.RAISED, State.ESCALATED),
        "disposition_form": (given.get(DispositionForm) or DispositionForm())
        if handles and open_ and alert.acknowledged_at
        else None,
        "hand_over_form": (given.get(HandOverForm) or HandOverForm()) if handles and open_ else None,
        "clue_form": (given.get(ClueForm) or ClueForm())
        if handles and alert.disposition == Disposition.CLUE
        else None,
    }
    return render(request, "alerts/detail.html", context, status=422 if form else 200)


@page(VIEW)
def detail(request: HttpRequest, alert_id: int) -> HttpResponse:
    """One alert: what it rests on, whose it is, what happened, what may be done."""
    return _shown(request, visible_alert(request.actor, alert_id))  # type: ignore[attr-defined]


@page(HANDLE)
@require_POST
def acknowledge(request: HttpRequest, alert_id: int) -> HttpResponse:
    """Take it."""
    actions.acknowledge(actor=request.actor, alert_id=alert_id)  # type: ignore[attr-defined]
    return redirect("alerts_detail", alert_id)


def _done(
    request: HttpRequest, alert_id: int, form: forms.Form, act: Callable[..., Any], **more: Any
) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    if form.is_valid():
        try:
            act(actor=actor, alert_id=alert_id, **form.cleaned_data, **more)
            return redirect("alerts_detail", alert_id)
        except Refused as refused:
            if refused.status != 422:
                raise
            for problem in refused.problems:
                field = problem.pointer if problem.pointer in form.fields else None
                form.add_error(field, problem.message.in_language(get_language() or "en"))
    return _shown(request, visible_alert(actor, alert_id), form)


@page(HANDLE)
@require_POST
def disposition(request: HttpRequest, alert_id: int) -> HttpResponse:
    """Close it with a coded outcome."""
    return _done(request, alert_id, DispositionForm(request.POST), actions.disposition)


@page(HANDLE)
@require_POST
def hand_over(request: HttpRequest, alert_id: int) -> HttpResponse:
    """Give it to another role."""
    return _done(request, alert_id, HandOverForm(request.POST), actions.hand_over)


@page(HANDLE)
@require_POST
def conclude(request: HttpRequest, alert_id: int) -> HttpResponse:
    """Say what became of a clue."""
    return _done(request, alert_id, ClueForm(request.POST), actions.conclude_clue)
