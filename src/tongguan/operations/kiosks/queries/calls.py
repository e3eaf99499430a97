"""What each side of a call is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Avg, Count, F, Max
from django.utils import timezone

from tongguan.operations.kiosks.contracts import MAX_MESSAGES, SKILL, FormState
from tongguan.operations.kiosks.enums import LIVE, CallState, Side
from tongguan.operations.kiosks.errors import refused
from tongguan.operations.kiosks.models import Call, Content, Desk, Message, Ring, Session
from tongguan.operations.kiosks.module import ANSWER
from tongguan.operations.kiosks.queries.describing import describe_state
from tongguan.operations.kiosks.rules import Candidate, expected_wait_s, hashed, number, sharing
from tongguan.platform.calls.interface import relays, signals_for
from tongguan.platform.permissions.interface import Actor, require
from tongguan.platform.queues.interface import Duty, roster

ENOUGH_CALLS = 20
"""From so many recent calls on their mean is used, before that a default."""
RECENT = timedelta(days=7)
PREFIX = "language."
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def session_of(token: str, *, held: bool = False) -> Session:
    """The session under way with this token; raises Refused where there is none."""
    rows = Session.objects.select_for_update(of=("self",)) if held else Session.objects.all()
    found = (
        rows.select_related("kiosk").filter(token_sha256=hashed(token), ended_at=None).first()
        if token
        else None
    )
    if found is None:
        raise refused("unknown_session", status=404)
    return found


def call_of(token: str, *, actor: Actor | None = None, call_id: UUID | None = None) -> Call:
    """The call under way of a traveller's session, or the conversation this officer is in; raises Refused."""
    if actor is None:
        found = Call.objects.filter(session=session_of(token), state__in=LIVE).first()
    else:
        require(actor, ANSWER)
        mine = Call.objects.filter(pk=call_id, officer_id=actor.user_id)
        found = mine.filter(state=CallState.ACTIVE).first()
    if found is None:
        raise refused("no_call", status=409)
    return found


def room_of(call: Call) -> str:
    """Where the two browsers find each other."""
    return f"kiosk_call:{call.pk}"


def candidates(now: datetime) -> list[Candidate]:
    """Officers who may be rung: on duty with the skill, page open, ready; five queries whatever their number."""
    skilled = {int(each.id): each for each in roster("", now) if each.on_duty and SKILL in each.skills}
    since = now - timedelta(seconds=number("desk_silence"))
    ids = list(
        Desk.objects.filter(officer_id__in=skilled, ready=True, seen_at__gte=since).values_list(
            "pk", flat=True
        )
    )
    duty = Duty.objects.filter(position__user_id__in=ids, starts_at__lte=now, ends_at__gt=now)
    began = dict(duty.values_list("position__user_id").annotate(Max("starts_at")))
    called = dict(Call.objects.filter(officer_id__in=ids).values_list("officer_id").annotate(Max("ended_at")))
    rung = dict(Ring.objects.filter(officer_id__in=ids).values_list("officer_id").annotate(Max("ended_at")))
    engaged = set(
        Call.objects.filter(officer_id__in=ids, state__in=[CallState.RINGING, CallState.ACTIVE]).values_list(
            "officer_id", flat=True
        )
    )
    return [
        Candidate(
            officer_id=each,
            languages=frozenset(
                skill.removeprefix(PREFIX) for skill in skilled[each].skills if skill.startswith(PREFIX)
            ),
            idle_since=max(at for at in (began.get(each), called.get(each), rung.get(each), _LONG_AGO) if at),
            engaged=each in engaged,
        )
        for each in ids
    ]


def traveller_standing(token: str, after_message: int, after_signal: int) -> dict[str, Any]:
    """Where the traveller's call stands, with what the officer said since; honest about the wait."""
    session, now = session_of(token), timezone.now()
    if session.seen_at < now - timedelta(seconds=2):
        Session.objects.filter(pk=session.pk).update(seen_at=now)
    call = Call.objects.filter(session=session).order_by("-asked_at").first()
    if call is None:
        return {"state": "", "server_now": now}
    told: dict[str, Any] = {
        "id": str(call.pk),
        "state": call.state,
        "outcome": call.outcome,
        "match": call.match,
        "server_now": now,
    }
    if call.state in (CallState.WAITING, CallState.RINGING):
        told |= _wait(call, now)
    if call.state in LIVE:
        content = Content.objects.filter(call=call).first()
        told["pointed"] = content.pointed if content else ""
        told["messages"] = _messages(call, after_message)
    if call.state == CallState.ACTIVE:
        told["signals"] = signals_for(room_of(call), Side.TRAVELLER, after_signal)
        told["ice_servers"] = relays(str(call.pk), Side.TRAVELLER, now)
    return told


