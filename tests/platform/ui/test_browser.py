"""The scripts in a real browser: keyboard, filters without a page load, lines, theme, nothing wider than the screen."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [pytest.mark.browser, pytest.mark.skipif(not CHROMIUM, reason="needs Debian's chromium")]


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    """The house on a port of its own; the style pages need no database."""
    server = make_server("127.0.0.1", 0, StaticFilesHandler(WSGIHandler()), Server, Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()


def opened(browser: Any, url: str, **given: Any) -> tuple[Any, list[str]]:
    page = browser.new_context(locale="en-US", **given).new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda m: troubles.append(m.text) if m.type == "error" else None)
    page.goto(url)
    page.wait_for_load_state("networkidle")
    return page, troubles


def test_keyboard_filter_lines_and_theme(address: str, browser: Any) -> None:
    page, troubles = opened(browser, f"{address}/style/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.closest('[data-row]') !== null")
    page.keyboard.press("?")
    assert page.locator("#shortcuts").is_visible()
    page.keyboard.press("Escape")

    page.keyboard.press("/")
    page.keyboard.type("Northgate")
    page.wait_for_url("**q=Northgate**")
    page.wait_for_function("document.querySelectorAll('#table-sample tbody tr').length === 12")
    cells = page.locator("#table-sample tbody tr td:nth-child(2)").all_inner_texts()
    assert set(cells) == {"Northgate Foods"}
    assert "after=" not in page.url

    grid = page.locator("[data-lines]").first
    before = grid.locator("tbody [data-line]").count()
    grid.locator("[data-line-add]").click()
    assert grid.locator("tbody [data-line]").count() == before + 1
    assert page.evaluate("document.activeElement.name") == f"rows-{before}-code"
    page.keyboard.press("Control+Enter")
    assert grid.locator("input[name='rows-TOTAL_FORMS']").input_value() == str(before + 2)
    grid.locator("[data-line-remove]").first.click()
    assert grid.locator("tbody [data-line]:visible").count() == before + 1

    page.locator("[data-theme-form]").evaluate("form => form.parentElement.open = true")
    page.locator("[data-theme-form] button[value=dark]").click()
    page.wait_for_function("document.documentElement.dataset.theme === 'dark'")
    page.wait_for_load_state("networkidle")
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert not troubles


@pytest.mark.parametrize("width", [320, 390, 1024, 1920])
def test_nothing_is_wider_than_the_screen(address: str, browser: Any, width: int) -> None:
    for path in ("style/", "style/public/", "style/phone/", "style/wall/", "style/print/"):
        page, troubles = opened(browser, f"{address}/{path}", viewport={"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert not troubles, path
        page.context.close()
