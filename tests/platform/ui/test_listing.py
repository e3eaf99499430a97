"""Tables: what a query string may do to them, on lists and on the database."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from tongguan.platform.ui.interface import (
    ChoiceFilter,
    DateRangeFilter,
    DateTimeColumn,
    NumberColumn,
    NumberRangeFilter,
    StatusColumn,
    Table,
    TextColumn,
    TextFilter,
)
from tongguan.platform.ui.listing.exports import harmless

MOMENT = datetime(2026, 3, 5, 4, 0, tzinfo=UTC)
FORGED = [
    "",
    "x",
    "WzFd",
    "WyJhIiwgIngiXQ",
    "W251bGwsIG51bGxd",
    "WyJcdTAwMDAiLCAxXQ",
    "WyJhIiwgMWUzMDBd",
    "9" * 5000,
]
"""No base64, wrong lengths and types, NUL, a number beyond every column, far too long."""
STATES = {"a": ("Alpha", "good"), "b": ("Beta", "bad")}


class Ships(Table):
    code = "ships"
    default_sort = "name"
    page_size = 10
    name = TextColumn("Name", url=lambda row: f"/ships/{row['id']}/", filter=TextFilter())
    tonnage = NumberColumn("Tonnage", filter=NumberRangeFilter())
    state = StatusColumn("State", STATES, filter=ChoiceFilter([("a", "Alpha"), ("b", "Beta")]))
    arrived_at = DateTimeColumn("Arrived", filter=DateRangeFilter())


class People(Table):
    code = "people"
    search = ("username__icontains",)
    default_sort = "username"
    page_size = 7
    username = TextColumn("Name", filter=TextFilter("istartswith"))
    last_login = DateTimeColumn("Last seen", filter=DateRangeFilter())
    date_joined = DateTimeColumn("Joined")
    language = TextColumn("Language")


def ships(number: int = 35) -> list[dict[str, Any]]:
    return [
        {
            "id": i,
            "name": f"Ship {i:02d}",
            "tonnage": None if i % 5 == 0 else i * 100,
            "state": "ab"[i % 2],
            "arrived_at": MOMENT + timedelta(days=i),
        }
        for i in range(number)
    ]


def asked(rows: Any, table: type[Table] = Ships, path: str = "/ships/", **query: str) -> Table:
    return table(rows, RequestFactory().get(path, query))


def walk(rows: Any, table: type[Table], **query: str) -> tuple[list[Any], list[Any]]:
    """Every row read forwards to the end, then backwards to the start."""
    forwards, pages = [], []
    step: dict[str, str] = {}
    for _ in range(100):
        page = asked(rows, table, **query, **step).page
        pages.append(page)
        forwards += page.rows
        if not page.after:
            break
        step = {"after": page.after}
    back = list(pages[-1].rows)
    page = pages[-1]
    while page.before:
        page = asked(rows, table, **query, before=page.before).page
        back = [*page.rows, *back]
    return forwards, back


def names(rows: Sequence[Any]) -> list[str]:
    return [row["name"] for row in rows]


def test_a_list_pages_there_and_back() -> None:
    rows = ships()
    forwards, back = walk(rows, Ships, sort="-tonnage")
    assert names(forwards) == names(back)
    assert sorted(names(forwards)) == names(rows)
    filled = [row["tonnage"] for row in forwards if row["tonnage"] is not None]
    assert filled == sorted(filled, reverse=True)
    assert all(row["tonnage"] is None for row in forwards[len(filled) :]), "empty values stand last"


def test_filters_of_a_list() -> None:
    rows = ships()
    assert names(asked(rows, **{"f.name": "ship 07"}).page.rows) == ["Ship 07"]
    assert len(asked(rows, **{"f.tonnage.from": "100", "f.tonnage.to": "300"}).page.rows) == 3
    assert all(row["state"] == "b" for row in asked(rows, **{"f.state": "b"}).page.rows)
    by_day = asked(rows, **{"f.arrived_at.from": "2026-03-07", "f.arrived_at.to": "2026-03-08"})
    assert names(by_day.page.rows) == ["Ship 02", "Ship 03"]
    assert names(asked(rows, q="beta").page.rows)[:2] == ["Ship 01", "Ship 03"], "search reads what is shown"
    assert asked(rows, q="nothing like it").page.rows == []


def test_nonsense_is_ignored_and_not_an_error() -> None:
    rows = ships(3)
    nonsense = {
        "sort": "password", "after": "{}", "before": "AAAA", "f.tonnage.from": "NaN", "f.tonnage.to": "1e999999",
        "f.state": "zzz", "f.arrived_at.from": "0001-01-01", "f.arrived_at.to": "tomorrow", "export": "exe",
    }  # fmt: skip
    table = asked(rows, **nonsense)
    assert names(table.page.rows) == names(rows)
    assert table.chips() == []


@given(
    st.dictionaries(st.sampled_from(["q", "sort", "after", "before", "f.name", "f.tonnage.from"]), st.text())
)
def test_any_query_string_gives_a_page(query: dict[str, str]) -> None:
    table = asked(ships(12), **query)
    assert len(table.page.rows) <= 12
    assert table.headers()
    assert table.link().startswith("/ships/")


def test_links_keep_other_parameters_and_drop_the_cursor() -> None:
    table = asked(ships(), tab="late", after="WzEwXQ", **{"f.state": "a"})
    heads = {head.label: head for head in table.headers()}
    assert heads["Name"].sorted == "ascending"
    assert "tab=late" in heads["Name"].url
    assert "sort=-name" in heads["Name"].url
    assert "after" not in heads["Name"].url
    assert "f.state" not in table.cleared()
    assert table.kept() == [("tab", "late")]
    assert [chip.label for chip in table.chips()] == ["State: Alpha"]


def test_csv_respects_filters_and_disarms_formulas() -> None:
    rows = [
        *ships(12),
        {"id": 99, "name": "=cmd|' /C calc'!A0", "tonnage": -5, "state": "a", "arrived_at": MOMENT},
    ]
    response = asked(rows, export="csv", **{"f.state": "a"}).response("unused.html")
    assert "attachment" in response["Content-Disposition"]
    text = response.content.decode()
    assert text.startswith("\ufeff")
    table = list(csv.reader(io.StringIO(text[1:])))
    assert table[0] == ["Name", "Tonnage", "State", "Arrived"]
    assert len(table) == 1 + 7
    assert table[1][:2] == ["'=cmd|' /C calc'!A0", "-5"]
    assert table[1][2] == "Alpha"


def test_json_is_typed() -> None:
    response = asked(ships(2), export="json").response("unused.html")
    assert json.loads(response.content)[1] == {
        "name": "Ship 01", "tonnage": 100, "state": "Beta", "arrived_at": "2026-03-06T04:00:00+00:00",
    }  # fmt: skip


@given(st.text(max_size=20))
def test_no_text_cell_starts_a_formula(text: str) -> None:
    assert not str(harmless(text)).startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))


def test_cells_escape_what_people_typed() -> None:
    rows = [
        {"id": 1, "name": "<script>alert(1)</script>", "tonnage": 1, "state": "<b>", "arrived_at": MOMENT}
    ]
    html = asked(rows).body()
    assert "<script>" not in html
    assert "<b>" not in html


@pytest.fixture
def people(db: None) -> Any:
    """Thirty people, half of whom never signed in, in joining times with ties."""
    users = get_user_model()
    users.objects.bulk_create(
        users(
            username=f"person{i:02d}",
            language="en" if i % 3 else "zh-hans",
            date_joined=MOMENT + timedelta(days=i // 4),
            last_login=None if i % 2 else MOMENT + timedelta(hours=i),
        )
        for i in range(30)
    )
    return users.objects.filter(username__startswith="person")


@pytest.mark.django_db
@pytest.mark.parametrize("column", ["username", "last_login", "date_joined", "language"])
@pytest.mark.parametrize("sign", ["", "-"])
def test_keyset_pages_meet_every_row_once_both_ways(people: Any, column: str, sign: str) -> None:
    forwards, back = walk(people, People, sort=sign + column)
    assert [u.pk for u in forwards] == [u.pk for u in back]
    assert sorted(u.pk for u in forwards) == sorted(people.values_list("pk", flat=True))
    values = [getattr(u, column) for u in forwards if getattr(u, column) is not None]
    assert values == sorted(values, reverse=sign == "-")
    assert all(getattr(u, column) is None for u in forwards[len(values) :])


@pytest.mark.django_db
def test_database_search_filter_and_count(people: Any) -> None:
    assert asked(people, People, q="PERSON2").source.count(asked(people, People, q="PERSON2").wanted) == (
        10,
        False,
    )
    assert [u.username for u in asked(people, People, **{"f.username": "Person07"}).page.rows] == ["person07"]
    day = asked(people, People, **{"f.last_login.from": "2026-03-05", "f.last_login.to": "2026-03-05"})
    assert [u.username for u in day.page.rows][:2] == ["person00", "person02"]
    assert len(json.loads(asked(people, People, export="json").response("unused.html").content)) == 30


@pytest.mark.django_db
@pytest.mark.parametrize("cursor", FORGED)
def test_database_survives_forged_cursors(people: Any, cursor: str) -> None:
    for query in ({"after": cursor}, {"before": cursor}, {"after": cursor, "sort": "-last_login"}):
        assert len(asked(people, People, **query).page.rows) <= 7
    assert asked(people, People, q="\x00person", **{"f.username": "\x00"}).page is not None


@pytest.mark.django_db
def test_an_export_is_whole_or_refused(people: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(People, "export_limit", 29)
    table = asked(people, People, export="csv")
    assert table._export("csv") is None
    assert "29" in table.notice
    monkeypatch.setattr(People, "export_limit", 30)
    assert asked(people, People, export="csv")._export("csv") is not None


def test_a_column_called_title_is_not_the_tables_title() -> None:
    class Books(Table):
        title = TextColumn("Title")

    assert Books.title == ""
    assert list(Books.columns) == ["title"]
