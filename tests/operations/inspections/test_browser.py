"""The phone in a real browser: a whole inspection, part of it without a network, and the analyst's viewer."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from tests.factories.image_review import on_duty, opened, scan
from tests.factories.inspections import ordered
from tests.factories.world import make_world
from tongguan.operations.image_review.actions import receive_scan
from tongguan.operations.image_review.models import ImageTask
from tongguan.operations.inspections.models import Inspection, Report
from tongguan.platform.identity.actions import end_sessions
from tongguan.simulator.scans import scan as simulated

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
REQUIRED = os.environ.get("TONGGUAN_REQUIRE_BROWSER") == "1"
PICTURES = os.environ.get("TONGGUAN_PICTURES", "")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM and not REQUIRED, reason="needs Debian's chromium"),
]


@pytest.fixture
def browser(monkeypatch) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as playwright:
        connection.close()  # another module with browsers may have ended the one of this thread
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()


def signed_in(browser: Any, live_server: Any, user: Any, **given: Any) -> tuple[Any, list[str]]:
    """A page of this person, and what went wrong in its scripts."""
    client = Client()
    client.force_login(user)
    context = browser.new_context(**given)
    context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    context.route("**/live/**", lambda route: route.abort())  # the test server cannot stream
    page = context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    return page, troubles


def until(page: Any, condition: str) -> None:
    """Wait for a condition without evaluating code in the page, which its policy forbids."""
    for _attempt in range(150):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"never: {condition}; {page.locator('body').inner_text()[:800]}")


def pictured(page: Any, name: str) -> None:
    """Keep a picture where TONGGUAN_PICTURES names a folder."""
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)


def arrived(page: Any) -> None:
    """Wait until nothing on the phone waits to be sent any more."""
    until(page, "document.querySelector('[data-sync]').dataset.tone === ''")


def test_an_inspection_with_the_network_lost_on_the_way(live_server, browser, tmp_path):
    world = make_world()
    case = ordered(world, unloading="doors")
    page, troubles = signed_in(
        browser, live_server, world.users["inspector"], locale="zh-CN", viewport={"width": 390, "height": 844},
        geolocation={"latitude": 22.57, "longitude": 114.27}, permissions=["geolocation"],
    )  # fmt: skip
    page.goto(f"{live_server.url}/inspect/")
    until(page, "navigator.serviceWorker.controller !== null")
    page.wait_for_timeout(800)
    pictured(page, "phone-list")
    page.click("[data-task]")
    page.click(".big")
    until(page, "document.querySelector('#f-container') !== null")
    page.fill("#f-container", "CSQU3054383")
    page.click(".big")
    until(page, "document.querySelector('.fault').textContent !== ''")
    assert case.container in page.locator(".fault").inner_text()
    pictured(page, "phone-wrong-container")
    arrived(page)
    page.context.set_offline(True)
    page.reload()
    page.wait_for_selector("#f-container", timeout=60000)
    page.fill("#f-container", case.container)
    page.click(".big")
    page.select_option("#f-seal_state", "intact")
    page.click(".big")
    page.wait_for_selector(".shots")
    for number in range(3):
        picture = tmp_path / f"photo{number}.png"
        picture.write_bytes(simulated(5 + number).png)
        page.locator(".shot[data-needed] input[type=file]").first.set_input_files(str(picture))
        until(page, f"document.querySelectorAll('.shot img').length === {number + 1}")
    page.check("[name=checks][value=name]")
    page.select_option("#f-result", "01")
    pictured(page, "phone-report")
    page.click(".big")
    until(page, "document.querySelector('[data-sync]').dataset.tone === 'warn'")
    assert Inspection.objects.get().state == "accepted", "nothing has arrived while there is no network"
    pictured(page, "phone-offline")
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    until(
        page,
        "document.querySelector('[data-sync]').dataset.tone === '' && !document.querySelector('form .big')",
    )
    page.wait_for_timeout(1500)
    case.refresh_from_db()
    assert (case.state, Report.objects.count()) == ("submitted", 1), page.locator("main").inner_text()
    assert "114.27000" in Report.objects.get().content
    assert not [trouble for trouble in troubles if "fetch" not in trouble], troubles


KEPT = """async () => ({
  pages: (await caches.keys()).length,
  records: (await indexedDB.databases()).map((each) => each.name),
  marks: Object.keys(localStorage).filter((key) => key.startsWith("inspection:")),
})"""


def sign_out(page: Any) -> None:
    page.locator(".house-bar details[data-fold] summary").last.click()
    page.locator("form[data-sign-out] button").click()


def at_the_container(live_server: Any, browser: Any, world: Any) -> Any:
    """A phone whose inspector has accepted and knows the way without a network."""
    page, _troubles = signed_in(
        browser, live_server, world.users["inspector"], locale="zh-CN", viewport={"width": 390, "height": 844}
    )
    page.goto(f"{live_server.url}/inspect/")
    until(page, "navigator.serviceWorker.controller !== null")
    page.wait_for_timeout(800)
    page.click("[data-task]")
    page.click(".big")
    until(page, "document.querySelector('#f-container') !== null")
    until(page, "Object.keys(localStorage).some((key) => key.startsWith('inspection:'))")  # the server has it
    page.wait_for_timeout(500)
    return page


def test_signing_out_leaves_nothing_of_the_inspection_on_the_phone(live_server, browser):
    world = make_world()
    ordered(world, unloading="doors")
    page = at_the_container(live_server, browser, world)
    before = page.evaluate(KEPT)
    assert before["pages"]
    assert before["records"] == ["tongguan-inspections"]
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    sign_out(page)
    page.wait_for_url(lambda url: "/inspect/" not in url)
    assert page.evaluate(KEPT) == {"pages": 0, "records": [], "marks": []}
    assert not asked
    page.context.set_offline(True)
    with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
        page.goto(f"{live_server.url}/inspect/")


def test_what_was_not_sent_is_never_lost_by_signing_out(live_server, browser):
    world = make_world()
    case = ordered(world, unloading="doors")
    page = at_the_container(live_server, browser, world)
    page.context.route("**/inspections/sync", lambda route: route.abort())
    page.fill("#f-container", case.container)
    page.click(".big")
    until(page, "document.querySelector('[data-sync]').dataset.tone === 'warn'")
    asked: list[str] = []
    answers = ["dismiss", "accept"]
    page.on(
        "dialog", lambda dialog: (asked.append(dialog.message), getattr(dialog, answers[len(asked) - 1])())
    )
    sign_out(page)
    page.wait_for_timeout(500)
    assert "/inspect/" in page.url, "the person thought better of it"
    assert "1" in asked[0]
    page.locator("form[data-sign-out] button").click()
    page.wait_for_url(lambda url: "/inspect/" not in url)
    kept = page.evaluate(KEPT)
    assert (kept["pages"], kept["marks"]) == (0, [])
    assert kept["records"] == ["tongguan-inspections"]


def test_a_sign_in_that_was_ended_elsewhere_empties_the_phone(live_server, browser):
    world = make_world()
    ordered(world, unloading="doors")
    page = at_the_container(live_server, browser, world)
    end_sessions(actor=world.actor("administrator"), user=world.users["inspector"])
    page.goto(f"{live_server.url}/inspect/")
    assert "/accounts/login/" in page.url
    assert page.evaluate(KEPT)["pages"] == 0


@pytest.mark.parametrize(("language", "scheme"), [("zh-CN", "light"), ("en-US", "dark")])
def test_an_analyst_marks_a_region_and_gives_a_verdict_by_keys(live_server, browser, language, scheme):
    world = make_world()
    on_duty(world, "image_analyst")
    task = opened(world, "image_analyst")
    shown = simulated(11, "ceramic", "dense")
    receive_scan(actor=world.actor("terminal"), scan=scan(task, shown.png))
    user = world.users["image_analyst"]
    user.language = "en" if language == "en-US" else "zh-hans"
    user.save()
    page, troubles = signed_in(
        browser,
        live_server,
        user,
        locale=language,
        color_scheme=scheme,
        viewport={"width": 1440, "height": 900},
    )
    page.goto(f"{live_server.url}/image-review/")
    until(page, "document.querySelector('[data-zoom]').textContent !== '100%'")
    canvas = page.locator("[data-canvas]").bounding_box()
    x, y = canvas["x"] + canvas["width"] / 2, canvas["y"] + canvas["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 90, y + 70, steps=4)
    page.mouse.up()
    assert page.locator("[data-marks] input").count() == 1
    page.keyboard.type("heavy block")
    pictured(page, f"viewer-{language}-{scheme}")
    page.keyboard.press("Escape")
    page.select_option("#suspicion", "density")
    page.locator("[data-canvas]").focus()
    page.keyboard.press("+")
    page.keyboard.press("v")
    page.keyboard.press("x")
    page.wait_for_url("**/image-review/")
    found = ImageTask.objects.get()
    assert found.state == "first_read"
    (region,) = found.first_verdict["regions"]
    assert region["note"] == "heavy block"
    assert found.first_verdict["image"] == found.image
    pictured(page, f"desk-{language}-{scheme}")
    assert not troubles
