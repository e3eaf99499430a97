"""The year at a glance, with the notice behind every day that is not as usual."""

from __future__ import annotations

import calendar as weeks
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tongguan.engines.problems import Text
from tongguan.platform.calendars.actions import MOST_BYTES, add_arrangements
from tongguan.platform.calendars.queries import calendar, rows
from tongguan.platform.permissions.interface import NotFound, Refused, page

EARLIEST, LATEST = 2000, 2100


@page("calendars.view")
def year(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """Twelve months: work, rest, holiday, make-up day."""
    shown = number or timezone.localdate().year
    if not EARLIEST <= shown <= LATEST:
        raise NotFound(Text(zh=f"{shown} 年", en=f"the year {shown}"))
    stated = sorted((r for r in rows() if r.year == shown), key=lambda r: (r.first, r.announced))
    context = {
        "number": shown,
        "before": shown - 1 if shown > EARLIEST else None,
        "after": shown + 1 if shown < LATEST else None,
        "months": [_month(shown, month) for month in range(1, 13)],
        "stated": stated,
        "may_edit": request.actor.may("calendars.edit"),  # type: ignore[attr-defined]
    }
    return render(request, "calendars/year.html", context)


def _month(shown: int, month: int) -> dict[str, object]:
    held, today = calendar(), timezone.localdate()
    special = {day for row in rows() for day in _days(row.first, row.last)}

    def cell(day: date) -> dict[str, object] | None:
        if day.month != month:
            return None
        works = held.is_working_day(day)
        tone = (
            "" if works and day not in special else "good" if works else "bad" if day in special else "idle"
        )
        why = "" if works and day not in special else _("Make-up working day") if works else held.why(day)
        return {"day": day, "tone": tone, "why": why, "today": day == today}

    grid = weeks.Calendar().monthdatescalendar(shown, month)
    return {"first": date(shown, month, 1), "weeks": [[cell(day) for day in week] for week in grid]}


def _days(first: date, last: date) -> list[date]:
    return [date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1)]


@page("calendars.edit")
def add(request: HttpRequest) -> HttpResponse:
    """Add the rows of a file."""
    problems: list[tuple[str, str]] = []
    if request.method == "POST":
        given = request.FILES.get("file")
        data = given.read(MOST_BYTES + 1) if given else b""
        try:
            text = data.decode("utf-8-sig", errors="replace")
            count = add_arrangements(actor=request.actor, text=text)  # type: ignore[attr-defined]
        except Refused as refused:
            language = get_language() or "en"
            problems = [(p.pointer, p.message.in_language(language)) for p in refused.problems]
        else:
            messages.success(request, _("{count} arrangements added.").format(count=count))
            return redirect("calendars_year")
    return render(request, "calendars/add.html", {"problems": problems}, status=422 if problems else 200)
