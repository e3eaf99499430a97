"""Pages of the catalogue: search and one entry through its times."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from tongguan.engines.problems import Text
from tongguan.platform.catalogue.actions import subscribe
from tongguan.platform.catalogue.contracts import kind_of
from tongguan.platform.catalogue.models import Entry
from tongguan.platform.catalogue.module import VIEW
from tongguan.platform.catalogue.queries import current, history, search, subscribed
from tongguan.platform.catalogue.tables import EntriesTable
from tongguan.platform.permissions.interface import NotFound, page


@page(VIEW)
def searched(request: HttpRequest) -> HttpResponse:
    """Entries in force: by words if there are any, otherwise all."""
    actor = request.actor  # type: ignore[attr-defined]
    text = request.GET.get("words", "")[:200]
    rows = search(actor, text) if text.strip() else current(actor)
    return EntriesTable(rows, request).response("catalogue/search.html", {"words": text})


def _entry(entry_id: int) -> Entry:
    found = Entry.objects.filter(pk=entry_id).first()
    if found is None:
        raise NotFound(Text(zh="目录条目", en="catalogue entry"))
    return found


@page(VIEW)
def shown(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Every statement about one entry, with its content."""
    actor = request.actor  # type: ignore[attr-defined]
    entry = _entry(entry_id)
    versions = history(actor, entry.kind, entry.key)
    kind = kind_of(entry.kind)
    context = {
        "entry": entry,
        "kind": kind,
        "title": versions[0].title,
        "stale": entry.stale_at is not None and entry.stale_at <= timezone.now(),
        "versions": [(v, json.dumps(v.content, ensure_ascii=False, indent=2)) for v in versions],
        "subscribed": subscribed(actor, entry.kind, entry.key),
    }
    return render(request, "catalogue/entry.html", context)


@page(VIEW)
@require_POST
def followed(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Follow an entry, or no longer."""
    entry = _entry(entry_id)
    wanted = request.POST.get("wanted") == "1"
    subscribe(actor=request.actor, kind=entry.kind, key=entry.key, wanted=wanted)  # type: ignore[attr-defined]
    return redirect("catalogue_entry", entry.pk)
