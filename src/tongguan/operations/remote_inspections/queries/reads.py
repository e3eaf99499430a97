"""What each side of a session is told, and what a destination asks for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from tongguan.operations.remote_inspections.enums import Outcome, Side, State
from tongguan.operations.remote_inspections.models import RemoteInspection
from tongguan.operations.remote_inspections.module import INSPECT, REQUEST
from tongguan.operations.remote_inspections.rules import requirements_of
from tongguan.platform.calls.interface import signals_for as signals_in
from tongguan.platform.permissions.interface import Actor

AHEAD = timedelta(days=60)
"""How far ahead exporters are told of a change that has a date already."""


def side_of(actor: Actor, case: RemoteInspection) -> Side | None:
    """Which side of the session this person is: whoever holds it for customs, anyone of the exporter at the site."""
    if case.owner_id == actor.user_id and actor.may(INSPECT) and case.office_id in actor.office_ids:
        return Side.CUSTOMS
    return Side.SITE if actor.may_for(REQUEST, case.applicant_id) else None


def required_soon(destination: str, hs_code: str) -> dict[str, str]:
    """What a destination asks for today, and what it is known to ask for soon: code → Chinese text."""
    today = timezone.localdate()
    rows = [each for on in (today, today + AHEAD) for each in requirements_of(destination, hs_code, on)]
    found: dict[str, str] = {}
    for each in rows:
        if found.get(each.code, each.text.zh) != each.text.zh:
            found[f"{each.code}+"] = each.text.zh  # the same requirement in other words, from a day ahead
        else:
            found[each.code] = each.text.zh
    return found


def standing(actor: Actor, case: RemoteInspection) -> dict[str, Any]:
    """Where a session stands for this reader. The open challenge's code is told to the site alone; nothing is told of
    challenges that lie ahead but how many there are."""
    now, side = timezone.now(), side_of(actor, case)
    challenges = list(case.challenges.filter(session=case.session).order_by("issue_at"))
    open_now = next((each for each in challenges if each.outcome(now) is Outcome.OPEN), None)
    last = case.positions.filter(session=case.session).order_by("-id").first()
    in_session = case.state == State.SESSION
    return {
        "reference": case.reference,
        "state": case.state,
        "version": case.version,
        "session": case.session,
        "side": side or "",
        "server_now": now,
        "scheduled_at": case.scheduled_at,
        "started_at": case.started_at,
        "challenges": [str(each.outcome(now)) for each in challenges],
        "challenge": None
        if open_now is None or not in_session
        else {
            "left_s": round((open_now.expires_at - now).total_seconds(), 1),
            "code": open_now.code if side is Side.SITE else "",
        },
        "position": None
        if last is None
        else {
            "at": last.at,
            "distance_m": float(last.distance_m),
            "good": last.good,
            "elsewhere": last.elsewhere,
        },
    }


def room_of(case: RemoteInspection) -> str:
    """Where the two browsers of the session under way find each other."""
    return f"remote_inspection:{case.reference}:{case.session}"


def signals_for(actor: Actor, case: RemoteInspection, after: int) -> list[dict[str, Any]]:
    """What the other side's browser said since."""
    side = side_of(actor, case)
    return [] if side is None else signals_in(room_of(case), side, after)
