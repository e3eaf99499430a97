"""Reads of lists: how old, how large, what was rejected."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count, Q

from tongguan.engines.problems import Problem, Text
from tongguan.engines.screening import Freshness
from tongguan.operations.travellers.models import ListEntry, ListSource, ListVersion
from tongguan.operations.travellers.queries.watch import max_age_days
from tongguan.platform.permissions.interface import NotFound


def counted_sources(today: dt.date) -> list[dict[str, Any]]:
    """Every list with how many are on it, how many hits wait, and whether it is stale."""
    on = Count("entries", filter=Q(entries__ended=None), distinct=True)
    hits = Count("hits", filter=Q(hits__state="open"), distinct=True)
    out = []
    limits: dict[str, int | None] = {}
    for source in ListSource.objects.annotate(people=on, waiting=hits).order_by("-consequence", "code"):
        if source.kind not in limits:
            limits[source.kind] = max_age_days(source.kind, today)
        limit = limits[source.kind]
        out.append(
            {
                "source": source,
                "title": Text(zh=source.title_zh, en=source.title_en),
                "kind": source.get_kind_display(),
                "limit": limit,
                "stale": Freshness(source.of_date, limit).problem(today) is not None,
            }
        )
    return out


def source_of(code: str) -> ListSource:
    """A list; raises NotFound."""
    found = ListSource.objects.filter(code=code).first()
    if found is None:
        raise NotFound(Text(zh="名单", en="list"))
    return found


def entry_of(source: ListSource, entry_id: int) -> ListEntry:
    """An entry in force; raises NotFound."""
    found = (
        source.entries.filter(pk=entry_id, ended=None, data__isnull=False).select_related("source").first()
    )
    if found is None:
        raise NotFound(Text(zh="名单条目", en="entry"))
    return found


def latest_rejects(source: ListSource) -> tuple[list[Problem], ListVersion | None]:
    """The rows that the newest import with a file rejected."""
    version = source.versions.exclude(content_sha256="").order_by("-revision").first()
    held = (version.rejects or ()) if version else ()
    return [Problem.restored(each) for each in held], version
