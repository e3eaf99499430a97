"""The table of months."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tongguan.operations.endoscopy.contracts import Month
from tongguan.platform.ui.interface import DateColumn, NumberColumn, Table, TextColumn


def percent(share: float | None) -> str:
    """A share in per cent with one decimal; a dash for none."""
    return "—" if share is None else f"{100 * share:.1f} %"


class MonthTable(Table):
    """Judgements by month, and the share of samples that were not needed."""

    code = "endoscopy-months"
    title = _("Endoscopy by month")
    default_sort = "-month"
    empty_title = _("No endoscope session yet")
    empty_text = _("Sessions appear here when inspectors judge what they saw through the hole.")
    empty_icon = "eye"
    month = DateColumn(_("Month"), path="first")
    judged = NumberColumn(_("Judged"))
    clear = NumberColumn(_("Clear"), value=lambda row: row.avoided.hits)
    sample = NumberColumn(_("Sample needed"))
    open = NumberColumn(_("Open the container"))
    avoided = TextColumn(_("Avoided samples"), value=lambda row: percent(row.avoided.rate))
    interval = TextColumn(_("Confidence interval (95 in 100)"), value=lambda row: interval(row))
    found_later = NumberColumn(_("Clear, but found otherwise later"))


def interval(row: Month) -> str:
    """From and to."""
    return f"{percent(row.avoided.low)} – {percent(row.avoided.high)}"
