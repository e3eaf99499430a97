"""Tables of figures and of the rows behind them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tongguan.operations.release_times.enums import PARTY_OF, Exclusion, Party, StepCode
from tongguan.operations.release_times.models import ReleaseStep
from tongguan.operations.release_times.queries import cohort
from tongguan.operations.release_times.rules.wording import FLOWS, LANES, length
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

STEP_NAMES, EXCLUSIONS = dict(StepCode.choices), dict(Exclusion.choices)


def rows_url(code: str, kept: dict[str, str], **more: str) -> str:
    """The rows behind a number: the filters in force and those of the number."""
    query = urlencode({**kept, **({"f.step": code} if code else {}), **more})
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


class PartyFilter(ChoiceFilter):
    """Steps with time that a party answers for: its own, and for the trader those in which it was waited for."""

    def condition(self, path: str, values: tuple[Any, ...]) -> Q:
        own = Q(code__in=[code for code, party in PARTY_OF.items() if party == values[0]])
        waited = Q(stopped_seconds__gt=0) & ~Q(code=StepCode.CLEARANCE)
        return own | waited if values[0] == Party.TRADER else own


class ReleasedFilter(DateRangeFilter):
    """Days on which the declarations were released, as the study draws its sample."""

    def condition(self, path: str, values: tuple[Any, ...]) -> Q:
        first, last = values
        return cohort(
            self._start(first) if first else None, self._start(last + timedelta(days=1)) if last else None
        )


def _party(row: ReleaseStep) -> object:
    whose = PARTY_OF.get(StepCode(row.code))
    return whose.label if whose else None


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
        value=lambda row: STEP_NAMES.get(row.code, row.code),
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
    party = TextColumn(_("Party"), hidden=True, value=_party, filter=PartyFilter(Party.choices))
    released = DateTimeColumn(
        _("Released on"), path="release__released_at", hidden=True, filter=ReleasedFilter()
    )
