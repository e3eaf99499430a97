"""The filters of the release times page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tongguan.operations.release_times.contracts import Question
from tongguan.operations.release_times.models import ReleaseStep
from tongguan.operations.release_times.queries import between
from tongguan.operations.release_times.rules.wording import FLOWS, LANES

DEFAULT_DAYS = 7
ANY = ("", _("All"))


class FilterForm(forms.Form):
    """What the figures are narrowed to; an unusable value narrows nothing and is told at its field."""

    office = forms.CharField(label=_("Office"), max_length=10, required=False)
    flow = forms.ChoiceField(label=_("Import or export"), choices=[ANY, *FLOWS], required=False)
    mode = forms.CharField(label=_("Mode of transport"), max_length=4, required=False)
    lane = forms.ChoiceField(label=_("Lane"), choices=[ANY, *LANES], required=False)
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, given: Mapping[str, str]) -> None:
        """Without a word on days the last week is meant; an emptied date means all there is."""
        super().__init__({"since": str(timezone.localdate() - timedelta(days=DEFAULT_DAYS)), **given})

    def asked(self, default: Question) -> Question:
        """The question of a study; days that are missing, unusable or the wrong way round are the default's."""
        self.is_valid()
        given = self.cleaned_data
        since, until = given.get("since") or default.since, given.get("until") or default.until
        if until < since:
            since, until = default.since, default.until
        codes = {name: given.get(name) or "" for name in ("office", "flow", "mode", "lane")}
        return Question(since, until, **codes)

    def narrowed(self, rows: QuerySet[ReleaseStep]) -> QuerySet[ReleaseStep]:
        """The rows that pass; `until` is included."""
        self.is_valid()
        given = self.cleaned_data
        for name, path in (
            ("office", "office__code"),
            ("flow", "flow"),
            ("mode", "transport_mode"),
            ("lane", "lane"),
        ):
            if given.get(name):
                rows = rows.filter(**{f"release__{path}": given[name]})
        since, until = given.get("since"), given.get("until")
        return between(
            rows,
            timezone.make_aware(datetime.combine(since, time.min)) if since else None,
            timezone.make_aware(datetime.combine(until + timedelta(days=1), time.min)) if until else None,
        )

    def kept(self) -> dict[str, str]:
        """The filters in force, in the words of the table of rows."""
        given = self.cleaned_data
        kept = {
            f"f.{name}": str(given[name]) for name in ("office", "flow", "mode", "lane") if given.get(name)
        }
        for name, part in (("since", "from"), ("until", "to")):
            if given.get(name):
                kept[f"f.ended_at.{part}"] = given[name].isoformat()
        return kept
