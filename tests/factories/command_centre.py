"""Readings for tests of the command centre."""

from __future__ import annotations

from datetime import datetime

from tongguan.datacentre.command_centre.actions import refresh, refresh_slow


def read(now: datetime | None = None) -> None:
    """Refresh every reading."""
    refresh(now)
    refresh_slow(now)
