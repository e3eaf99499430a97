"""Adding arrangements as the State Council announces them."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from tongguan.engines.calendar import read_rows
from tongguan.engines.problems import Problem, Text
from tongguan.platform.audit.interface import record
from tongguan.platform.calendars.models import Arrangement
from tongguan.platform.calendars.queries import forget
from tongguan.platform.permissions.interface import Actor, Refused, require

MOST_BYTES = 1_000_000


def add_arrangements(*, actor: Actor, text: str) -> int:
    """Add the rows of a CSV (year, first, last, kind, name_zh, name_en, announced, source): all of them or none.

    Returns how many. A row is never changed: a correction is a row announced later. Raises Refused with the line of
    every problem.
    """
    require(actor, "calendars.edit")
    if len(text) > MOST_BYTES:
        raise Refused(
            Problem("calendar.too_large", Text(zh="文件过大", en="the file is too large"), pointer="file")
        )
    found, problems = read_rows(text)
    if problems or not found:
        empty = Problem(
            "calendar.empty", Text(zh="文件中没有数据行", en="the file has no rows"), pointer="file"
        )
        raise Refused(*(problems[:50] or [empty]))
    try:
        with transaction.atomic():
            for row in found:
                Arrangement.objects.create(
                    year=row.year,
                    first=row.first,
                    last=row.last,
                    kind=row.kind.value,
                    zh=row.name.zh[:100],
                    en=row.name.en[:100],
                    announced=row.announced,
                    source=row.source[:300],
                )
            facts = {"rows": len(found), "years": sorted({row.year for row in found})}
            record(actor=actor, action="calendars.added", subject=("calendar", "china"), data=facts)
            transaction.on_commit(forget)
    except IntegrityError as error:
        told = Text(zh="其中有已登记的安排", en="some of these rows are already there")
        raise Refused(Problem("calendar.doubled", told, pointer="file"), status=409) from error
    forget()
    return len(found)