def _wait(call: Call, now: datetime) -> dict[str, Any]:
    ahead = Call.objects.filter(
        state__in=[CallState.WAITING, CallState.RINGING], asked_at__lt=call.asked_at
    ).count()
    officers = sharing(candidates(now), call.language)
    mean_s, counted = mean_talk_s(now)
    expected = expected_wait_s(ahead, len(officers), mean_s)
    if call.state == CallState.RINGING or (not ahead and any(not each.engaged for each in officers)):
        expected = 0.0
    return {
        "ahead": ahead,
        "officers": len(officers),
        "expected_s": None if expected is None else round(expected),
        "estimated_from": counted,
    }


def mean_talk_s(now: datetime) -> tuple[float, int]:
    """Mean length of recent conversations and how many it is of; the default, and 0, where they are too few."""
    recent = Call.objects.filter(ended_at__gte=now - RECENT, answered_at__isnull=False)
    spent = recent.aggregate(mean=Avg(F("ended_at") - F("answered_at")), count=Count("pk"))
    if spent["count"] < ENOUGH_CALLS or spent["mean"] is None:
        return number("talk_seconds"), 0
    return max(1.0, spent["mean"].total_seconds()), spent["count"]


def _messages(call: Call, after: int) -> list[dict[str, Any]]:
    rows = Message.objects.filter(call=call, pk__gt=max(0, min(after, 2**62))).order_by("pk")[:MAX_MESSAGES]
    return [{"id": row.pk, "side": row.side, "text": row.text, "at": row.at} for row in rows]


def desk_standing(actor: Actor) -> dict[str, Any]:
    """What an officer's page shows beside a conversation: what rings here, what is under way, how many wait."""
    require(actor, ANSWER)
    now = timezone.now()
    desk = Desk.objects.filter(officer_id=actor.user_id).first()
    mine = list(
        Call.objects.select_related("session__kiosk").filter(
            officer_id=actor.user_id, state__in=[CallState.RINGING, CallState.ACTIVE]
        )
    )
    waiting = list(
        Call.objects.select_related("session__kiosk")
        .filter(state=CallState.WAITING)
        .order_by("asked_at")[:50]
    )
    return {
        "server_now": now,
        "ready": bool(desk and desk.ready),
        "ringing": next((_line(each) for each in mine if each.state == CallState.RINGING), None),
        "active": next((_line(each) for each in mine if each.state == CallState.ACTIVE), None),
        "waiting": [_line(each) for each in waiting],
    }


def _line(call: Call) -> dict[str, Any]:
    kiosk = call.session.kiosk
    return {
        "id": str(call.pk),
        "language": call.language,
        "match": call.match,
        "asked_at": call.asked_at,
        "answered_at": call.answered_at,
        "ring_until": call.ring_until,
        "kiosk": kiosk.code if kiosk else "",
        "hall": kiosk.hall if kiosk else "",
    }


def officer_call(
    actor: Actor, call_id: UUID, language: str, after_version: int, after_message: int, after_signal: int
) -> dict[str, Any]:
    """The conversation as its officer sees it: the form in their language where it changed, words and signals since."""
    require(actor, ANSWER)
    call = Call.objects.select_related("session").filter(pk=call_id, officer_id=actor.user_id).first()
    if call is None or call.state != CallState.ACTIVE:
        return {"state": call.state if call else CallState.ENDED, "outcome": call.outcome if call else ""}
    content = Content.objects.filter(call=call).first()
    told: dict[str, Any] = {
        "state": call.state,
        "language": call.language,
        "messages": _messages(call, after_message),
        "signals": signals_for(room_of(call), Side.OFFICER, after_signal),
        "ice_servers": relays(str(call.pk), Side.OFFICER, timezone.now()),
        "version": content.version if content else 0,
        "pointed": content.pointed if content else "",
    }
    if content is not None and content.version != after_version:
        state = FormState(**content.state)
        told["form"] = {"form": state.form, "step": state.step, "lines": lines_of(state, language)}
    return told


def lines_of(state: FormState, language: str) -> Sequence[dict[str, str]]:
    """The form's questions and answers, JSON-ready."""
    found = describe_state(state, language)
    return [{"code": each.code, "question": each.question, "answer": each.answer} for each in found]
