"""The endoscope on the phone in a real browser with a pretended camera: a narrow hole, and a look without network."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from tests.factories.endoscopy import inspected
from tests.factories.world import make_world
from tests.operations.inspections.test_browser import (
    CHROMIUM,
    REQUIRED,
    pictured,
    signed_in,
    until,
)
from tongguan.operations.endoscopy.models import EndoscopeSession, SampleRequest
from tongguan.operations.endoscopy.queries import verification

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM and not REQUIRED, reason="needs Debian's chromium"),
]
CAMERA = ["--no-sandbox", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]


@pytest.fixture
def browser(monkeypatch) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as playwright:
        connection.close()  # another module with browsers may have ended the one of this thread
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=CAMERA)
        yield found
        found.close()


def test_a_look_without_network_is_sent_once_it_is_back(live_server, browser):
    world = make_world()
    case = inspected(world)
    page, troubles = signed_in(
        browser, live_server, world.users["inspector"], locale="zh-CN", viewport={"width": 390, "height": 844},
        geolocation={"latitude": 22.57, "longitude": 114.27}, permissions=["geolocation", "camera"],
    )  # fmt: skip
    page.goto(f"{live_server.url}/inspect/")
    until(page, "navigator.serviceWorker.controller !== null")
    page.goto(f"{live_server.url}/inspect/{case.reference}/endoscope/")
    page.wait_for_timeout(800)
    page.context.set_offline(True)
    page.reload()
    page.wait_for_selector("[data-record]", timeout=60000)
    page.fill("#f-diameter", "0.9")
    page.click("[data-record]")
    until(page, "document.querySelector('.fault').textContent.includes('1.0')")
    page.fill("#f-diameter", "1.0")
    page.fill("#f-position", "右门下角")
    page.click("[data-record]")
    until(page, "document.querySelector('[data-scope-line]').dataset.live === ''")
    page.wait_for_timeout(1500)
    page.click("[data-still]")
    until(page, "document.querySelectorAll('[data-stills] img').length === 1")
    pictured(page, "endoscope-recording")
    page.click("[data-stop]")
    until(page, "!document.querySelector('[data-judge]').closest('[hidden]')")
    page.wait_for_timeout(300)
    pictured(page, "endoscope-judging")
    page.click("[data-judge=sample]")
    until(page, "document.querySelector('[data-sync]').dataset.tone === 'warn'")
    assert not EndoscopeSession.objects.exists(), "nothing has arrived while there is no network"
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    until(page, "document.querySelector('[data-scope-line]').textContent.includes('SR')")
    session = EndoscopeSession.objects.get()
    assert (session.state, session.entry_position) == ("sample", "右门下角")
    assert SampleRequest.objects.get().session == session
    assert all(row["ok"] for row in verification(session)), "the phone's hashes are the server's"
    assert "114.27" in session.evidence
    page.reload()
    page.wait_for_selector(".task-card")
    pictured(page, "endoscope-done")
    assert not [trouble for trouble in troubles if "fetch" not in trouble], troubles
