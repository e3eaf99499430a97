"""The page of results; a single hit opens at once."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tongguan.engines.problems import Text
from tongguan.platform.permissions.interface import SIGNED_IN, page
from tongguan.platform.search.actions import search
from tongguan.platform.search.contracts import LONGEST, SHORTEST, asked


@page(SIGNED_IN)
def results(request: HttpRequest) -> HttpResponse:
    """What was found, grouped by kind."""
    typed = request.GET.get("q", "")[: 2 * LONGEST]
    groups = search(actor=request.actor, typed=typed)  # type: ignore[attr-defined]
    hits = [hit for group in groups for hit in group.hits]
    if len(hits) == 1:
        return redirect(hits[0].url)
    told = {
        "title": Text(zh="查询", en="Search"),
        "groups": groups,
        "search_query": typed.strip(),
        "too_short": bool(typed.strip()) and not asked(typed).enough,
        "shortest": SHORTEST,
    }
    return render(request, "search/results.html", told)
