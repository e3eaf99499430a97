"""The table of encounters, and what a lane's page shows of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tongguan.engines.fusion import CHANNEL_NAMES, Channel, Reason, Status, words_of
from tongguan.engines.problems import Text
from tongguan.operations.lanes.enums import Resolution
from tongguan.operations.lanes.models import Encounter
from tongguan.platform.ui.interface import (
    ChoiceFilter,
    DateRangeFilter,
    DateTimeColumn,
    StatusColumn,
    Table,
    TextColumn,
)

STATES = {
    "opened": (_("Stepped in"), "info"),
    "collecting": (_("Measuring"), "info"),
    "complete": (_("Complete, being checked"), "info"),
    "partial": (_("Incomplete"), "warn"),
    "pass": (_("Passed"), "good"),
    "refer": (_("Referred to an officer"), "bad"),
}
STATUSES = {
    Status.MISSING: (_("Missing"), "idle", "dot"),
    Status.GOOD: (_("Good"), "good", "check"),
    Status.ALARM: (_("Alarm"), "bad", "alert"),
    Status.QUARANTINED: (_("Not plausible"), "warn", "warning"),
    Status.INVALID: (_("Not usable"), "warn", "cross"),
}
ICONS = {
    Channel.RADIATION: "signal",
    Channel.TEMPERATURE: "chart",
    Channel.BIOCLIMATE: "globe",
    Channel.FACE: "user",
    Channel.DOCUMENT: "book",
    Channel.HEALTH_CARD: "qr",
    Channel.VIDEO: "camera",
}
COMPLETENESS = {
    "complete": (_("Complete"), "good"),
    "partial": (_("Incomplete"), "warn"),
    "": (_("Open"), "info"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A channel of an encounter as a page shows it."""

    name: Text
    icon: str
    label: Any
    tone: str
    mark: str
    value: str
    latency_ms: int | None


def channels_shown(told: Mapping[str, Any], values: bool, open_now: bool) -> list[Shown]:
    """The seven channels in their order; `values` says whether the reader sees what was measured, `open_now` whether
    what is missing may still come."""
    found = []
    for channel in Channel:
        state = told.get("channels", {}).get(channel, {"status": "missing", "facts": {}, "latency_ms": None})
        label, tone, mark = STATUSES[Status(state["status"])]
        if state["status"] == "missing":
            label, tone, mark = (_("Awaited"), "info", "clock") if open_now else (label, "bad", "stop")
        value = value_of(channel, state["facts"]) if values else ""
        found.append(
            Shown(CHANNEL_NAMES[channel], ICONS[channel], label, tone, mark, value, state["latency_ms"])
        )
    return found


def value_of(channel: Channel, facts: Mapping[str, Any]) -> str:
    """What was measured, with its unit."""
    if channel is Channel.TEMPERATURE and "celsius" in facts:
        return f"{facts['celsius']:.1f} °C"
    if channel is Channel.RADIATION and "counts" in facts:
        known = facts.get("background")
        told = gettext("%(counts)s counts") % {"counts": facts["counts"]}
        return f"{told} / {known:.0f}" if known else told
    if channel is Channel.FACE and "quality" in facts:
        return f"{facts['quality']:.0%}"
    if channel is Channel.BIOCLIMATE and "co2_ppm" in facts:
        return f"CO₂ {facts['co2_ppm']:.0f} ppm"
    return ""


def reasons_shown(told: Mapping[str, Any]) -> list[Text]:
    """Why, in words."""
    return [words_of(Reason(each["code"], each["channel"])) for each in told.get("reasons", ())]


class EncounterTable(Table):
    """Encounters, newest first; what was measured stands on each one's page alone."""

    code = "encounters"
    title = _("Encounters")
    default_sort = "-opened_at"
    live = "encounter"
    empty_title = _("Nobody has been in a lane yet")
    empty_text = _("Everybody who steps into a lane appears here, with the verdict.")
    opened_at = DateTimeColumn(
        _("Stepped in"), filter=DateRangeFilter(), url=lambda row: reverse("lanes_encounter", args=[row.pk])
    )
    lane = TextColumn(_("Lane"), value=lambda row: row.lane.name, sort=False)
    state = StatusColumn(
        _("State"), STATES, filter=ChoiceFilter([(code, label) for code, (label, _tone) in STATES.items()])
    )
    completeness = StatusColumn(_("Completeness"), COMPLETENESS)
    resolution = StatusColumn(
        _("Outcome"),
        {code: (label, "idle") for code, label in Resolution.choices},
        filter=ChoiceFilter(Resolution.choices),
    )


def shown(row: Encounter, values: bool) -> dict[str, Any]:
    """An encounter for a template."""
    label, tone = STATES[row.state]
    open_now = row.state in ("opened", "collecting")
    icons = {"good": "done", "bad": "stop", "warn": "warning"}
    return {
        "row": row,
        "label": label,
        "tone": tone,
        "icon": icons.get(tone, "clock"),
        "channels": channels_shown(row.told, values, open_now),
        "reasons": reasons_shown(row.told),
    }
