"""The layouts and components as HTML: complete, safe under the strict content policy, in both languages."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.template import Context, Template
from django.test import Client
from django.utils import timezone, translation

import tongguan
from tongguan.engines.problems import Text
from tongguan.platform.ui import ages, charts
from tongguan.platform.ui.interface import Share, number, words
from tongguan.platform.ui.views import icon_names

UI = Path(tongguan.__file__).parent / "platform" / "ui"
TEMPLATES = Path(tongguan.__file__).parent
PAGES = ("", "public/", "phone/", "wall/", "print/")


def drawn(source: str, **context: object) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_pages_obey_the_content_policy(client: Client, path: str, language: str) -> None:
    client.cookies["django_language"] = language
    response = client.get(f"/style/{path}")
    html = response.content.decode()
    assert response.status_code == 200
    assert "unsafe-inline" not in response["Content-Security-Policy"]
    assert f'lang="{language}"' in html
    assert not re.search(r"<[^>]+\sstyle=", html), "no inline styles"
    assert not re.search(r"<[^>]+\son\w+=", html), "no inline handlers"
    scripts = re.findall(r"<script(?![^>]*(?:src=|application/json))[^>]*>", html)
    assert not scripts, "no inline scripts"
    ids = re.findall(r'\sid="([^"]+)"', html)
    doubled = {i for i in ids if ids.count(i) > 1} - {"id_trader"}
    known = {i for i in doubled if i.startswith(("id_", "main"))}
    assert doubled == known, "ids are unique, but for the same sample form shown twice"


@pytest.mark.django_db
def test_the_table_answers_htmx_with_its_part(client: Client) -> None:
    whole = client.get("/style/?sort=-items").content.decode()
    part = client.get(
        "/style/?sort=-items", headers={"HX-Request": "true", "HX-Target": "table-sample-results"}
    ).content.decode()
    assert "<html" in whole
    assert part.strip().startswith('<div id="table-sample-results"')
    assert 'aria-sort="descending"' in part


@pytest.mark.django_db
def test_the_theme_is_remembered_and_leads_nowhere_else(client: Client) -> None:
    answer = client.post("/ui/theme/", {"theme": "dark", "next": "/style/"})
    assert answer["Location"] == "/style/"
    assert 'data-theme="dark"' in client.get("/style/").content.decode()
    assert client.post("/ui/theme/", {"theme": "dark", "next": "//evil.example/"})["Location"] == "/"
    client.cookies["theme"] = '"><script>'
    assert "data-theme" not in client.get("/style/").content.decode().split("<head>")[0]


def test_every_icon_named_anywhere_exists() -> None:
    known = set(icon_names())
    for path in TEMPLATES.rglob("templates/**/*.html"):
        for name in re.findall(r'{% icon "([\w-]+)"|\bicon="([\w-]+)"', path.read_text()):
            assert set(name) - {""} <= known, (path, name)
    for path in TEMPLATES.rglob("module.py"):
        assert set(re.findall(r'icon="([\w-]+)"', path.read_text())) <= known, path


def test_status_is_never_colour_alone() -> None:
    for tone in ("idle", "info", "good", "warn", "bad"):
        html = drawn("{% badge label tone %}", label=Text(zh="已放行", en="Released"), tone=tone)
        assert "<use href=" in html
        assert "Released" in html or "已放行" in html


def test_components_escape_text() -> None:
    evil = "<img src=x onerror=alert(1)>"
    for source in (
        "{% badge evil %}",
        "{% alert evil title=evil %}",
        "{% button evil url=evil %}",
        "{% figure evil evil note=evil %}",
        "{% facts pairs %}",
        "{% empty evil evil %}",
        "{% progress evil 1 %}",
        "{% card title=evil %}{{ evil }}{% endcard %}",
        "{% bar_list shares %}",
        "{% stacked_bar shares evil %}",
        "{% distribution shares evil %}",
        "{% icon 'x' evil %}",
        "{% sparkline values evil %}",
        "{% filedrop evil evil help=evil %}",
    ):
        html = drawn(source, evil=evil, pairs=[(evil, evil)], shares=[Share(evil, 2, evil)], values=[1, 2])
        assert "<img" not in html, source


def test_ages_and_deadlines_in_words() -> None:
    with translation.override("en"):
        assert [ages.ago(s) for s in (0, 59, 60, 7300, 200000, None)] == [
            "0 s ago", "59 s ago", "1 min ago", "2 h ago", "2 d ago", "never",
        ]  # fmt: skip
        assert ages.left(90) == "1 min left"
        assert ages.left(-90) == "1 min late"
    now = timezone.now()
    assert "data-stale" not in drawn("{% age at 60 %}", at=now).replace("data-stale-after", "")
    assert "data-stale>" in drawn("{% age at 60 %}", at=now - timedelta(seconds=61))
    assert "data-stale>" in drawn("{% age at 60 %}", at=None), "a figure without a time is not fresh"
    assert [ages.due_tone(s) for s in (-1, 60, 90000)] == ["bad", "warn", "idle"]


def test_numbers_group_by_thousands_in_both_languages() -> None:
    for language in ("zh-hans", "en"):
        with translation.override(language):
            assert number(1284007) == "1,284,007"
            assert number("1284007.5", 2) == "1,284,007.50"
            assert number(1000) == "1,000"
    assert words(None) == ""


def test_charts_scale_and_survive_odd_numbers() -> None:
    shape = charts.spark([1.0, None, float("nan"), 3.0, 2.0])
    assert shape is not None
    assert (shape.first, shape.last, shape.lowest, shape.highest) == (1.0, 2.0, 1.0, 3.0)
    assert charts.spark([1.0]) is None
    assert charts.spark([5.0, 5.0]) is not None
    parts = charts.stacked([Share("a", 1), Share("b", 3), Share("c", -2)])
    assert [p.width for p in parts] == [25.0, 75.0, 0.0]
    assert [p.x for p in parts] == [0.0, 25.0, 100.0]
    assert charts.bars([]) == []
    assert [b.height for b in charts.distribution([Share("a", 0), Share("b", 0)])] == [0.0, 0.0]


def test_every_script_and_sheet_is_loaded() -> None:
    folder = UI / "static" / "ui"
    main = (folder / "main.js").read_text() + (folder / "toasts.js").read_text()
    of_modules = "".join(
        each.read_text() for each in UI.parents[1].glob("*/*/static/*/*.js") if each.parent != folder
    )
    for script in folder.glob("*.js"):
        loaded = f"./{script.name}" in main or f'from "../ui/{script.name}"' in of_modules
        assert script.name == "main.js" or loaded
    sheets = (UI / "templates" / "ui" / "styles.html").read_text()
    for sheet in folder.glob("*.css"):
        assert f"ui/{sheet.name}" in sheets
