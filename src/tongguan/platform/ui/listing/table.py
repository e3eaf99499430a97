"""The table itself: a declaration of columns, bound to rows and a request; all its state is in the address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tongguan.platform.ui.contracts import Label, Link
from tongguan.platform.ui.listing.columns import Column
from tongguan.platform.ui.listing.exports import FORMATS
from tongguan.platform.ui.listing.filters import Input, cleaned
from tongguan.platform.ui.listing.sources import ListSource, Page, QuerySource, Wanted
from tongguan.platform.ui.markup import words


@dataclass(frozen=True, slots=True)
class Header:
    """A column's head: its label, the address that sorts by it and how it sorts now."""

    label: Any
    css: str
    url: str
    sorted: str


@dataclass(frozen=True, slots=True)
class FilterField:
    """A column's filter as controls."""

    label: Any
    inputs: Sequence[Input]


class Table:
    """Subclass, assign columns, give it a query or a list and the request; `response` answers.

    code: its name in ids and files. search: ORM lookups for the free search of a query (a list searches every
    column). default_sort: a column, `-` before it for descending. live: the event after which it fetches itself.
    """

    code: ClassVar[str] = "table"
    title: ClassVar[Label] = ""
    search: ClassVar[Sequence[str]] = ()
    default_sort: ClassVar[str] = ""
    page_size: ClassVar[int] = 25
    export_limit: ClassVar[int] = 50_000
    live: ClassVar[str] = ""
    empty_title: ClassVar[Label] = ""
    empty_text: ClassVar[Label] = ""
    empty_icon: ClassVar[str] = "inbox"
    empty_link: ClassVar[Link | None] = None
    columns: ClassVar[dict[str, Column]] = {}

    def __init_subclass__(cls, **given: Any) -> None:
        super().__init_subclass__(**given)
        own = {name: value for name, value in vars(cls).items() if isinstance(value, Column)}
        cls.columns = {**cls.columns, **own}
        for name in own.keys() & vars(Table).keys():  # a column called `title` is not the table's title
            setattr(cls, name, vars(Table)[name])

    def __init__(
        self, rows: QuerySet[Any] | Sequence[Any], request: HttpRequest, *, prefix: str = ""
    ) -> None:
        self.request, self.prefix = request, prefix
        kind = QuerySource if isinstance(rows, QuerySet) else ListSource
        self.source: QuerySource | ListSource = kind(rows, list(self.columns.values()), self.search)
        self.notice = ""

    @property
    def id(self) -> str:
        """The element's id."""
        return f"table-{self.prefix}{self.code}".replace(".", "-")

    @property
    def searchable(self) -> bool:
        """Whether there is a free search."""
        return bool(self.search) or isinstance(self.source, ListSource)

    def _raw(self, name: str) -> str:
        return cleaned(self.request.GET.get(self.prefix + name))

    def _filter_raw(self, column: Column) -> Mapping[str, str]:
        assert column.filter is not None
        return {part: self._raw(f"f.{column.name}{part}") for part in column.filter.parts}

    @cached_property
    def wanted(self) -> Wanted:
        """The reader's wishes; what the declaration does not know is ignored."""
        sort = self._raw("sort") or self.default_sort
        column = self.columns.get(sort.removeprefix("-"))
        if column is None or not column.sort_path:
            sort = self.default_sort
            column = self.columns.get(sort.removeprefix("-"))
        filters = [
            (each, values)
            for each in self.columns.values()
            if each.filter and (values := each.filter.read(self._filter_raw(each))) is not None
        ]
        get = self.request.GET.get
        after, before = get(self.prefix + "after", ""), get(self.prefix + "before", "")
        return Wanted(self._raw("q"), filters, column, sort.startswith("-"), after, before)

    def link(self, drop: Sequence[str] = ("after", "before"), **changes: str) -> str:
        """This page's address with some of the table's parameters changed or dropped."""
        query: QueryDict = self.request.GET.copy()
        for name in (*drop, "export"):
            query.pop(self.prefix + name, None)
        for name, value in changes.items():
            query[self.prefix + name] = value
        return f"{self.request.path}?{query.urlencode()}" if query else self.request.path

    @cached_property
    def page(self) -> Page:
        """The rows in view."""
        return self.source.page(self.wanted, self.page_size)

    @cached_property
    def count(self) -> str:
        """How many rows, in words."""
        alone = not (self.page.before or self.page.after)
        number, more = (len(self.page.rows), False) if alone else self.source.count(self.wanted)
        shown = f"{number:,}" + ("+" if more else "")
        return _("1 row") if number == 1 and not more else _("{number} rows").format(number=shown)

    @property
    def sort_value(self) -> str:
        """The sort in force, if it is not the default."""
        given = self._raw("sort")
        return given if given != self.default_sort else ""

    @property
    def shown(self) -> list[Column]:
        """The columns in view."""
        return [column for column in self.columns.values() if not column.hidden]

    def headers(self) -> list[Header]:
        """The heads of the columns in view."""
        found = []
        for column in self.shown:
            current = self.wanted.sort is column
            now = ("descending" if self.wanted.descending else "ascending") if current else ""
            turned = column.name if now != "ascending" else f"-{column.name}"
            url = self.link(sort=turned) if column.sort_path else ""
            found.append(Header(column.label, column.css, url, now))
        return found

    def body(self) -> SafeString:
        """The rows in view as HTML: written here, because a template spends most of a page's time on cells."""
        columns = [
            (column.cell, format_html('<td class="{}">', column.css) if column.css else "<td>")
            for column in self.shown
        ]
        rows = ("".join(f"{start}{cell(row)}</td>" for cell, start in columns) for row in self.page.rows)
        return SafeString(
            "".join(f"<tr data-row>{cells}</tr>" for cells in rows)
        )  # every cell is HTML, escaped by its column

    def filter_fields(self) -> list[FilterField]:
        """The filters as controls."""
        return [
            FilterField(c.label, c.filter.inputs(f"{self.prefix}f.{c.name}", self._filter_raw(c)))
            for c in self.columns.values()
            if c.filter
        ]

    def chips(self) -> list[Link]:
        """What narrows the table now, each with the address that takes it away."""
        found = []
        if self.wanted.search:
            found.append(Link(f"“{self.wanted.search}”", self.link(("after", "before", "q"))))
        for column, values in self.wanted.filters:
            assert column.filter is not None
            names = [f"f.{column.name}{part}" for part in column.filter.parts]
            label = f"{words(column.label)}: {column.filter.described(values)}"
            found.append(Link(label, self.link(("after", "before", *names))))
        return found

    def cleared(self) -> str:
        """The address without search and filters."""
        names = [f"f.{c.name}{part}" for c in self.columns.values() if c.filter for part in c.filter.parts]
        return self.link(("after", "before", "q", *names))

    def kept(self) -> list[tuple[str, str]]:
        """Parameters of the page that are not this table's filters; its form carries them along."""
        own = {f"{self.prefix}{name}" for name in ("q", "sort", "after", "before", "export")}
        start = f"{self.prefix}f."
        return [
            (name, value)
            for name, values in self.request.GET.lists()
            for value in values
            if name not in own and not name.startswith(start)
        ]

    def exports(self) -> list[Link]:
        """The ways to take the rows along."""
        return [Link(form.upper(), self.link(export=form), icon="download") for form in FORMATS]

    def _export(self, form: str) -> HttpResponse | None:
        write, content_type = FORMATS[form]
        rows = list(self.source.all(self.wanted, self.export_limit + 1))
        if len(rows) > self.export_limit:
            self.notice = _(
                "An export holds at most {number} rows. Narrow the filters and try again."
            ).format(number=f"{self.export_limit:,}")
            return None
        response = HttpResponse(write(list(self.columns.values()), rows), content_type=content_type)
        name = f"{self.code}-{timezone.localdate():%Y%m%d}.{form}"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    def response(self, template: str, context: Mapping[str, Any] | None = None) -> HttpResponse:
        """The whole page with `table` in its context, the part that htmx asked for, or an export."""
        form = self._raw("export")
        if form in FORMATS and (export := self._export(form)) is not None:
            return export
        target = self.request.headers.get("HX-Target", "")
        parts = {self.id: "ui/table/table.html", f"{self.id}-results": "ui/table/results.html"}
        if target in parts:
            return render(self.request, parts[target], {"table": self})
        status = 422 if self.notice else 200
        return render(self.request, template, {**(context or {}), "table": self}, status=status)
