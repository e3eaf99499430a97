"""A call from both sides: asked for, the form shown, words and signals exchanged, hung up."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongguan.operations.kiosks.actions.ringing import alone, finish, ring_waiting
from tongguan.operations.kiosks.contracts import MAX_MESSAGES, MAX_TEXT
from tongguan.operations.kiosks.enums import LIVE, SAID, CallState, Outcome, Side, Stage
from tongguan.operations.kiosks.errors import refused
from tongguan.operations.kiosks.models import Call, Content, Kiosk, Message, Session
from tongguan.operations.kiosks.queries import call_of, room_of, session_of
from tongguan.operations.kiosks.rules import number, read_state, spoken
from tongguan.platform.audit.interface import record
from tongguan.platform.calls.interface import send_signal
from tongguan.platform.events.interface import publish
from tongguan.platform.permissions.interface import ANONYMOUS, Actor


@transaction.atomic
def ask(*, token: str, state: Any) -> Call:
    """Ask for an officer; asked again during a call it is the same call. Raises Refused for a state that is none, and
    where this session asked too often or too many wait."""
    alone()
    session = session_of(token, held=True)
    read = read_state(state)
    if read is None:
        raise refused("state", "/state")
    found = Call.objects.filter(session=session, state__in=LIVE).first()
    if found is not None:
        return found
    waiting = Call.objects.filter(state=CallState.WAITING).count()
    if session.calls.count() >= number("calls_a_session") or waiting >= number("most_waiting"):
        raise refused("too_many", status=429)
    now = timezone.now()
    call = Call.objects.create(
        session=session, language=spoken(read.language or session.language), asked_at=now
    )
    Content.objects.create(call=call, state=_stored(state, read))
    Session.objects.filter(pk=session.pk).update(stage=Stage.ASSIST, seen_at=now)
    if session.kiosk_id:
        Kiosk.objects.filter(pk=session.kiosk_id).update(stage=Stage.ASSIST)
    facts = {"language": call.language, "kiosk": session.kiosk.code if session.kiosk else ""}
    record(actor=ANONYMOUS, action="kiosk_call.asked", subject=("kiosk_call", str(call.pk)), data=facts)
    publish("kiosk_call.asked", "kiosk_calls", {"call": str(call.pk), "language": call.language})
    ring_waiting(now)
    call.refresh_from_db()
    return call


@transaction.atomic
def push_state(*, token: str, state: Any) -> int:
    """The traveller's form as it is now; its version. Raises Refused without a call, and for what is no state."""
    call = call_of(token)
    read = read_state(state)
    if read is None:
        raise refused("state", "/state")
    content = Content.objects.select_for_update().filter(call=call).first()
    if content is None:
        raise refused("no_call", status=409)
    content.state, content.version = _stored(state, read), content.version + 1
    content.save()
    return content.version


def _stored(state: Any, read: Any) -> dict[str, Any]:
    return {"form": read.form, "language": read.language, "step": read.step, "answers": dict(read.answers)}


@transaction.atomic
def say(*, text: str, token: str = "", actor: Actor | None = None, call_id: UUID | None = None) -> int:
    """A line of the written conversation, from the traveller (`token`) or the officer; its number."""
    call, side = _side(token, actor, call_id)
    if Message.objects.filter(call=call).count() >= MAX_MESSAGES:
        raise refused("too_many", status=429)
    return Message.objects.create(call=call, side=side, text=text.strip()[:MAX_TEXT]).pk


@transaction.atomic
def signal(
    *, kind: str, payload: str, token: str = "", actor: Actor | None = None, call_id: UUID | None = None
) -> int:
    """What one browser tells the other; its number."""
    call, side = _side(token, actor, call_id)
    if call.state != CallState.ACTIVE:
        raise refused("no_call", status=409)
    return send_signal(room_of(call), side, kind, payload).pk


@transaction.atomic
def point(*, actor: Actor, call_id: UUID, question: str) -> None:
    """The officer points at a question of the form, or at none; answers are the traveller's alone."""
    call = call_of("", actor=actor, call_id=call_id)
    if not Content.objects.filter(call=call).update(pointed=question):
        raise refused("no_call", status=409)


@transaction.atomic
def hang_up(
    *, token: str = "", actor: Actor | None = None, call_id: UUID | None = None, outcome: str = ""
) -> Call:
    """End a call from either side; the officer says how it came out, also after the traveller hung up."""
    alone()
    if actor is not None and outcome not in SAID:
        raise refused("outcome", "/outcome")
    left = _left_by_traveller(actor, call_id)
    if left is not None:
        left.outcome = Outcome(outcome)
        left.save(update_fields=["outcome"])
        return left
    call, side = _side(token, actor, call_id)
    finish(call, Outcome(outcome) if actor else Outcome.LEFT, by=side, actor=actor)
    ring_waiting(timezone.now())
    return call


def _left_by_traveller(actor: Actor | None, call_id: UUID | None) -> Call | None:
    """The conversation that the traveller ended first: its officer still says, once, how it came out."""
    if actor is None:
        return None
    mine = Call.objects.filter(pk=call_id, officer_id=actor.user_id, outcome=Outcome.LEFT)
    return mine.filter(state=CallState.ENDED, answered_at__isnull=False).first()


def _side(token: str, actor: Actor | None, call_id: UUID | None) -> tuple[Call, Side]:
    return call_of(token, actor=actor, call_id=call_id), Side.TRAVELLER if actor is None else Side.OFFICER
