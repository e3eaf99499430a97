"""The list of deletions."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tongguan.platform.privacy.registry import retentions
from tongguan.platform.ui.interface import ChoiceFilter, DateTimeColumn, NumberColumn, Table, TextColumn


def _title(code: str) -> object:
    return next((one.what for one in retentions() if one.code == code), code)


class DeletionTable(Table):
    """Every run of every retention."""

    code = "deletions"
    default_sort = "-at"
    empty_title = _("Nothing has been deleted yet")
    at = DateTimeColumn(_("Deleted at"))
    retention = TextColumn(
        _("Personal data"),
        value=lambda row: _title(row.retention),
        sort=False,
        filter=ChoiceFilter(lambda: [(one.code, one.what) for one in retentions()]),
    )
    before = DateTimeColumn(_("Older than"))
    days = NumberColumn(_("Kept for (days)"))
    records = NumberColumn(_("Records deleted"))
