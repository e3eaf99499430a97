"""Reads of signals."""

from __future__ import annotations

from typing import Any

from tongguan.platform.calls.contracts import MAX_SIGNALS
from tongguan.platform.calls.models import Signal


def signals_for(room: str, side: str, after: int = 0) -> list[dict[str, Any]]:
    """What the other side said since a signal, JSON-ready, for the side that asks."""
    rows = (
        Signal.objects.filter(room=room, id__gt=max(0, min(after, 2**62))).exclude(side=side).order_by("id")
    )
    return list(rows.values("id", "kind", "payload")[:MAX_SIGNALS])
