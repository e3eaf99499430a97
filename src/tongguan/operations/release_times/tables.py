"""Tables of figures and of the rows behind them."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tongguan.operations.release_times.contracts import Figures
from tongguan.operations.release_times.enums import Exclusion, StepCode
from tongguan.operations.release_times.models import ReleaseStep
from tongguan.platform.ui.interface import (
    ChoiceFilter,
    Column,
    DateRangeFilter,
    DateTimeColumn,
    NumberRangeFilter,
    Table,
    TextColumn,
    TextFilter,
)

FLOWS = [("I", _("Import")), ("E", _("Export"))]
LANES = [("green", _("Green lane")), ("review", _("Document review")), ("inspection", _("Examination"))]
STEPS, EXCLUSIONS = dict(StepCode.choices), dict(Exclusion.choices)
MINUTE, HOUR, DAY = 60, 3600, 86400


def length(seconds: float | None) -> str:
    """A duration a person reads: `42 s`, `17.5 min`, `3.2 h`, `2.1 d`; a dash for none."""
    if seconds is None:
        return "—"
    for unit, size, below in (("s", 1, 2 * MINUTE), ("min", MINUTE, 2 * HOUR), ("h", HOUR, 2 * DAY)):
        if seconds < below:
            return f"{seconds / size:.0f} {unit}" if unit == "s" else f"{seconds / size:.1f} {unit}"
    return f"{seconds / DAY:.1f} d"


def rows_url(code: str, kept: dict[str, str], **more: str) -> str:
    """The rows behind a number: the filters in force and those of the number."""
    query = urlencode({**kept, "f.step": code, **more})
    return f"{reverse('release_times_rows')}?{query}"


class DurationColumn(Column):
    """Seconds, shown as a duration a person reads; exported as seconds."""

    css = "is-number"

    def shown(self, row: ReleaseStep, value: float) -> str:
        """The words."""
        return length(value)

    def exported(self, row: ReleaseStep) -> float | None:
        """Seconds."""
        return self.value(row)


class StepTable(Table):
    """Steps of declarations."""

    code = "release-steps"
    title = _("Steps of declarations")
    search = ("release__declaration__icontains",)
    default_sort = "-ended_at"
    empty_title = _("No such step yet")
    empty_text = _("Steps appear as declarations move, each with its duration.")

    declaration = TextColumn(
        _("Declaration"),
        path="release__declaration",
        code=True,
        url=lambda row: reverse("release_times_declaration", args=[row.release.declaration]),
        filter=TextFilter("istartswith"),
    )
    step = TextColumn(
        _("Step"),
        path="code",
        value=lambda row: STEPS.get(row.code, row.code),
        sort="code",
        filter=ChoiceFilter(StepCode.choices),
    )
    seconds = DurationColumn(_("Duration"), filter=NumberRangeFilter())
    stopped_seconds = DurationColumn(_("Taken out"))
    left_out = TextColumn(
        _("Left out because"),
        path="excluded",
        value=lambda row: EXCLUSIONS.get(row.excluded, row.excluded) or None,
        filter=ChoiceFilter(Exclusion.choices),
    )
    office = TextColumn(_("Office"), path="release__office__code", filter=TextFilter("iexact"))
    flow = TextColumn(_("Import or export"), path="release__flow", filter=ChoiceFilter(FLOWS))
    mode = TextColumn(_("Mode of transport"), path="release__transport_mode", filter=TextFilter("iexact"))
    lane = TextColumn(_("Lane"), path="release__lane", filter=ChoiceFilter(LANES))
    started_at = DateTimeColumn(_("From"))
    ended_at = DateTimeColumn(_("To"), filter=DateRangeFilter())


def excluded_words(figures: Figures) -> str:
    """The share left out and how many, always told."""
    return f"{100 * figures.excluded_share:.1f} % ({figures.excluded_count})"
