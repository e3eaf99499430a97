"""The pages of throughput in a real browser: sliders, progress, charts; whole from a desk to a phone."""

from __future__ import annotations

import pytest

from tests.factories.world import make_world
from tests.operations.inspections.test_browser import (  # noqa: F401 - a fixture
    CHROMIUM,
    REQUIRED,
    browser,
    pictured,
    signed_in,
    until,
)
from tongguan.operations.passenger_flows.actions import play_next

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM and not REQUIRED, reason="needs Debian's chromium"),
]


def test_a_hall_from_its_sliders_to_its_charts(live_server, browser, settings):  # noqa: F811 - the fixture
    settings.REFERENCE_VERSION_CHECK_S = 0
    world = make_world()
    page, _troubles = signed_in(
        browser,
        live_server,
        world.users["commander"],
        locale="zh-CN",
        viewport={"width": 1280, "height": 900},
    )
    page.goto(f"{live_server.url}/passenger-flows/new/")
    page.fill("[name=name]", "T1 早高峰")
    page.fill("[name=replications]", "10")
    page.fill("[name=hours]", "1")
    slider = "document.querySelector('[name=kiosks] ~ input[type=range]')"
    page.evaluate(f"{slider}.value = 80; {slider}.dispatchEvent(new Event('input'))")
    assert page.input_value("[name=kiosks]") == "80"
    pictured(page, "flows-new")
    page.click("form[data-sliders] button")
    until(page, "document.querySelector('#run progress') !== null")
    address = page.url
    assert play_next()
    until(page, "document.querySelectorAll('.chart-drawn').length === 2")
    for locale, width in (("zh-CN", 1280), ("en-GB", 1280), ("zh-CN", 390)):
        other, _troubles = signed_in(
            browser, live_server, world.users["auditor"], locale=locale, viewport={"width": width, "height": 900},
            color_scheme="dark" if locale == "en-GB" else "light",
        )  # fmt: skip
        other.goto(address)
        pictured(other, f"flows-run-{locale}-{width}")
        assert other.evaluate("document.documentElement.scrollWidth <= innerWidth"), (locale, width)
