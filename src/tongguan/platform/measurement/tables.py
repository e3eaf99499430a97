"""Tables of instruments, methods and authorisations."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tongguan.platform.measurement.enums import InstrumentKind
from tongguan.platform.ui.interface import (
    ChoiceFilter,
    DateColumn,
    DateRangeFilter,
    StatusColumn,
    Table,
    TextColumn,
    TextFilter,
)

SOON = timedelta(days=30)
STATES = {
    "valid": (_("Valid"), "good"),
    "soon": (_("Ends soon"), "warn"),
    "ended": (_("Ended"), "bad"),
    "failed": (_("Failed"), "bad"),
    "never": (_("Never calibrated"), "bad"),
    "retired": (_("Out of service"), "idle"),
    "later": (_("Begins later"), "idle"),
    "withdrawn": (_("Withdrawn"), "idle"),
}


def calibration_state(row: Any) -> str:
    """How an instrument's calibration stands today."""
    today = timezone.localdate()
    if row.retired_on and row.retired_on <= today:
        return "retired"
    if row.calibrated_until is None:
        return "never"
    if not row.calibration_passed:
        return "failed"
    return "ended" if row.calibrated_until < today else dated_state(row.calibrated_until)


def dated_state(valid_to: Any) -> str:
    """Valid, or soon no more."""
    today = timezone.localdate()
    if valid_to is None or valid_to > today + SOON:
        return "valid"
    return "soon" if valid_to >= today else "ended"


def window_state(row: Any) -> str:
    """How a dated row stands today."""
    if getattr(row, "known_to", None) is not None:
        return "withdrawn"
    return "later" if row.valid_from > timezone.localdate() else dated_state(row.valid_to)


class InstrumentTable(Table):
    """Instruments with their calibration."""

    code = "instruments"
    title = _("Instruments")
    default_sort = "calibrated_until"
    search = ("code__icontains", "name__icontains", "serial_number__icontains")
    empty_title = _("No instrument is registered")
    empty_text = _(
        "Register the instruments that results rest on: without a valid calibration there is no result."
    )
    empty_icon = "scales"
    number = TextColumn(
        _("Code"), path="code", code=True, url=lambda row: reverse("measurement_instrument", args=[row.code])
    )
    name = TextColumn(_("Name"))
    kind = TextColumn(
        _("Kind"),
        value=lambda row: row.get_kind_display(),
        sort="kind",
        filter=ChoiceFilter(InstrumentKind.choices),
    )
    place = TextColumn(_("Place"))
    calibrated_until = DateColumn(_("Calibrated until"), filter=DateRangeFilter())
    state = StatusColumn(_("State"), STATES, value=calibration_state, sort=False)


class MethodTable(Table):
    """Versions of methods."""

    code = "methods"
    title = _("Methods")
    default_sort = "-valid_from"
    search = ("code__icontains", "zh__icontains", "en__icontains")
    empty_title = _("No method is set")
    empty_text = _(
        "A method says which instruments it is done with and by which rule readings become a result."
    )
    number = TextColumn(_("Code"), path="code", code=True, filter=TextFilter("istartswith"))
    version = TextColumn(_("Version"), code=True)
    name = TextColumn(_("Name"), value=lambda row: row.title, sort="zh")
    evaluator = TextColumn(_("Rule"), code=True)
    source = TextColumn(_("Source"))
    valid_from = DateColumn(_("Valid from"))
    valid_to = DateColumn(_("Valid to"))
    state = StatusColumn(_("State"), STATES, value=window_state, sort=False)


class AuthorisationTable(Table):
    """Who may do what until when."""

    code = "authorisations"
    title = _("Authorisations")
    default_sort = "-valid_from"
    search = ("person__display_name__icontains", "method__icontains")
    empty_title = _("Nobody is authorised yet")
    empty_text = _(
        "Authorise people for the methods they have shown to master; nobody authorises themselves."
    )
    empty_icon = "user"
    person = TextColumn(_("Person"), value=lambda row: str(row.person), sort="person__display_name")
    method = TextColumn(_("Method"), code=True, filter=TextFilter("istartswith"))
    valid_from = DateColumn(_("Valid from"))
    valid_to = DateColumn(_("Valid to"), filter=DateRangeFilter())
    recorded_by = TextColumn(_("Authorised by"))
    state = StatusColumn(_("State"), STATES, value=window_state, sort=False)
