"""The list of alerts."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tongguan.engines.problems import Text
from tongguan.platform.alerts.enums import Severity, State
from tongguan.platform.alerts.models import Alert
from tongguan.platform.permissions.interface import role
from tongguan.platform.ui.interface import (
    ChoiceFilter,
    DateTimeColumn,
    DueColumn,
    NumberColumn,
    StatusColumn,
    Table,
    TextColumn,
    TextFilter,
    words,
)

SEVERITIES = {
    Severity.CRITICAL: (Severity.CRITICAL.label, "bad"),
    Severity.HIGH: (Severity.HIGH.label, "warn"),
    Severity.MEDIUM: (Severity.MEDIUM.label, "info"),
    Severity.LOW: (Severity.LOW.label, "idle"),
}
STATES = {
    State.RAISED: (State.RAISED.label, "warn"),
    State.ESCALATED: (State.ESCALATED.label, "bad"),
    State.ACKNOWLEDGED: (State.ACKNOWLEDGED.label, "info"),
    State.DISPOSITIONED: (State.DISPOSITIONED.label, "good"),
}


def owner(alert: Alert) -> Any:
    """Who must act, in words."""
    if alert.owner_user is not None:
        return str(alert.owner_user)
    try:
        return words(role(alert.owner_role).title)
    except KeyError:
        return alert.owner_role


class AlertsTable(Table):
    """Alerts, the newest first."""

    code = "alerts"
    search = ("title_zh__icontains", "title_en__icontains", "source_code__icontains", "source_key__icontains")
    default_sort = "-raised_at"
    live = "alert"
    empty_title = _("No alerts yet")
    empty_text = _("Rules, devices and checks raise them; each goes to whoever must act, with a deadline.")
    severity = StatusColumn(_("Severity"), SEVERITIES, filter=ChoiceFilter(Severity.choices))
    title = TextColumn(
        _("Alert"), value=lambda r: r.title, url=lambda r: reverse("alerts_detail", args=[r.pk])
    )
    state = StatusColumn(_("State"), STATES, filter=ChoiceFilter(State.choices))
    owner = TextColumn(_("Owner"), value=owner)
    office = TextColumn(
        _("Office"), value=lambda r: Text(zh=r.office.name_zh, en=r.office.name_en) if r.office else None
    )
    deadline = DueColumn(
        _("Deadline"), value=lambda r: r.deadline if r.state != State.DISPOSITIONED else None
    )
    kind = TextColumn(_("Kind"), code=True, filter=TextFilter())
    source = TextColumn(
        _("Raised by"), value=lambda r: f"{r.source_kind} {r.source_code} {r.source_version}".strip()
    )
    raised_at = DateTimeColumn(_("Raised at"))
    escalations = NumberColumn(_("Escalations"), path="escalation_level")
