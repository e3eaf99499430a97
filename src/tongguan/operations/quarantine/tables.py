"""Tables of samples, runs, orders and notices."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tongguan.operations.quarantine.enums import Specimen
from tongguan.operations.quarantine.models import HealthNotice
from tongguan.operations.quarantine.workflow import RUN, SAMPLE, SAMPLING_ORDER
from tongguan.platform.cases.interface import Workflow
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


def states(workflow: Workflow) -> dict[str, tuple[Any, str]]:
    """Each state's words and tone."""
    return {state.code: (state.title, state.tone) for state in workflow.states}


def choices(workflow: Workflow) -> Any:
    """States as choices of a filter, in the page's language."""
    return lambda: [(state.code, words(state.title)) for state in workflow.states]


class SampleTable(Table):
    """Samples."""

    code = "lab-samples"
    title = _("Samples")
    default_sort = "-created_at"
    live = "lab_sample"
    search = ("tube__startswith", "reference__startswith", "order__reference__startswith")
    empty_title = _("No sample here")
    empty_text = _("Samples appear when an order is collected; scan their tubes at each hand-over.")
    tube = TextColumn(
        _("Tube"),
        code=True,
        url=lambda row: reverse("cases_detail", args=["lab_sample", row.reference]),
        filter=TextFilter("istartswith"),
    )
    order = TextColumn(_("Order"), code=True, path="order__reference")
    specimen = TextColumn(
        _("Specimen"),
        value=lambda row: row.get_specimen_display(),
        sort="specimen",
        filter=ChoiceFilter(Specimen.choices),
    )
    state = StatusColumn(_("State"), states(SAMPLE), filter=ChoiceFilter(choices(SAMPLE)))
    due_at = DueColumn(_("Due"))
    created_at = DateTimeColumn(_("Collected"))


class RunTable(Table):
    """Runs."""

    code = "lab-runs"
    title = _("Runs")
    default_sort = "-created_at"
    live = "lab_run"
    search = ("reference__startswith", "instrument__icontains")
    empty_title = _("No run yet")
    empty_text = _("Plan a plate with the samples that wait, then load the instrument's file.")
    empty_icon = "chart"
    reference = TextColumn(
        _("Run"), code=True, url=lambda row: reverse("cases_detail", args=["lab_run", row.reference])
    )
    instrument = TextColumn(_("Instrument"), code=True, filter=TextFilter("istartswith"))
    kit = TextColumn(_("Kit"), code=True)
    pool_size = NumberColumn(_("Pool size"))
    state = StatusColumn(_("State"), states(RUN), filter=ChoiceFilter(choices(RUN)))
    due_at = DueColumn(_("Due"))
    created_at = DateTimeColumn(_("Planned"))


class OrderTable(Table):
    """Orders: what caused them and where they stand, not whose they are."""

    code = "sampling-orders"
    title = _("Sampling orders")
    default_sort = "-created_at"
    live = "sampling_order"
    search = ("reference__startswith", "cause_ref__startswith")
    empty_title = _("No sample is ordered")
    empty_text = _("Orders come from lanes, hits and sample requests, or from you.")
    reference = TextColumn(
        _("Order"), code=True, url=lambda row: reverse("cases_detail", args=["sampling_order", row.reference])
    )
    cause = TextColumn(_("Cause"), value=lambda row: cause_words(row), sort="cause_kind")
    kit = TextColumn(_("Kit"), code=True)
    state = StatusColumn(_("State"), states(SAMPLING_ORDER), filter=ChoiceFilter(choices(SAMPLING_ORDER)))
    due_at = DueColumn(_("Due"))
    created_at = DateTimeColumn(_("Ordered"))


CAUSES = {
    "officer": _("By an officer"),
    "sample_request": _("Sample request"),
    "lab_sample": _("Second sample"),
    "encounter": _("Encounter of a lane"),
    "hit": _("Confirmed hit"),
}


def cause_words(row: Any) -> str:
    """What caused an order, with its reference."""
    said = CAUSES.get(row.cause_kind, row.cause_kind)
    return f"{said} {row.cause_ref}".strip()


NOTICE_STATES = {
    "acknowledged": (_("Acknowledged"), "good"),
    "waiting": (_("Waiting"), "warn"),
    "late": (_("Late"), "bad"),
    "nobody": (_("Nobody to tell"), "bad"),
}


def notice_state(row: HealthNotice) -> str:
    """How a notice stands."""
    if row.acknowledged_at:
        return "acknowledged"
    if not row.receivers:
        return "nobody"
    return "late" if row.due_at < timezone.now() else "waiting"


class NoticeTable(Table):
    """Notices to the health authority."""

    code = "lab-notices"
    title = _("Notices to the health authority")
    default_sort = "-sent_at"
    search = ("report__startswith",)
    empty_title = _("No notice yet")
    empty_text = _("A positive report is told to the health authority the moment it is signed.")
    empty_icon = "bell"
    report = TextColumn(_("Report"), code=True, url=lambda row: reverse("quarantine_notice", args=[row.pk]))
    sent_at = DateTimeColumn(_("Sent"))
    state = StatusColumn(_("State"), NOTICE_STATES, value=notice_state, sort=False)
    due_at = DateTimeColumn(_("Acknowledge by"))
    acknowledged_at = DateTimeColumn(_("Acknowledged"))
    receivers = NumberColumn(_("Receivers"))
