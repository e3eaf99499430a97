"""The heartbeat: operational, not a decision, so it leaves no audit entry."""

from __future__ import annotations

import os
import socket
from datetime import timedelta

from django.utils import timezone

from tongguan.platform.health.models import Heartbeat

FORGOTTEN_AFTER = timedelta(days=1)
_STARTED_AT = timezone.now()


def beat() -> None:
    """Say that this process runs, and forget processes that have not said so for a day."""
    now = timezone.now()
    Heartbeat.objects.update_or_create(
        process=f"{socket.gethostname()[:90]}:{os.getpid()}", defaults={"at": now, "started_at": _STARTED_AT}
    )
    Heartbeat.objects.filter(at__lt=now - FORGOTTEN_AFTER).delete()
