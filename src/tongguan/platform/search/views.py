"""The page of results; a single hit opens at once."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tongguan.engines.identifiers import CONTAINER_NUMBER, wrong_check_digit
from tongguan.engines.problems import Text
from tongguan.platform.permissions.interface import SIGNED_IN, page
from tongguan.platform.search.actions import search
from tongguan.platform.search.contracts import LONGEST, SHORTEST, asked
from tongguan.platform.ui.interface import Link


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
        "corrected": None if groups else _corrected(typed),
    }
    return render(request, "search/results.html", told)


def _corrected(typed: str) -> Link | None:
    """The search somebody may have meant: the same container with the check digit of ISO 6346."""
    number = CONTAINER_NUMBER.normalize(asked(typed).code)
    digit = wrong_check_digit(number)
    right = number[:10] + digit
    return Link(right, f"?q={right}") if digit else None
