"""A remote inspection between two real browsers: video over WebRTC through the house's own signals, a code shown at the
site and typed by customs, the recording as evidence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from tests.factories.remote_inspections import CONFIRMED, asked, step
from tests.factories.world import make_world
from tests.operations.endoscopy.test_browser import CAMERA
from tests.operations.inspections.test_browser import (
    CHROMIUM,
    REQUIRED,
    pictured,
    signed_in,
    until,
)
from tongguan.platform.files.interface import verify_digest
from tongguan.platform.files.models import FileRow
from tongguan.platform.reference.models import Parameter

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM and not REQUIRED, reason="needs Debian's chromium"),
]
HERE = ["--disable-features=WebRtcHideLocalIpsWithMdns", "--allow-loopback-in-peer-connection"]
"""Both browsers are on this machine, which has no network of its own to find each other by name."""
NUMBERS = {"challenges": "1", "challenge_window": "1", "challenge_lifetime": "90", "max_video_gap": "15"}


@pytest.fixture
def browsers(monkeypatch) -> Iterator[list[Any]]:
    """Two browsers that share nothing, each with a pretended camera."""
    from playwright.sync_api import sync_playwright

    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as playwright:
        connection.close()  # another module with browsers may have ended the one of this thread
        found = [
            playwright.chromium.launch(executable_path=CHROMIUM, args=[*CAMERA, *HERE]) for _n in range(2)
        ]
        yield found
        for each in found:
            each.close()


def test_customs_sees_the_site_reads_its_code_and_keeps_the_recording(live_server, browsers, settings):
    settings.REFERENCE_VERSION_CHECK_S = 0
    world = make_world()
    for name, value in NUMBERS.items():
        Parameter.objects.filter(code=f"remote_inspection.{name}").update(value=value)
    case = asked(world)
    ahead = timezone.localtime(timezone.now() + timedelta(hours=1))
    step(world, "inspector", case, "schedule", at=f"{ahead:%Y-%m-%d %H:%M}")
    site, site_troubles = signed_in(
        browsers[0], live_server, world.users["trader"], locale="zh-CN", viewport={"width": 390, "height": 844},
        geolocation={"latitude": float(case.site_latitude), "longitude": float(case.site_longitude)},
        permissions=["geolocation", "camera", "microphone"],
    )  # fmt: skip
    customs, customs_troubles = signed_in(
        browsers[1], live_server, world.users["inspector"], locale="zh-CN",
        viewport={"width": 1280, "height": 900},
    )  # fmt: skip
    address = f"{live_server.url}/remote-inspections/{case.reference}/"
    site.goto(address)
    customs.goto(address)
    site.click("[data-join]")
    until(customs, "document.querySelector('[data-before]').hidden === false")
    until(customs, "document.querySelector('[data-remote]').videoWidth > 0")
    until(customs, "document.querySelector('[data-line]').dataset.tone === 'good'")
    pictured(customs, "remote-before")
    customs.click("[data-start]")
    until(customs, "document.querySelector('[data-during]').hidden === false")
    until(site, "document.querySelector('[data-place]').dataset.tone === 'good'")
    for _attempt in range(
        3
    ):  # each wait is fifteen seconds, and the first code may take longer on a busy machine
        if not site.locator("[data-code]").is_hidden():
            break
        site.wait_for_timeout(8000)
    until(site, "document.querySelector('[data-code]').hidden === false")
    code = site.locator("[data-code-text]").inner_text()
    pictured(site, "remote-site")
    assert code not in customs.content(), "customs reads it off the picture, not off its page"
    customs.fill("#call-read", code)
    customs.click("[data-answer] button")
    until(customs, "document.querySelector('[data-outcomes]').textContent.includes('正确')")
    for requirement in CONFIRMED.split():
        customs.check(f"[value='{requirement}']")
    pictured(customs, "remote-customs")
    customs.wait_for_timeout(2500)
    customs.click("[name=pass]")
    for _attempt in range(100):
        case.refresh_from_db()
        if case.state == "passed":
            break
        customs.wait_for_timeout(300)
    assert case.state == "passed", customs.locator("[data-fault]").inner_text()
    digests = list(case.segments.values_list("digest", flat=True))
    assert digests
    assert all(verify_digest(digest).ok for digest in digests)
    assert set(FileRow.objects.filter(digest__in=digests).values_list("media_type", flat=True)) == {
        "video/webm"
    }
    customs.wait_for_timeout(3000)
    pictured(customs, "remote-case")
    troubles = [each for each in site_troubles + customs_troubles if "fetch" not in each]
    assert not troubles, troubles
