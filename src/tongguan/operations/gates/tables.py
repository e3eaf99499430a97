"""The table of passages."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tongguan.engines.problems import Text
from tongguan.operations.gates.enums import Direction, Outcome
from tongguan.operations.gates.queries import gates
from tongguan.platform.ui.interface import (
    ChoiceFilter,
    DateRangeFilter,
    DateTimeColumn,
    StatusColumn,
    Table,
    TextColumn,
    TextFilter,
)

OUTCOMES = {Outcome.PASSED: (_("Passed"), "good"), Outcome.REFUSED: (_("Turned back"), "bad")}
DIRECTIONS = {Direction.IN: _("In"), Direction.OUT: _("Out")}


def gate_name(code: str) -> Text | str:
    """A gate's name, or its code where the port no longer has it."""
    found = gates().get(code)
    return found.name if found else code


def first_reason(row: Any) -> Text | None:
    """Why it was turned back."""
    return Text(zh=row.reasons[0]["zh"], en=row.reasons[0]["en"]) if row.reasons else None


class PassageTable(Table):
    """Passages, newest first."""

    code = "passages"
    title = _("Gate passages")
    search = ("container__istartswith", "vehicle_plate__icontains")
    default_sort = "-at"
    live = "gate"
    empty_title = _("No passages yet")
    empty_text = _("Every vehicle at a gate appears here, with the decision and its reason.")
    empty_icon = "gate"
    at = DateTimeColumn(
        _("Time"), filter=DateRangeFilter(), url=lambda row: reverse("gates_passage", args=[row.pk])
    )
    gate = TextColumn(_("Gate"), value=lambda row: gate_name(row.gate), sort="gate")
    direction = TextColumn(
        _("Direction"),
        value=lambda row: DIRECTIONS[Direction(row.direction)],
        sort="direction",
        filter=ChoiceFilter([(d.value, label) for d, label in DIRECTIONS.items()]),
    )
    container = TextColumn(_("Container"), code=True, filter=TextFilter("istartswith"))
    vehicle_plate = TextColumn(_("Vehicle plate"), code=True)
    outcome = StatusColumn(
        _("Outcome"), OUTCOMES, filter=ChoiceFilter([(o.value, label) for o, (label, _t) in OUTCOMES.items()])
    )
    reason = TextColumn(_("Reason"), value=first_reason)
