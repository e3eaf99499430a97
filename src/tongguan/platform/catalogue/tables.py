"""The list of entries in force."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongguan.platform.catalogue.contracts import kind_of, kinds
from tongguan.platform.ui.interface import (
    ChoiceFilter,
    DateColumn,
    DateTimeColumn,
    StatusColumn,
    Table,
    TextColumn,
    words,
)


def _kind(code: str) -> Any:
    kind = kind_of(code)
    return words(kind.title) if kind else code


class EntriesTable(Table):
    """Entries in force; found by words when words are given, listed otherwise."""

    code = "catalogue"
    default_sort = "-updated"
    kind = TextColumn(
        _("Kind"),
        value=lambda r: _kind(r.entry.kind),
        sort="entry__kind",
        path="entry__kind",
        filter=ChoiceFilter(lambda: [(k.code, k.title) for k in kinds()]),
    )
    key = TextColumn(
        pgettext_lazy("catalogue", "Key"),
        path="entry__key",
        code=True,
        url=lambda r: reverse("catalogue_entry", args=[r.entry_id]),
    )
    title = TextColumn(_("Name"), value=lambda r: r.title)
    fresh = StatusColumn(
        _("Freshness"),
        {True: (_("Stale"), "warn"), False: (_("Fresh"), "good")},
        value=lambda r: r.entry.stale_at is not None and r.entry.stale_at <= timezone.now(),
    )
    valid_from = DateColumn(_("Valid from"))
    valid_to = DateColumn(_("Valid to"))
    updated = DateTimeColumn(_("Updated"), path="entry__updated_at")
    source = TextColumn(_("Source"))
