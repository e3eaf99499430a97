"""What is kept no longer: passengers, what look-ups and hits said of people, entries that are no more on a list."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, OuterRef, Subquery

from tongguan.operations.travellers.enums import HitState
from tongguan.operations.travellers.models import Hit, ListEntry, ListVersion, Passenger, Scan, Transmission


def delete_passengers(before: dt.datetime, limit: int) -> int:
    """Passengers told of before that moment go, but for those of an open hit; messages lose their problems."""
    waits = Exists(Hit.objects.filter(passenger=OuterRef("pk"), state=HitState.OPEN))
    old = Passenger.objects.filter(~waits, created_at__lt=before, relevant_until__lt=before.date())
    keys = list(old.values_list("pk", flat=True)[:limit])
    Passenger.objects.filter(pk__in=keys).delete()
    told = Transmission.objects.filter(received_at__lt=before, problems__isnull=False)
    return len(keys) + _stripped(told, limit, "problems")


def delete_lookups(before: dt.datetime, limit: int) -> int:
    """Look-ups and decided hits keep who asked, when and the outcome; not whom it was about."""
    scans = Scan.objects.filter(at__lt=before, data__isnull=False)
    hits = Hit.objects.filter(raised_at__lt=before).exclude(state=HitState.OPEN)
    done = _stripped(scans, limit, "data")
    return done + _stripped(hits.filter(reasons__isnull=False), limit, "reasons", "note")


def delete_listed(before: dt.datetime, limit: int) -> int:
    """Entries that left their list before that moment, and the rejected rows of old imports."""
    at = ListVersion.objects.filter(revision=OuterRef("ended")).values("received_at")[:1]
    waits = Exists(Hit.objects.filter(entry=OuterRef("pk"), state=HitState.OPEN))
    gone = ListEntry.objects.filter(~waits, ended__isnull=False, data__isnull=False)
    gone = gone.annotate(left=Subquery(at)).filter(left__lt=before)
    rejected = ListVersion.objects.filter(received_at__lt=before, rejects__isnull=False)
    return _stripped(gone, limit, "data") + _stripped(rejected, limit, "rejects")


def oldest_passenger() -> dt.datetime | None:
    """When the oldest passenger left was told of."""
    return Passenger.objects.order_by("created_at").values_list("created_at", flat=True).first()


def oldest_lookup() -> dt.datetime | None:
    """When the oldest look-up or hit that still says of whom was made."""
    scans = Scan.objects.filter(data__isnull=False).order_by("at").values_list("at", flat=True).first()
    hits = (
        Hit.objects.filter(reasons__isnull=False)
        .order_by("raised_at")
        .values_list("raised_at", flat=True)
        .first()
    )
    return min(filter(None, (scans, hits)), default=None)


def oldest_listed() -> dt.datetime | None:
    """When the oldest entry that left its list and is still known left it."""
    at = ListVersion.objects.filter(revision=OuterRef("ended")).values("received_at")[:1]
    gone = ListEntry.objects.filter(ended__isnull=False, data__isnull=False)
    return gone.annotate(left=Subquery(at)).order_by("left").values_list("left", flat=True).first()


def _stripped(rows, limit: int, *columns: str) -> int:
    keys = list(rows.values_list("pk", flat=True)[:limit])
    return rows.model.objects.filter(pk__in=keys).update(**dict.fromkeys(columns))
