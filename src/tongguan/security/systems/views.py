"""Pages of the register."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tongguan.platform.modules.interface import CATALOGUE
from tongguan.platform.permissions.interface import page
from tongguan.security.systems import queries

TITLES = {
    "operations": ("海关作业系统", "Operations"),
    "administration": ("海关管理系统", "Administration"),
    "public": ("海关服务系统", "Public services"),
    "datacentre": ("海关大数据中心", "Data centre"),
    "exchange": ("共享交换系统", "Shared exchange"),
    "security": ("安全运维系统", "Security and operations"),
    "platform": ("共享平台", "Shared platform"),
}


@page("systems.view")
def register(request: HttpRequest) -> HttpResponse:
    """The structure: the six big systems over the platform, each with its modules."""
    groups = queries.register(request.actor)  # type: ignore[attr-defined]
    shown = [{"zh": TITLES[s][0], "en": TITLES[s][1], "cards": cards} for s, cards in groups.items()]
    return render(request, "systems/register.html", {"groups": shown})


@page("systems.view")
def system(request: HttpRequest, code: str) -> HttpResponse:
    """One card, what depends on it, and what its retirement takes."""
    actor = request.actor  # type: ignore[attr-defined]
    module = queries.found(actor, code)
    return render(
        request,
        "systems/system.html",
        {
            "card": queries.card(module),
            "impact": queries.impact(actor, code),
            "retirement": queries.retirement(actor, code),
            "serves": [(one, CATALOGUE[one]) for one in module.catalogue if one in CATALOGUE],
        },
    )
