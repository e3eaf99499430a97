"""The side menu: by task, the work first; a long one folds, by keyboard too, and the browser remembers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from tests.factories import make_world
from tests.operations.inspections.test_browser import CHROMIUM, REQUIRED, signed_in
from tongguan.platform.modules.interface import MenuItem, Task, modules
from tongguan.platform.permissions import context
from tongguan.platform.permissions.context import FEW, GROUPS

STATIC = Path(context.__file__).parent.parent / "ui" / "static" / "ui"
LABELS = {"en": [title.en for title in GROUPS.values()], "zh-hans": [title.zh for title in GROUPS.values()]}


def groups_of(text: str) -> list[tuple[str, bool, int]]:
    """(label, open, entries) of the menu on a page."""
    menu = text.partition('id="menu"')[2].partition("</nav>")[0]
    found = re.findall(r"<details([^>]*)><summary[^>]*>([^<]*)<.*?</summary>(.*?)</details>", menu, re.S)
    return [(label.strip(), " open" in head, body.count("<li>")) for head, label, body in found]


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_commanders_menu_is_grouped_by_task_and_folds_what_is_not_at_hand(language: str) -> None:
    client = Client()
    client.cookies["django_language"] = language
    client.force_login(make_world().users["commander"])
    groups = groups_of(client.get("/cases/declaration/").content.decode())
    labels = [label for label, _open, _count in groups]
    assert sum(count for _label, _open, count in groups) > FEW
    assert labels == [label for label in LABELS[language] if label in labels], "in the order of the tasks"
    assert labels[0] == LABELS[language][0]
    standing = {label for label, is_open, _count in groups if is_open}
    assert standing == set(LABELS[language][:2]), "the work, and the declarations where the person is"
    assert max(count for _label, _open, count in groups) < FEW


def test_no_key_opens_two_entries() -> None:
    """Of one permission or of two: a commander holds nearly all of them."""
    keys = [item.key for module in modules() for item in module.menu if item.key]
    assert sorted(keys) == sorted(set(keys))


def test_every_entry_has_a_picture_of_the_sheet() -> None:
    sheet = (STATIC / "icons.svg").read_text(encoding="utf-8")
    drawn = set(re.findall(r'symbol id="([a-z-]+)"', sheet))
    assert {item.icon for module in modules() for item in module.menu} <= drawn


@pytest.mark.django_db
def test_a_short_menu_is_all_open() -> None:
    client = Client()
    client.force_login(make_world().users["witness"])
    groups = groups_of(client.get("/work/").content.decode())
    assert sum(count for _label, _open, count in groups) <= FEW
    assert all(is_open for _label, is_open, _count in groups)


@pytest.mark.parametrize(
    ("order", "task"),
    [(1, Task.WORK), (11, Task.DECLARING), (25, Task.CONTROL), (33, Task.TRANSPORT), (40, Task.WORK),
     (60, Task.OVERSIGHT), (95, Task.ADMINISTRATION)],
)  # fmt: skip
def test_an_entry_without_a_task_stands_by_its_order(order: int, task: Task) -> None:
    title = LABELS["en"][0]
    assert MenuItem(title, "x", "x", order=order).group is task  # type: ignore[arg-type]
    assert MenuItem(title, "x", "x", order=order, task=Task.TRAVELLERS).group is Task.TRAVELLERS  # type: ignore[arg-type]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(not CHROMIUM and not REQUIRED, reason="needs Debian's chromium")
@pytest.mark.parametrize("width", [1280, 390])
def test_it_folds_by_keyboard_and_is_remembered(live_server, monkeypatch, width: int) -> None:
    from playwright.sync_api import sync_playwright

    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    world = make_world()
    with sync_playwright() as playwright:
        connection.close()
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page, troubles = signed_in(
            browser, live_server, world.users["commander"], locale="en-US",
            viewport={"width": width, "height": 900},
        )  # fmt: skip
        page.goto(f"{live_server.url}/work/")
        if width < 600:
            page.click("[data-menu-toggle]")
        group = page.locator("[data-menu-group=transport]")
        assert group.get_attribute("open") is None
        group.locator("summary").focus()
        page.keyboard.press("Enter")
        assert group.get_attribute("open") is not None
        assert group.locator("a").first.is_visible()
        page.reload()
        assert page.locator("[data-menu-group=transport]").get_attribute("open") is not None, "remembered"
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.keyboard.press("g")
        page.keyboard.press("d")
        page.wait_for_url("**/cases/declaration/")
        assert page.locator("[data-menu-group=declaring]").get_attribute("open") is not None
        assert not troubles
        browser.close()
