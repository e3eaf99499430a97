"""Whom a call rings, one officer after the other, and what ends it by itself. Every step that moves a call holds one
lock of the house, so two officers never answer the same call and nobody is rung twice at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from tongguan.operations.kiosks.contracts import SKILL
from tongguan.operations.kiosks.enums import LIVE, CallState, Outcome, RingResult, Side, Stage
from tongguan.operations.kiosks.errors import refused
from tongguan.operations.kiosks.models import Call, Content, Desk, Kiosk, Message, Ring, Session
from tongguan.operations.kiosks.module import ANSWER
from tongguan.operations.kiosks.queries import candidates, room_of
from tongguan.operations.kiosks.rules import choose, number
from tongguan.platform.audit.interface import record
from tongguan.platform.calls.interface import close_room
from tongguan.platform.events.interface import publish
from tongguan.platform.permissions.interface import ANONYMOUS, SYSTEM, Actor, require
from tongguan.platform.queues.interface import worker

LOCK = 7_030_003


def alone() -> None:
    """Hold the lock of calls until the transaction ends; taken before any call's row."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


@transaction.atomic
def at_desk(*, actor: Actor, ready: bool | None = None) -> Desk:
    """The officer's page is open; `ready` says whether they take calls from now on. Raises Refused for who is not on
    duty with the skill and wants to."""
    require(actor, ANSWER)
    now = timezone.now()
    if ready and SKILL not in worker(actor.user_id, now).skills:
        raise refused("not_ready", status=409)
    desk, _new = Desk.objects.update_or_create(
        officer_id=actor.user_id, defaults={"seen_at": now} | ({} if ready is None else {"ready": ready})
    )
    if ready is not None:
        _tell("kiosk_call.desk", {})
        ring_waiting(now)
    return desk


def advance_calls(now: datetime | None = None) -> int:
    """Everything that time alone does to calls (a loop); how many moved."""
    moment = now or timezone.now()
    if not Call.objects.filter(state__in=LIVE).exists():
        return 0
    with transaction.atomic():
        alone()
        moved = _miss(moment) + _lose_officers(moment) + _lose_travellers(moment)
        return moved + ring_waiting(moment)


def ring_waiting(now: datetime) -> int:
    """Ring an officer for each waiting call that somebody free may take, the longest waiting first."""
    alone()
    waiting = list(Call.objects.filter(state=CallState.WAITING).order_by("asked_at", "id"))
    if not waiting:
        return 0
    present = candidates(now)
    again = now - timedelta(seconds=number("ring_again"))
    rung = 0
    for call in waiting:
        refused_it = set(
            call.rings.filter(at__gte=again, result__in=[RingResult.MISSED, RingResult.DECLINED]).values_list(
                "officer_id", flat=True
            )
        )
        found = choose([each for each in present if each.officer_id not in refused_it], call.language)
        if found is None:
            continue
        chosen, match = found
        call.state, call.officer_id, call.match = CallState.RINGING, chosen.officer_id, match
        call.ring_until = now + timedelta(seconds=number("ring_seconds"))
        call.save()
        Ring.objects.create(call=call, officer_id=chosen.officer_id, at=now)
        publish("kiosk_call.ringing", f"user:{chosen.officer_id}", {"call": str(call.pk)})
        present = [replace(each, engaged=True) if each is chosen else each for each in present]
        rung += 1
    return rung


@transaction.atomic
def answer(*, actor: Actor, call_id: UUID) -> Call:
    """Take the call that rings here, or one that waits and rings nowhere. Raises Refused where another was faster."""
    require(actor, ANSWER)
    alone()
    now = timezone.now()
    call = Call.objects.select_for_update().filter(pk=call_id).first()
    here = call is not None and call.state == CallState.RINGING and call.officer_id == actor.user_id
    if call is None or not (here or call.state == CallState.WAITING):
        raise refused("gone", status=409)
    engaged = Call.objects.filter(officer_id=actor.user_id, state__in=[CallState.RINGING, CallState.ACTIVE])
    if engaged.exclude(pk=call.pk).exists():
        raise refused("busy", status=409)
    if SKILL not in worker(actor.user_id, now).skills:
        raise refused("not_ready", status=409)
    if not here:
        Ring.objects.create(call=call, officer_id=actor.user_id, at=now)
    _end_rings(call, RingResult.ANSWERED, now)
    close_room(room_of(call))
    call.state, call.officer_id, call.answered_at, call.ring_until = (
        CallState.ACTIVE,
        actor.user_id,
        now,
        None,
    )
    call.save()
    waited_s = round((now - call.asked_at).total_seconds())
    facts = {"language": call.language, "match": call.match, "waited_s": waited_s}
    record(actor=actor, action="kiosk_call.answered", subject=("kiosk_call", str(call.pk)), data=facts)
    _tell("kiosk_call.answered", {"call": str(call.pk)})
    return call


