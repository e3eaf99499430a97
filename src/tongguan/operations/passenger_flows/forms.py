"""The form of a hall, filled with the dated defaults."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tongguan.operations.passenger_flows.contracts import LARGEST, Hall
from tongguan.platform.reference.interface import parameter

DEFAULTS = {
    "per_hour": 1800, "hours": 2, "seats": 240, "bank": 3, "desks": 10, "lanes": 10, "kiosks": 126,
    "referral_desks": 4, "replications": 40, "seed": 1,
}  # fmt: skip
"""A busy hall with as many kiosks as the source counts; everything else is an example to change."""
DATED = ("paper_s", "lane_s", "kiosk_s", "referral_percent", "referral_s")


def _whole(label: Any, name: str, low: int = 1, step: int = 1, help_text: Any = "") -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"data-slider": "", "step": step})
    return forms.IntegerField(
        label=label, min_value=low, max_value=LARGEST[name], widget=widget, help_text=help_text
    )


def _number(label: Any, low: float, high: float, step: float = 1) -> forms.FloatField:
    widget = forms.NumberInput(attrs={"data-slider": "", "step": step})
    return forms.FloatField(label=label, min_value=low, max_value=high, widget=widget)


class HallForm(forms.Form):
    """A hall and how it is played."""

    name = forms.CharField(label=_("Name"), max_length=100)
    per_hour = _whole(_("Travellers an hour"), "per_hour", step=20)
    hours = _whole(_("Hours counted"), "hours")
    seats = _whole(_("Seats of a flight"), "seats", 20, 10, _("Four of five are taken."))
    bank = _whole(_("Flights that land together"), "bank")
    desks = _whole(_("Paper desks"), "desks")
    paper_s = _number(_("Seconds at a paper desk"), 5, 900)
    lanes = _whole(_("Lanes"), "lanes")
    lane_s = _number(_("Seconds in a lane"), 2, 300)
    kiosks = _whole(_("Kiosks"), "kiosks")
    kiosk_s = _number(_("Seconds at a kiosk"), 10, 900)
    referral_desks = _whole(_("Referral desks"), "referral_desks")
    referral_percent = _number(_("Sent to a referral desk, %"), 0, 100, 0.5)
    referral_s = _number(_("Seconds at a referral desk"), 10, 1800)
    replications = _whole(_("Days played"), "replications", 10, 10)
    seed = forms.IntegerField(
        label=_("Seed"),
        min_value=0,
        max_value=2**31 - 1,
        help_text=_("The same seed gives the same figures."),
    )
    groups = (
        (_("Arrivals"), ("name", "per_hour", "hours", "seats", "bank")),
        (_("Before: paper"), ("desks", "paper_s")),
        (
            _("After: kiosks and lanes"),
            ("kiosks", "kiosk_s", "lanes", "lane_s", "referral_percent", "referral_desks", "referral_s"),
        ),
        (_("Simulation"), ("replications", "seed")),
    )

    def clean(self) -> dict[str, Any]:
        """Bounded as a whole: a run takes minutes at most."""
        given = super().clean() or {}
        if not self.errors and given["per_hour"] * (given["hours"] + 0.5) * given["replications"] > 2_000_000:
            self.add_error("replications", _("Travellers × days played are too many: at most two million."))
        return given

    def hall(self) -> Hall:
        """What was asked for."""
        return Hall(**{key: value for key, value in self.cleaned_data.items() if key != "name"})


def defaults() -> dict[str, Any]:
    """A hall to begin with: service times as they are dated today."""
    today = timezone.localdate()
    dated = {name: float(str(parameter(f"passenger_flows.{name}", today))) for name in DATED}
    return {**DEFAULTS, **dated}
