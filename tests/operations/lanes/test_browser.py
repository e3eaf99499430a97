"""The officer's page in a real browser: seen in both languages, dark and on a phone; decided with the keyboard."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from tests.factories import make_world
from tests.factories.lanes import lane_with_devices
from tests.operations.inspections.test_browser import (  # noqa: F401 - a fixture
    CHROMIUM,
    REQUIRED,
    browser,
    pictured,
    signed_in,
)
from tongguan.engines.fusion import Channel
from tongguan.operations.lanes.models import Device, Encounter, Lane

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM and not REQUIRED, reason="needs Debian's chromium"),
]
FACTS = {
    "radiation": {"counts": 21, "background": 20.4},
    "temperature": {"celsius": 36.4},
    "bioclimate": {"co2_ppm": 612},
    "face": {"quality": 0.91},
}


def told(reasons: tuple = (), **changed: Any) -> dict:
    """What the fusion tells of an encounter: all good but what is given otherwise."""
    channels = {}
    for number, channel in enumerate(Channel):
        status, facts = changed.get(channel, ("good", FACTS.get(channel, {})))
        latency = None if status == "missing" else 310 + 260 * number
        channels[channel] = {
            "status": status,
            "latency_ms": latency,
            "facts": facts,
            "position": 1,
            "reasons": [],
        }
    return {"channels": channels, "reasons": [{"code": c, "channel": ch} for c, ch in reasons]}


def met(lane: Lane, key: str, state: str, completeness: str, told: dict) -> Encounter:
    now = timezone.now()
    decided = now if state in ("pass", "refer") else None
    return Encounter.objects.create(
        lane=lane, key=key, state=state, completeness=completeness, opened_at=now, fused_at=decided,
        decided_at=decided, told=told,
    )  # fmt: skip


def hall() -> tuple[Any, Encounter]:
    """Three lanes and who is in them; two wait for an officer."""
    world = make_world()
    lanes = [lane_with_devices(world, f"T2-{number}")[0] for number in (1, 2, 3)]
    for lane, name in zip(lanes, ("一", "二", "三"), strict=True):
        Lane.objects.filter(pk=lane.pk).update(
            zh=f"T2 航站楼{name}号通道", en=f"Terminal 2, lane {lane.code[-1]}"
        )
    Device.objects.update(last_seen_at=timezone.now(), ahead_ms=-1520.4, unsure_ms=6.2)
    Device.objects.filter(code="T2-3-face").update(lost_at=timezone.now())
    met(lanes[0], "a", "pass", "complete", told())
    spike = told(
        (("temperature.implausible", "temperature"),), temperature=("quarantined", {"celsius": 42.9})
    )
    first = met(lanes[1], "b", "refer", "partial", spike)
    missing = {"document": ("missing", {}), "health_card": ("missing", {})}
    met(lanes[2], "c", "collecting", "", told(**missing))
    two = told((("two_people", "video"), ("shared", "face")), face=("missing", {}))
    met(lanes[2], "d", "refer", "partial", two)
    Encounter.objects.filter(key="d").update(opened_at=timezone.now() - timezone.timedelta(minutes=2))
    return world, first


def test_an_officer_sees_why_and_decides_with_the_keyboard(live_server, browser, settings) -> None:  # noqa: F811
    settings.REFERENCE_VERSION_CHECK_S = 0
    world, first = hall()
    officer = world.users["quarantine_officer"]
    desk = {"width": 1440, "height": 900}
    page, troubles = signed_in(browser, live_server, officer, locale="zh-CN", viewport=desk)
    Encounter.objects.exclude(decided_at=None).update(decided_at=timezone.now())
    page.goto(f"{live_server.url}/lanes/")
    assert "体温读数超出可信范围" in page.locator("main").inner_text()
    pictured(page, "lanes")
    page.goto(f"{live_server.url}/lanes/health/")
    pictured(page, "lanes-health")
    for name, given in (
        ("lanes-en-dark", {"locale": "en-US", "viewport": desk, "color_scheme": "dark"}),
        ("lanes-phone", {"locale": "zh-CN", "viewport": {"width": 390, "height": 844}}),
    ):
        other, more = signed_in(browser, live_server, officer, **given)
        other.goto(f"{live_server.url}/lanes/")
        pictured(other, name)
        wide = other.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        assert wide, f"{name} scrolls sideways"
        troubles += more
    page.goto(f"{live_server.url}/lanes/encounters/{first.pk}/")
    pictured(page, "lanes-encounter")
    page.keyboard.press("q")
    page.wait_for_url("**/lanes/", timeout=60_000)
    first.refresh_from_db()
    assert first.resolution == "quarantine"
    assert not [each for each in troubles if "fetch" not in each], troubles
