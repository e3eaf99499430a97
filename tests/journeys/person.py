"""A person at a browser: signs in, looks, clicks; every page is checked for what nobody should ever see."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import TimeoutError

REFUSED_FORM = "status of 422"
"""Chromium notes in its console that a form came back with corrections to make; that is no fault."""

PATIENCE_MS = 30_000
"""On a loaded machine; what is there is not waited for."""


class Person:
    """One browser context with a person in it; `troubles` collects script errors, policy violations, 5xx."""

    def __init__(self, browser: Any, address: str, language: str = "zh-CN", **given: Any) -> None:
        self.address = address
        self.language = "en" if language.startswith("en") else "zh-hans"
        self.context = browser.new_context(
            locale=language, timezone_id="Asia/Shanghai", accept_downloads=True, base_url=address, **given
        )
        self.context.set_default_timeout(PATIENCE_MS)
        self.page = self.context.new_page()
        self.username = ""
        self.troubles: list[str] = []
        self.page.on("pageerror", lambda error: self.troubles.append(f"{self.page.url}: {error}"))
        self.page.on("console", self._heard)
        self.page.on("response", self._answered)

    def _heard(self, message: Any) -> None:
        if message.type == "error" and REFUSED_FORM not in message.text:
            self.troubles.append(f"{self.page.url}: {message.text}")

    def _answered(self, response: Any) -> None:
        if response.status >= 500 or response.status in (403, 404):
            self.troubles.append(f"{response.status} {response.url}")

    def sign_in(self, username: str, password: str) -> None:
        """Through the sign-in page, as anybody."""
        self.username = username
        self.go("/accounts/login/")
        self.page.fill("input[name=login]", username)
        self.page.fill("input[name=password]", password)
        self.page.click("main button[type=submit]")
        self.page.wait_for_url("**/work/")
        if self.page.locator("html").get_attribute("lang") != self.language:
            self.page.locator(f"header button[name=language][value={self.language}]").click()
            self.page.wait_for_function(
                "wanted => document.documentElement.lang === wanted", arg=self.language
            )
        self.looks_right()

    def go(self, path: str) -> None:
        """Open an address of the house and look at the page."""
        self.page.goto(path)
        self.looks_right()

    def looks_right(self) -> None:
        """Nothing wider than the screen, no error of scripts or policy, a title, the language that was asked for."""
        self.page.wait_for_load_state("load")
        wide = self.page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        assert wide[0] <= wide[1], f"{self.page.url} is {wide[0]} wide on {wide[1]}"
        assert self.page.title().strip(), self.page.url
        assert not self.troubles, self.troubles

    def sees(self, text: str | re.Pattern[str], patience_ms: int = PATIENCE_MS) -> None:
        """The text is on the page, now or soon; if not, what is there instead is in the failure."""
        try:
            self.page.get_by_text(text).first.wait_for(state="visible", timeout=patience_ms)
        except TimeoutError as late:
            there = self.page.inner_text("body")[:3000]
            raise AssertionError(
                f"{text!r} never came on {self.page.url}; troubles {self.troubles}; there is:\n{there}"
            ) from late

    def until(self, text: str, rounds: int = 60) -> None:
        """Open the page again until the text is there: what another process does takes a moment."""
        for _round in range(rounds):
            if self.page.locator("main").get_by_text(text).first.is_visible():
                return
            self.page.wait_for_timeout(500)
            self.page.reload()
        raise AssertionError(
            f"{text!r} never came on {self.page.url}:\n{self.page.inner_text('main')[:3000]}"
        )

    def takes(self, step: str, **fields: str) -> None:
        """A step of a case by its dialog."""
        self.page.locator(f"[data-dialog-open=step-{step}]").click()
        dialog = self.page.locator(f"#step-{step}")
        for name, value in fields.items():
            field = dialog.locator(f"[name={name}]").first
            if field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)
        dialog.locator(".form-actions button").click()
        self.page.wait_for_load_state("load")
        self.looks_right()

    def tabs_to(self, selector: str, most: int = 120) -> None:
        """Press Tab until the element has the focus."""
        for _press in range(most):
            if self.page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never reaches {selector} on {self.page.url}")

    def downloads(self, selector: str, folder: Path) -> Path:
        """What a link gives, as a file."""
        with self.page.expect_download() as waiting:
            self.page.locator(selector).first.click()
        path = folder / waiting.value.suggested_filename
        waiting.value.save_as(path)
        return path

    def leave(self) -> None:
        """Close the browser's window."""
        self.context.close()
