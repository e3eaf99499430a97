"""A call between two real browsers: rung, answered, the form seen as it changes, media both ways, ended and wiped."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from tests.factories.kiosks import STATE, kiosk, on_duty
from tests.factories.world import make_world
from tests.operations.inspections.test_browser import (
    CHROMIUM,
    REQUIRED,
    pictured,
    signed_in,
    until,
)
from tests.operations.remote_inspections.test_browser import HERE, browsers  # noqa: F401 - a fixture
from tongguan.operations.kiosks.actions import advance_calls, heartbeat, watch_fleet
from tongguan.operations.kiosks.interface import FormState, StateLine, register_describe_state
from tongguan.operations.kiosks.models import Call, Content, Kiosk, Message
from tongguan.operations.kiosks.queries.describing import _describers
from tongguan.platform.calls.models import Signal
from tongguan.platform.identity.models import User
from tongguan.platform.reference.models import Parameter
from tongguan.simulator.kiosks import HALLS

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM and not REQUIRED, reason="needs Debian's chromium"),
]
STYLES = "".join(
    f'<link rel="stylesheet" href="/static/ui/{name}.css">'
    for name in ("tokens", "base", "controls", "forms")
)
PAGE = f"""<!doctype html><html lang="ja" data-density="roomy"><head><meta charset="utf-8">{STYLES}</head><body>
<p data-question="arrival">到着日 2026-11-30</p><p data-question="seat">座席 32A</p></body></html>"""
WORDS = {"arrival": "抵达日期", "countries": "十四日内到过的国家", "seat": "座位号"}
FLOWING = """(name) => { const v = document.querySelector(name); if (!v || !v.videoWidth) return false;
  window.__seen ??= {}; const was = window.__seen[name] ?? 0; window.__seen[name] = v.currentTime;
  return v.currentTime > was && v.srcObject.getAudioTracks().length > 0 && was > 0; }"""


def described(state: FormState, language: str) -> list[StateLine]:
    """The form of these tests in the officer's words."""
    return [StateLine(code, WORDS[code], str(answer)) for code, answer in state.answers.items()]


@pytest.fixture
def house(settings, live_server) -> Iterator[Any]:
    """The world, with the loop that moves calls."""
    settings.REFERENCE_VERSION_CHECK_S = 0
    world = make_world()
    Parameter.objects.filter(code__in=["kiosks.desk_silence", "kiosks.call_silence"]).update(value="120")
    Parameter.objects.filter(code="kiosks.ring_seconds").update(value="90")
    stop = threading.Event()

    def loop() -> None:
        while not stop.wait(1):
            advance_calls()
        connection.close()

    register_describe_state(described)
    worker = threading.Thread(target=loop)
    worker.start()
    yield world
    _describers.remove(described)
    stop.set()
    worker.join()


def traveller(browser: Any, live_server: Any, media: str = "video") -> Any:
    """A phone with a form of two questions, calling in Japanese."""
    page = browser.new_context(
        viewport={"width": 390, "height": 844}, permissions=["camera", "microphone"]
    ).new_page()
    page.route(
        "**/form-under-test/", lambda route: route.fulfill(body=PAGE, content_type="text/html; charset=utf-8")
    )
    page.goto(f"{live_server.url}/form-under-test/")
    page.evaluate(
        """async ([state, media]) => {
          const kiosks = await import("/static/kiosks/call.js");
          window.kiosks = kiosks;
          await kiosks.startSession({ form: "health", language: "ja" });
          const told = { onPoint: (code) => { window.pointed = code; }, onEnd: () => { window.over = true; } };
          window.call = await kiosks.startCall({ state, media, ...told });
        }""",
        [STATE, media],
    )
    return page


def desk(browser: Any, live_server: Any, user: Any) -> Any:
    page, _troubles = signed_in(
        browser, live_server, user, locale="zh-CN", viewport={"width": 1280, "height": 900}
    )
    page.goto(f"{live_server.url}/kiosks/calls/")
    page.click("[data-ready]")
    until(page, "document.querySelector('[data-ready]').getAttribute('aria-pressed') === 'true'")
    return page


def test_a_call_with_media_both_ways(live_server, house, browsers):  # noqa: F811 - the fixture
    on_duty(house, "inspector", "ja", ready=False)
    officer = desk(browsers[1], live_server, house.users["inspector"])
    phone = traveller(browsers[0], live_server)
    until(officer, "document.querySelector('[data-rings]').hidden === false")
    pictured(officer, "kiosks-ringing")
    officer.click("[data-answer]")
    until(officer, "document.querySelectorAll('[data-form] li').length === 3")
    until(officer, f"({FLOWING})('[data-remote]')")
    until(phone, f"({FLOWING})('.assist-remote')")
    until(phone, "document.querySelector('.assist').dataset.state === 'active'")
    phone.evaluate(
        "(state) => window.call.push(state)", STATE | {"answers": STATE["answers"] | {"seat": "12C"}}
    )
    until(officer, "document.querySelector('[data-form] [data-code=seat] .answer').textContent === '12C'")
    assert officer.locator("[data-form] input, [data-form] textarea, [data-form] select").count() == 0
    officer.click("[data-form] [data-code=seat] button")
    until(phone, "window.pointed === 'seat' && document.querySelector('[data-question=seat].assist-pointed')")
    officer.fill("[data-write] input", "12C ですね")
    officer.press("[data-write] input", "Enter")
    until(phone, "document.querySelector('.assist-log').textContent.includes('12C ですね')")
    phone.fill(".assist-write input", "はい<b>")
    phone.press(".assist-write input", "Enter")
    until(officer, "document.querySelector('[data-log]').textContent.includes('はい<b>')")
    pictured(officer, "kiosks-talk")
    pictured(phone, "kiosks-phone")
    officer.click("[data-outcome=corrected]")
    until(phone, "window.over === true")
    until(phone, "document.querySelector('.assist-local').srcObject === null")
    until(officer, "document.querySelector('[data-talk]').hidden === true")
    assert Call.objects.get().outcome == "corrected"
    for table in (Content, Message, Signal):
        assert not table.objects.exists()
    assert not phone.locator(".assist-log li").count()


