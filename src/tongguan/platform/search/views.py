"""The page of results; a single hit opens at once."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tongguan.engines.identifiers import CONTAINER_NUMBER, container_candidates, container_hint
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
        **({} if groups else _meant(typed)),
    }
    return render(request, "search/results.html", told)


def _meant(typed: str) -> dict[str, Any]:
    """What may be wrong with a container number, and the searches somebody may have meant."""
    number = CONTAINER_NUMBER.normalize(asked(typed).code)
    candidates = container_candidates(number)
    links = [Link(each, f"?q={each}") for each in candidates]
    return {"hint": container_hint(number), "meant": links} if links else {}
