"""The list of draws, open to everybody: counts are empty until a round is published."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tongguan.platform.queues.enums import PUBLISHED, RoundState
from tongguan.platform.queues.models import DrawRound
from tongguan.platform.queues.registry import plans
from tongguan.platform.ui.interface import (
    ChoiceFilter,
    DateRangeFilter,
    DateTimeColumn,
    NumberColumn,
    StatusColumn,
    Table,
    TextColumn,
    TextFilter,
)

TONES = {
    RoundState.DONE: "good",
    RoundState.DEGRADED: "warn",
    RoundState.VOID: "bad",
    RoundState.OPEN: "info",
}


def tone_of(state: str) -> str:
    """How a state is marked."""
    return TONES.get(RoundState(state), "idle")


def _count(name: str) -> Any:
    return lambda row: row.counts.get(name) if row.state in PUBLISHED else None


def _title(row: DrawRound) -> Any:
    plan = plans().get(row.purpose)
    return plan.title if plan else row.purpose


def _purposes() -> list[tuple[str, Any]]:
    return [(code, plan.title) for code, plan in sorted(plans().items())]


class RoundTable(Table):
    """Rounds, newest first."""

    code = "draws"
    title = _("All draws")
    default_sort = "-opened_at"
    id = TextColumn(
        _("Draw"),
        code=True,
        sort=False,
        filter=TextFilter("istartswith"),
        url=lambda row: reverse("queues_draw", args=[row.pk]),
    )
    purpose = TextColumn(_("Purpose"), value=_title, filter=ChoiceFilter(_purposes), sort=False)
    number = NumberColumn(_("Number"), sort=False)
    state = StatusColumn(
        _("State"),
        {state.value: (state.label, tone_of(state)) for state in RoundState},
        sort=False,
        filter=ChoiceFilter(RoundState.choices),
    )
    opened_at = DateTimeColumn(_("Opened"), filter=DateRangeFilter())
    cut_off_at = DateTimeColumn(_("Cut-off"), sort=False)
    entries = NumberColumn(_("Entries"), value=_count("entries"))
    selected = NumberColumn(_("Selected"), value=_count("selected"))
    at_random = NumberColumn(_("By chance alone"), value=_count("at_random"))
    record = TextColumn(
        _("Record"),
        value=lambda row: _("Download") if row.state in PUBLISHED else None,
        url=lambda row: reverse("queues_record", args=[row.pk]),
    )