def test_a_traveller_whose_browser_is_lost_and_one_without_a_camera(live_server, house, browsers):  # noqa: F811
    on_duty(house, "inspector", "ja", ready=False)
    officer = desk(browsers[1], live_server, house.users["inspector"])
    phone = traveller(browsers[0], live_server, media="none")
    until(officer, "document.querySelector('[data-rings]').hidden === false")
    officer.click("[data-answer]")
    until(phone, "document.querySelector('.assist').dataset.state === 'active'")
    phone.fill(".assist-write input", "助けて")
    phone.press(".assist-write input", "Enter")
    until(officer, "document.querySelector('[data-log]').textContent.includes('助けて')")
    until(phone, "document.querySelector('.assist-remote').videoWidth > 0")
    phone.close()
    Parameter.objects.filter(code="kiosks.call_silence").update(value="3")
    until(officer, "document.querySelector('[data-talk]').hidden === true")
    assert Call.objects.get().outcome == "lost"


def test_two_officers_answer_at_once_and_one_gets_it(live_server, house, browsers):  # noqa: F811 - the fixture
    for name in ("inspector", "inspector_2"):
        on_duty(house, name, "ja", ready=False)
    pages = [
        signed_in(browser, live_server, house.users[name], locale="zh-CN")[0]
        for browser, name in zip(browsers, ("inspector", "inspector_2"), strict=True)
    ]
    for page in pages:
        page.goto(f"{live_server.url}/kiosks/calls/")
    phone = traveller(browsers[0], live_server, media="none")
    for page in pages:
        until(page, "document.querySelectorAll('[data-waiting] button').length === 1")
    for page in pages:  # both press before either page hears of the other
        page.evaluate("setTimeout(() => document.querySelector('[data-waiting] button').click(), 300)")
    until(phone, "document.querySelector('.assist').dataset.state === 'active'")
    for page in pages:
        until(
            page,
            "document.querySelector('[data-fault]').textContent || !document.querySelector('[data-talk]').hidden",
        )
    talking = [page.evaluate("!document.querySelector('[data-talk]').hidden") for page in pages]
    told = [page.evaluate("document.querySelector('[data-fault]').textContent") for page in pages]
    assert sorted(talking) == [False, True]
    assert bool(told[talking.index(False)])
    assert Call.objects.get().rings.filter(result="answered").count() == 1


def test_nobody_there_is_said_in_the_travellers_language(live_server, house, browsers):  # noqa: F811 - the fixture
    phone = traveller(browsers[0], live_server, media="none")
    until(phone, "document.querySelector('.assist').dataset.state === 'waiting'")
    line = phone.locator(".assist-line").inner_text()
    assert line
    assert "No officer" not in line, "in Japanese, not in English"
    phone.click(".assist-foot [data-kind=danger]")
    until(phone, "window.over === true")
    assert Call.objects.get().outcome == "left"


def test_pages_fit_from_the_wall_to_a_phone(live_server, house, browsers):  # noqa: F811 - the fixture
    for number, (hall, count) in enumerate(HALLS, start=1):
        for place in range(1, count + 1):
            row, key = kiosk(house, f"K{number}-{place:02}", hall, place)
            stage = ("idle", "idle", "started", "started", "submitted", "assist", "abandoned")[
                (place * number) % 7
            ]
            printer = "low" if place % 17 == 0 else "fault" if place % 29 == 0 else "ok"
            if (number, place) != (4, 12):
                heartbeat(key=key, stage=stage, version="2.3.1", printer=printer, scanner="ok")
    Kiosk.objects.filter(code__in=["K2-11", "K3-30"]).update(seen_at=timezone.now() - timedelta(minutes=2))
    watch_fleet()
    on_duty(house, "inspector", "ja", ready=False)
    for who, address, name in (
        ("commander", "/kiosks/", "kiosks-fleet"),
        ("commander", f"/kiosks/{row.pk}/", "kiosks-detail"),
        ("inspector", "/kiosks/calls/", "kiosks-desk"),
    ):
        for locale, size in (("zh-CN", (1920, 1080)), ("en-GB", (1280, 800)), ("zh-CN", (390, 844))):
            viewport = {"width": size[0], "height": size[1]}
            User.objects.filter(pk=house.users[who].pk).update(
                language="en" if locale == "en-GB" else "zh-hans"
            )
            page, _troubles = signed_in(
                browsers[0], live_server, house.users[who], locale=locale, viewport=viewport,
                color_scheme="dark" if locale == "en-GB" else "light",
            )  # fmt: skip
            page.goto(live_server.url + address)
            pictured(page, f"{name}-{size[0]}")
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (address, size)
            page.context.close()
