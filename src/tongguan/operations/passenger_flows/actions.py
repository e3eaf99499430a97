"""Writes: a run asked for, and played by the worker."""

from __future__ import annotations

import logging
import time
from dataclasses import asdict
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from tongguan.operations.passenger_flows.contracts import Hall
from tongguan.operations.passenger_flows.enums import State
from tongguan.operations.passenger_flows.models import Run
from tongguan.operations.passenger_flows.module import RUN
from tongguan.operations.passenger_flows.rules import played
from tongguan.platform.audit.interface import record
from tongguan.platform.events.interface import publish
from tongguan.platform.permissions.interface import Actor, require

log = logging.getLogger(__name__)
TOLD_EVERY_S = 0.5
SILENCE = timedelta(minutes=3)


@transaction.atomic
def ask_run(*, actor: Actor, name: str, hall: Hall) -> Run:
    """Keep a hall to be played."""
    require(actor, RUN)
    run = Run.objects.create(name=name, hall=asdict(hall), created_by_id=actor.user_id)
    record(
        actor=actor,
        action="passenger_flow.asked",
        subject=("passenger_flow", str(run.pk)),
        data={"name": name},
    )
    return run


def play_next() -> bool:
    """Play the run that waits longest (a loop); whether there was one. What a worker that died was playing is played
    anew by another one after a silence: the same seed gives the same figures."""
    now = timezone.now()
    with transaction.atomic():
        free = Q(state=State.QUEUED) | Q(state=State.RUNNING, heard_at__lt=now - SILENCE)
        run = Run.objects.filter(free).order_by("created_at").select_for_update(skip_locked=True).first()
        if run is None:
            return False
        run.state, run.heard_at = State.RUNNING, now
        run.save(update_fields=["state", "heard_at"])
    _played(run)
    return True


def _played(run: Run) -> None:
    heard = 0.0

    def tell(share: float) -> None:
        nonlocal heard
        if time.monotonic() - heard > TOLD_EVERY_S:
            heard = time.monotonic()
            Run.objects.filter(pk=run.pk).update(progress=share, heard_at=timezone.now())

    try:
        result, state = played(Hall(**run.hall), tell), State.DONE
    except (ValueError, TypeError, MemoryError):
        log.exception("run %s", run.pk)
        result, state = None, State.FAILED
    with transaction.atomic():
        Run.objects.filter(pk=run.pk).update(
            state=state, result=result, progress=1.0, finished_at=timezone.now()
        )
        publish("passenger_flow.done", f"passenger_flow:{run.pk}", {"state": str(state)})
