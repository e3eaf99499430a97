"""The columns of a table: where a value comes from, how it is shown, sorted, filtered and exported."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tongguan.platform.ui.contracts import Label
from tongguan.platform.ui.listing.filters import Filter
from tongguan.platform.ui.markup import badge, due, icon, number, safe, words

Tones = Mapping[Any, tuple[Label, str]] | Callable[[Any], tuple[Label, str]]

NOTHING = SafeString('<span class="none">—</span>')


def follow(row: Any, path: str) -> Any:
    """The value at `a__b` of an object or mapping; None as soon as a part is missing."""
    for part in path.split("__"):
        row = row.get(part) if isinstance(row, Mapping) else getattr(row, part, None)
        if row is None:
            return None
    return row() if callable(row) else row


class Column:
    """One column; its name is the attribute it is assigned to.

    path: where the value lies (`declarant__name`), the column's name by default; value: a function of the row
    instead. sort: True for the path, another ORM path, or False. url: a function of the row that makes the cell
    a link; the first such column opens the row. hidden: exported and filterable but not shown.
    """

    css = ""

    def __init__(
        self,
        label: Label,
        *,
        path: str = "",
        value: Callable[[Any], Any] | None = None,
        sort: bool | str | None = None,
        filter: Filter | None = None,
        url: Callable[[Any], str] | None = None,
        hidden: bool = False,
    ) -> None:
        self.label, self.path, self._value, self.url = label, path, value, url
        self.filter, self.hidden = filter, hidden
        self._sort = sort if sort is not None else value is None
        self.name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name
        self.path = self.path or name

    @property
    def sort_path(self) -> str:
        """The ORM path to sort by; empty where the column does not sort."""
        return self._sort if isinstance(self._sort, str) else self.path if self._sort else ""

    def value(self, row: Any) -> Any:
        """The row's typed value."""
        return self._value(row) if self._value else follow(row, self.path)

    def shown(self, row: Any, value: Any) -> Any:
        """What stands in the cell for a value that is not empty."""
        return words(value)

    def exported(self, row: Any) -> Any:
        """What an export says: a string, number, boolean, date or None."""
        value = self.value(row)
        return words(value) if value is not None else None

    def cell(self, row: Any) -> SafeString:
        """The cell's content as HTML."""
        value = self.value(row)
        if value is None or value == "":
            return NOTHING
        content = safe(self.shown(row, value))
        return SafeString(f'<a href="{safe(self.url(row))}">{content}</a>' if self.url else content)


class TextColumn(Column):
    """Words or codes; `code` sets them in the code face, unbroken."""

    def __init__(self, label: Label, *, code: bool = False, **given: Any) -> None:
        super().__init__(label, **given)
        self.css = "is-tight code" if code else ""


class NumberColumn(Column):
    """Numbers, right-aligned with tabular figures; `places` fixes the decimals, `unit` stands behind."""

    css = "is-number"

    def __init__(self, label: Label, *, places: int | None = None, unit: str = "", **given: Any) -> None:
        super().__init__(label, **given)
        self.places, self.unit = places, unit

    def shown(self, row: Any, value: Any) -> Any:
        text = number(value, self.places)
        return SafeString(f'{text} <span class="muted">{safe(self.unit)}</span>') if self.unit else text

    def exported(self, row: Any) -> Any:
        return self.value(row)


class MoneyColumn(NumberColumn):
    """Amounts with their currency: a fixed code, or the path of one."""

    def __init__(
        self, label: Label, *, currency: str = "CNY", currency_path: str = "", places: int = 2, **given: Any
    ) -> None:
        super().__init__(label, places=places, **given)
        self.currency, self.currency_path = currency, currency_path

    def shown(self, row: Any, value: Any) -> Any:
        code = (follow(row, self.currency_path) or "") if self.currency_path else self.currency
        return SafeString(f'{number(value, self.places)} <span class="muted">{safe(code)}</span>')


class DateTimeColumn(Column):
    """Moments, to the minute, in the house's time zone."""

    css = "is-tight number"
    form = "%Y-%m-%d %H:%M"

    def shown(self, row: Any, value: datetime) -> Any:
        local = (
            timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value
        )
        return SafeString(f'<time datetime="{value.isoformat()}">{local.strftime(self.form)}</time>')

    def exported(self, row: Any) -> Any:
        value = self.value(row)
        return value.isoformat() if value is not None else None


class DateColumn(DateTimeColumn):
    """Days."""

    form = "%Y-%m-%d"


class DueColumn(DateTimeColumn):
    """Deadlines as the time left or the delay."""

    def shown(self, row: Any, value: datetime) -> Any:
        return due(value)


class StatusColumn(Column):
    """A code shown as icon and word; `tones` gives (label, tone) for a code. An unknown code shows itself."""

    css = "is-tight"

    def __init__(self, label: Label, tones: Tones, **given: Any) -> None:
        super().__init__(label, **given)
        self.tones = tones

    def _tone(self, value: Any) -> tuple[Label, str]:
        if callable(self.tones):
            return self.tones(value)
        return self.tones.get(value, (str(value), "idle"))

    def shown(self, row: Any, value: Any) -> Any:
        return badge(*self._tone(value))

    def exported(self, row: Any) -> Any:
        value = self.value(row)
        return words(self._tone(value)[0]) if value is not None else None


class BooleanColumn(Column):
    """Yes or no, with icon and word."""

    css = "is-tight"

    def shown(self, row: Any, value: Any) -> Any:
        return SafeString(f"{icon('check' if value else 'cross')} {safe(_('Yes') if value else _('No'))}")

    def exported(self, row: Any) -> Any:
        return self.value(row)
