"""What every page of travellers shows: the ways between them, and the banner of stale lists."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tongguan.engines.problems import Text
from tongguan.operations.travellers.module import FILE, LISTS, QUALITY, SCREEN, VIEW
from tongguan.operations.travellers.queries.watch import staleness
from tongguan.platform.permissions.interface import Actor
from tongguan.platform.ui.interface import Link

PAGES = (
    ("travellers_hits", _("Hits"), "flag", VIEW),
    ("travellers_look_up", _("Look-up"), "scan", SCREEN),
    ("travellers_flights", _("Flights"), "plane", VIEW),
    ("travellers_messages", _("Passenger messages"), "inbox", FILE),
    ("travellers_lists", _("Watchlists"), "book", LISTS),
    ("travellers_quality", _("Quality"), "chart", QUALITY),
)


def surroundings(actor: Actor, current: str, **given: Any) -> dict[str, Any]:
    """The tabs the actor may open, and stale lists for who works with hits."""
    links = [
        Link(label, reverse(name), icon, current=name == current)
        for name, label, icon, permission in PAGES
        if actor.may(permission)
    ]
    stale = staleness(timezone.localdate()) if actor.may(VIEW) or actor.may(LISTS) else []
    told = [
        Text(zh=f"{source.title_zh}：{problem.message.zh}", en=f"{source.title_en}: {problem.message.en}")
        for source, problem in stale
    ]
    return {"tab_links": links, "stale_lists": told, **given}
