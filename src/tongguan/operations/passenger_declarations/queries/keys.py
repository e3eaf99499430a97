"""Public keys of receipts: those in force and those whose receipts have not all expired."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from tongguan.operations.passenger_declarations.models import ReceiptSigningKey

OLDEST = timedelta(days=8)
"""Longer than any receipt counts: keys that ended before are no longer given out."""


def known_keys(at: datetime | None = None) -> tuple[bytes, ...]:
    """The keys a gate trusts at a moment, newest first."""
    since = (at or timezone.now()) - OLDEST
    rows = ReceiptSigningKey.objects.filter(Q(valid_to=None) | Q(valid_to__gte=since)).order_by("-id")
    return tuple(bytes.fromhex(public) for public in rows.values_list("public", flat=True))
