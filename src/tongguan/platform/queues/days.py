"""A day of draws: closed in the ledger, and given to anybody as files that verify without the house."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max, Min, Q
from django.utils import timezone

from tongguan.engines.draw.day import CLOSED, CLOSING, DAY_VERSION, KEYS, MANIFEST, folder_of
from tongguan.engines.draw.day_round import COMMITTED_FILE, OPENED_FILE, RECORD, RESULT_FILE
from tongguan.engines.tlog import canonical
from tongguan.platform.audit.interface import record
from tongguan.platform.ledger.interface import KeyPurpose, keys_of, receipts_for
from tongguan.platform.permissions.interface import SYSTEM, NotFound
from tongguan.platform.queues.enums import PUBLISHED, RUNNING
from tongguan.platform.queues.errors import DAY
from tongguan.platform.queues.models import DrawDay, DrawRound
from tongguan.platform.queues.queries import public_record

SETTLING = timedelta(minutes=5)
"""A transaction that opened a round before midnight has ended by then."""
MOST_DAYS = 31
_LOCK = 0x6461797A
_EPOCH = (1980, 1, 1, 0, 0, 0)


def close_days(now: datetime | None = None) -> bool:
    """Put into the ledger which rounds every day that is over had, oldest first (a loop)."""
    until = timezone.localdate((now or timezone.now()) - SETTLING)
    first = _first_to_close()
    if first is None or first >= until:
        return False
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        day = _first_to_close()
        last = min(until, (day or until) + timedelta(days=MOST_DAYS))
        while day is not None and day < last:
            _close(day)
            day += timedelta(days=1)
    return True


def _first_to_close() -> date | None:
    closed = DrawDay.objects.aggregate(last=Max("day"))["last"]
    if closed:
        return closed + timedelta(days=1)
    opened = DrawRound.objects.filter(number__isnull=False).aggregate(first=Min("opened_at"))["first"]
    return timezone.localdate(opened) if opened else None


def _close(day: date) -> None:
    spans = opened_on(day).order_by().values("purpose").annotate(first=Min("number"), last=Max("number"))
    rounds = {row["purpose"]: {"first": row["first"], "last": row["last"]} for row in spans}
    entry = record(
        actor=SYSTEM,
        action=CLOSED,
        subject=("draw_day", day.isoformat()),
        data={"date": day, "time_zone": settings.TIME_ZONE, "rounds": rounds},
    )
    DrawDay.objects.create(day=day, entry_id=entry.pk, rounds=rounds)


def opened_on(day: date) -> Any:
    """The numbered rounds of a day, by purpose and number."""
    zone = timezone.get_default_timezone()
    begins = datetime.combine(day, time(), zone)
    ends = datetime.combine(day + timedelta(days=1), time(), zone)
    found = DrawRound.objects.filter(opened_at__gte=begins, opened_at__lt=ends, number__isnull=False)
    return found.defer("record", "inputs", "officers").order_by("purpose", "number")


def day_files(day: date) -> Iterator[tuple[str, bytes]]:
    """Name and content of each file of a day; NotFound where no round was opened in it and it is not closed."""
    rounds = list(opened_on(day))
    closing = DrawDay.objects.filter(day=day).first()
    if not rounds and closing is None:
        raise NotFound(DAY)
    wanted = [
        entry
        for each in rounds
        for entry in (each.opening_entry_id, each.commitment_entry_id, each.result_entry_id)
        if entry
    ]
    receipts = receipts_for([*wanted, closing.entry_id] if closing else wanted)
    listed = []
    for each in rounds:
        placed = each.result_entry_id in receipts
        state = each.state if placed and each.state not in RUNNING else "running"
        listed.append({"purpose": each.purpose, "number": each.number, "id": each.pk, "state": state})
        folder = folder_of(each.purpose, each.number)
        for name, entry_id in (
            (OPENED_FILE, each.opening_entry_id),
            (COMMITTED_FILE, each.commitment_entry_id),
            (RESULT_FILE, each.result_entry_id),
        ):
            if entry_id in receipts:
                yield f"{folder}/{name}", receipts[entry_id].to_json()
        if state in PUBLISHED:
            yield f"{folder}/{RECORD}", public_record(each.pk)
    if closing and closing.entry_id in receipts:
        yield CLOSING, receipts[closing.entry_id].to_json()
    yield KEYS, "".join(f"{key}\n" for purpose in KeyPurpose for key in keys_of(purpose)).encode()
    told = {
        "version": DAY_VERSION,
        "date": day.isoformat(),
        "time_zone": settings.TIME_ZONE,
        "rounds": listed,
    }
    yield MANIFEST, canonical(told)


def day_archive(day: date) -> Path:
    """The day as one zip on disk, made at the first call; made anew until the day is closed and every round ended."""
    folder = Path(settings.DATA_DIR) / "draw-days"
    path = folder / f"{day.isoformat()}.zip"
    if path.exists() and _settled(day):
        return path
    folder.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=folder, prefix=".day-", delete=False) as file:
        draft = Path(file.name)
        try:
            with ZipFile(file, "w", ZIP_DEFLATED) as archive:
                for name, data in day_files(day):
                    archive.writestr(ZipInfo(name, _EPOCH), data, ZIP_DEFLATED)
        except BaseException:
            draft.unlink()
            raise
    draft.replace(path)
    return path


def _settled(day: date) -> bool:
    """Whether nothing is added to the day any more, and the archive on disk was made after that."""
    closing = DrawDay.objects.filter(day=day).values_list("entry_id", flat=True).first()
    if closing is None or opened_on(day).filter(Q(state__in=RUNNING) | Q(result_entry_id=None)).exists():
        return False
    path = Path(settings.DATA_DIR) / "draw-days" / f"{day.isoformat()}.zip"
    with ZipFile(path) as archive:
        return CLOSING in archive.namelist() and b'"running"' not in archive.read(MANIFEST)