@transaction.atomic
def decline(*, actor: Actor, call_id: UUID) -> None:
    """Not now: the next officer is rung. Raises Refused where it does not ring here."""
    require(actor, ANSWER)
    alone()
    now = timezone.now()
    mine = Call.objects.filter(pk=call_id, state=CallState.RINGING, officer_id=actor.user_id)
    call = mine.select_for_update().first()
    if call is None:
        raise refused("gone", status=409)
    _back_to_waiting(call, RingResult.DECLINED, now)
    ring_waiting(now)


def finish(call: Call, outcome: Outcome, *, by: Side | None = None, actor: Actor | None = None) -> None:
    """End a call, held by the caller: outcome and times are kept, everything that was said or shown is deleted."""
    now = timezone.now()
    _end_rings(call, RingResult.CANCELLED, now)
    if not call.answered_at:
        call.officer_id = None
    call.state, call.outcome, call.ended_at, call.ended_by = CallState.ENDED, outcome, now, by or ""
    call.save()
    Content.objects.filter(call=call).delete()
    Message.objects.filter(call=call).delete()
    close_room(room_of(call))
    if Session.objects.filter(pk=call.session_id, stage=Stage.ASSIST).update(stage=Stage.STARTED):
        Kiosk.objects.filter(sessions=call.session_id, stage=Stage.ASSIST).update(stage=Stage.STARTED)
    talked_s = round((now - call.answered_at).total_seconds()) if call.answered_at else None
    facts = {
        "outcome": str(outcome),
        "ended_by": str(by or ""),
        "talked_s": talked_s,
        "language": call.language,
    }
    who = actor or (SYSTEM if by is None else ANONYMOUS)
    record(actor=who, action="kiosk_call.ended", subject=("kiosk_call", str(call.pk)), data=facts)
    _tell("kiosk_call.ended", {"call": str(call.pk), "outcome": str(outcome)})


def _miss(now: datetime) -> int:
    """Rings that nobody took, or whose officer's page is gone; who missed one is asked again only when they say so."""
    missed = 0
    gone = now - timedelta(seconds=number("desk_silence"))
    for call in Call.objects.select_for_update().filter(state=CallState.RINGING):
        here = Desk.objects.filter(officer_id=call.officer_id, seen_at__gte=gone).exists()
        if here and (call.ring_until is None or call.ring_until > now):
            continue
        Desk.objects.filter(officer_id=call.officer_id).update(ready=False)
        _back_to_waiting(call, RingResult.MISSED, now)
        missed += 1
    return missed


def _lose_officers(now: datetime) -> int:
    """Conversations whose officer's page is gone: the traveller waits again, placed by the time they asked."""
    gone = now - timedelta(seconds=number("desk_silence"))
    active = Call.objects.select_for_update(of=("self",)).filter(state=CallState.ACTIVE)
    alive = set(Desk.objects.filter(seen_at__gte=gone).values_list("officer_id", flat=True))
    lost = [call for call in active if call.officer_id not in alive]
    for call in lost:
        Desk.objects.filter(officer_id=call.officer_id).update(ready=False)
        close_room(room_of(call))
        _back_to_waiting(call, RingResult.MISSED, now)
    return len(lost)


def _lose_travellers(now: datetime) -> int:
    """Calls whose traveller's page is silent, and those that have waited as long as anybody may."""
    silent = now - timedelta(seconds=number("call_silence"))
    too_long = now - timedelta(seconds=number("longest_wait"))
    ended = 0
    for call in Call.objects.select_for_update(of=("self",)).select_related("session").filter(state__in=LIVE):
        if call.session.seen_at < silent:
            finish(call, Outcome.LOST)
        elif call.state != CallState.ACTIVE and call.asked_at < too_long:
            finish(call, Outcome.UNANSWERED)
        else:
            continue
        ended += 1
    return ended


def _back_to_waiting(call: Call, result: RingResult, now: datetime) -> None:
    _end_rings(call, result, now)
    call.state, call.officer_id, call.match, call.ring_until = CallState.WAITING, None, "", None
    call.answered_at = None
    call.save()
    _tell("kiosk_call.waiting", {"call": str(call.pk)})


def _end_rings(call: Call, result: RingResult, now: datetime) -> None:
    call.rings.filter(result=RingResult.OPEN).update(result=result, ended_at=now)


def _tell(topic: str, payload: dict[str, str]) -> None:
    publish(topic, "kiosk_calls", payload)
