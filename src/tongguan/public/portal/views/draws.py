"""What everybody may know of random selection."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tongguan.engines.problems import Text
from tongguan.platform.permissions.interface import PUBLIC, NotFound, page
from tongguan.platform.queues.interface import latest_rounds, summary
from tongguan.platform.ui.interface import Share
from tongguan.public.portal.queries import (
    APART,
    GROUPS,
    OTHERS,
    Month,
    fallbacks_of,
    month_of,
    rows_of,
)
from tongguan.public.portal.rules import Shown

LATEST = 8
FIELDS = ("span", "about", "measure", "count")
FORMS = ("csv", "json")
YEARS = range(2000, 2200)
MONTH = Text(zh="月份", en="month")


@page(PUBLIC)
@require_GET
def draws(request: HttpRequest) -> HttpResponse:
    """A month of draws: what was drawn, examined and found, what was avoided, and every record to download."""
    now = timezone.now()
    month = month_of(_asked(request, now), now)
    total = month.total
    before, after = month.first - timedelta(days=1), month.first + timedelta(days=32)
    told: dict[str, Any] = {
        "title": _("Random selection, open to check"),
        "month": month,
        "before": f"{before:%Y-%m}",
        "after": f"{after:%Y-%m}" if after.replace(day=1) <= timezone.localdate(now) else "",
        "rounds_url": reverse("queues_draws"),
        "last_day": (after.replace(day=1) - timedelta(days=1)),
        "counted_to": month.until - timedelta(seconds=1),
        "arms": _arms(month),
        "found": _named(month.found, GROUPS, month.smallest),
        "others": _named(month.others, OTHERS, month.smallest),
        "apart": _named(month.apart, APART, month.smallest),
        "fallbacks": fallbacks_of(month),
        "latest": [summary(each) for each in latest_rounds(LATEST)],
        "percent": None if month.selected_percent is None else round(month.selected_percent, 1),
        "total": total,
    }
    return render(request, "portal/draws.html", told)


@page(PUBLIC)
@require_GET
def outcomes(request: HttpRequest, form: str) -> HttpResponse:
    """The month's numbers as CSV or JSON."""
    if form not in FORMS:
        raise NotFound(Text(zh="格式", en="format"))
    now = timezone.now()
    month = month_of(_asked(request, now), now)
    rows = list(rows_of(month))
    if form == "json":
        response = HttpResponse(json.dumps(rows), content_type="application/json; charset=utf-8")
    else:
        out = io.StringIO()
        writer = csv.DictWriter(out, FIELDS)
        writer.writeheader()
        writer.writerows(rows)
        response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="draws-{month.first:%Y-%m}.{form}"'
    return response


def _asked(request: HttpRequest, now: datetime) -> date:
    text = request.GET.get("month", "")
    if not text:
        return timezone.localdate(now).replace(day=1)
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise NotFound(MONTH) from error
    if first.year not in YEARS:
        raise NotFound(MONTH)
    return first


def _arms(month: Month) -> list[Share]:
    """Of the selected entries: by a rule, by chance alone or too. Entries chosen by both count for chance."""
    sums = month.total.sums if month.total else {}
    selected, random = sums.get("selected", 0), sums.get("at_random", 0)
    return [Share(_("By a risk rule"), selected - random), Share(_("By the random share"), random)]


def _named(given: Shown, names: dict[str, Text], smallest: int) -> dict[str, Any]:
    rows = [
        (names.get(key, key), f"< {smallest}" if n is None else n, n is None)
        for key, n in given.counts.items()
    ]
    return {"rows": rows, "total": given.total, "more": given.more}
