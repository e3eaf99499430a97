"""The golden thread in a browser: trader in Chinese, the receipt, and the officer in English by keyboard alone.

The legs follow each other; what one leaves (the declaration's address) the next one takes up.
"""

from __future__ import annotations

import datetime as dt
import random
import re
from dataclasses import replace
from typing import Any

import pytest

from tests.journeys.conftest import House
from tests.journeys.person import Person
from tongguan.cli.demonstration import PASSWORD
from tongguan.engines.declaration import Party, to_json
from tongguan.simulator.declarations import generate

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LINES = 2


def test_golden_thread(house: House, person: Any) -> None:
    trader_corrects_and_lodges_once(house, person)
    receipt_verifies(house, person)
    officer_by_keyboard_alone(house, person)


def declaration_of(firm: dict[str, str], seed: int) -> bytes:
    """A valid import declaration of a demonstration firm, as JSON."""
    today = dt.datetime.now(dt.timezone(dt.timedelta(hours=8))).date()
    made = generate(random.Random(seed), "I", LINES, on_date=today, office="9901")
    party = Party(code=firm["uscc"], name=firm["name_zh"], country="CHN")
    return to_json(replace(made, consignee=party, owner=party, declarant=party))


def uploaded(trader: Person, house: House, username: str, seed: int) -> None:
    """The form, filled from a file."""
    trader.go("/declarations/new/")
    data = declaration_of(house.firm(username), seed)
    file = {"name": "declaration.json", "mimeType": "application/json", "buffer": data}
    trader.page.set_input_files("input[name=file]", file)
    trader.page.click("button[value=upload]")
    trader.page.wait_for_load_state("load")
    trader.looks_right()
    assert trader.page.locator("[data-goods] tbody [data-line]").count() == LINES
    assert trader.page.input_value("#id_consignee__name") == house.firm(username)["name_zh"]


def lodged(trader: Person) -> str:
    """Press Lodge twice, quickly; the reference of what came of it."""
    trader.page.locator("button[value=lodge]").dblclick()
    address = re.compile(r"/cases/declaration/([^/?#]+)/")
    trader.page.wait_for_url(address)
    trader.looks_right()
    return address.search(trader.page.url).group(1)  # type: ignore[union-attr]


def trader_corrects_and_lodges_once(house: House, person: Any) -> None:
    trader = person("trader")
    assert trader.page.locator("html").get_attribute("lang") == "zh-hans"
    trader.go("/cases/declaration/")
    before = trader.page.locator("tbody [data-row]").count()
    uploaded(trader, house, "trader", seed=5)

    origin = trader.page.locator("#id_items-0-origin_country")
    right = origin.input_value()
    origin.fill("XYZ")
    packages = trader.page.locator("#id_package_count")
    count = packages.input_value()
    packages.fill("abc")
    trader.page.click("button[value=lodge]")
    summary = trader.page.locator(".error-summary")
    summary.wait_for()
    trader.looks_right()
    link = summary.locator("a[href='#id_package_count']")
    assert re.search(r"[\u4e00-\u9fff]", link.inner_text())
    link.click()
    assert trader.page.evaluate("document.activeElement.id") == "id_package_count"
    trader.page.keyboard.press("Control+A")
    trader.page.keyboard.type(count)

    trader.page.click("button[value=lodge]")
    link = trader.page.locator(".error-summary a[href='#id_items-0-origin_country']")
    link.wait_for()
    trader.looks_right()
    assert trader.page.locator("[data-invalid]").filter(has=origin).count() == 1, "the field itself says it"
    link.click()
    assert trader.page.evaluate("document.activeElement.id") == "id_items-0-origin_country"
    trader.page.keyboard.press("Control+A")
    trader.page.keyboard.type(right)

    house.known["reference"] = reference = lodged(trader)
    number = trader.page.locator("h1 .code").inner_text()
    assert re.fullmatch(r"\d{18}", number.replace(" ", ""))
    assert trader.page.locator(".timeline li").filter(has_text="申报").count() >= 1
    trader.go("/cases/declaration/")
    assert trader.page.locator("tbody [data-row]").count() == before + 1, "a double click lodges once"
    house.known["number"] = number.replace(" ", "")
    trader.go(f"/cases/declaration/{reference}/")
    trader.until("人工审核")


def receipt_verifies(house: House, person: Any) -> None:
    trader = person("trader")
    trader.go(f"/cases/declaration/{house.known['reference']}/")
    trader.page.locator(".timeline a.code", has_text=re.compile("^L$")).click()
    trader.page.wait_for_url(re.compile("/receipt"))
    trader.looks_right()
    trader.until("任何人都可以核验此回执")


def officer_by_keyboard_alone(house: House, person: Any) -> None:
    reference, officer = house.known["reference"], person("", "en-US")
    page, keys = officer.page, officer.page.keyboard
    officer.go("/accounts/login/")
    officer.tabs_to("input[name=login]")
    keys.type("assessor")
    officer.tabs_to("input[name=password]")
    keys.type(PASSWORD)
    keys.press("Enter")
    page.wait_for_url("**/work/")
    if page.locator("html").get_attribute("lang") != "en":
        officer.tabs_to("header button[name=language][value=en]")
        keys.press("Enter")
    officer.sees("Waiting for me")
    officer.looks_right()

    walk_to(officer, reference)
    keys.press("k")
    keys.press("j")
    assert reference in page.evaluate("document.activeElement.href")
    keys.press("Enter")
    page.wait_for_url(f"**/{reference}/")
    officer.looks_right()
    officer.sees("Under review")

    officer.tabs_to("[data-dialog-open=step-request_documents]")
    keys.press("Enter")
    officer.tabs_to("#step-request_documents [name=reason]")
    keys.type("Please send the contract.")
    officer.tabs_to("#step-request_documents .form-actions button")
    keys.press("Enter")
    officer.sees("Documents requested")
    officer.looks_right()
    house.known["requested"] = reference


def walk_to(officer: Person, reference: str) -> None:
    """Press j until the queue's row of the case has the focus."""
    for _press in range(60):
        officer.page.keyboard.press("j")
        if reference in (officer.page.evaluate("document.activeElement.href || ''")):
            return
    raise AssertionError(f"j never reaches {reference}:\n{officer.page.inner_text('main')}")
