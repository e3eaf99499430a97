"""Sessions of travellers at kiosks and with phones: a token, stages, counts; nothing of the traveller."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from tongguan.operations.kiosks.actions.ringing import alone, finish
from tongguan.operations.kiosks.enums import LIVE, OVER, Outcome, Side, Stage
from tongguan.operations.kiosks.errors import refused
from tongguan.operations.kiosks.models import Call, Kiosk, Session
from tongguan.operations.kiosks.queries import session_of
from tongguan.operations.kiosks.rules import hashed, new_secret, number, spoken

HOUR = timedelta(hours=1)


@transaction.atomic
def start_session(*, form: str, language: str, key: str = "", origin: str = "") -> tuple[Session, str]:
    """A traveller begins, at the kiosk with this key or else with a phone; the session and its token, told this once.
    Raises Refused for an unknown key and for too many sessions from one network."""
    kiosk = None
    if key:
        kiosk = Kiosk.objects.filter(key_sha256=hashed(key), retired_at=None).first()
        if kiosk is None:
            raise refused("unknown_kiosk", status=404)
        alone()
        for left in Session.objects.select_for_update().filter(kiosk=kiosk, ended_at=None):
            _close(left, Stage.ABANDONED)  # the traveller before walked away
    else:
        recent = Session.objects.filter(origin=origin, started_at__gte=timezone.now() - HOUR)
        if recent.count() >= number("sessions_an_hour"):
            raise refused("too_many", status=429)
    token, token_sha256 = new_secret()
    session = Session.objects.create(
        kiosk=kiosk,
        token_sha256=token_sha256,
        form=form,
        language=spoken(language),
        origin="" if kiosk else origin,
    )
    if kiosk is not None:
        Kiosk.objects.filter(pk=kiosk.pk).update(stage=Stage.STARTED, seen_at=timezone.now())
    return session, token


@transaction.atomic
def move_session(*, token: str, stage: str) -> Session:
    """The traveller submitted or gave up, and a call under way ends; `started` says that they are still there. Raises
    Refused for another stage and for a session that is over."""
    if stage not in (Stage.STARTED, *OVER):
        raise refused("stage", "/stage")
    if stage == Stage.STARTED:
        session = session_of(token)
        Session.objects.filter(pk=session.pk).update(seen_at=timezone.now())
        return session
    alone()
    session = session_of(token, held=True)
    _close(session, Stage(stage))
    return session


def _close(session: Session, stage: Stage) -> None:
    now = timezone.now()
    for call in Call.objects.select_for_update().filter(session=session, state__in=LIVE):
        finish(call, Outcome.LEFT, by=Side.TRAVELLER)
    session.stage, session.ended_at, session.origin = stage, now, ""
    session.save(update_fields=["stage", "ended_at", "origin"])
    if session.kiosk_id:
        Kiosk.objects.filter(pk=session.kiosk_id).update(stage=stage)


def abandon_silent(now: datetime | None = None) -> int:
    """Close sessions that nobody has touched for long (a loop); how many."""
    moment = now or timezone.now()
    before = moment - timedelta(seconds=number("session_silence"))
    closed = 0
    if not Session.objects.filter(ended_at=None, seen_at__lt=before).exists():
        return 0
    with transaction.atomic():
        alone()
        silent = Session.objects.select_for_update(skip_locked=True).filter(ended_at=None, seen_at__lt=before)
        for session in silent[:500]:
            _close(session, Stage.ABANDONED)
            closed += 1
    return closed


def forget_sessions(before: datetime, limit: int) -> int:
    """Delete sessions that ended before a moment, with what is kept of their calls; how many."""
    ids = list(
        Session.objects.filter(ended_at__lt=before).order_by("ended_at").values_list("pk", flat=True)[:limit]
    )
    Session.objects.filter(pk__in=ids).delete()
    return len(ids)
