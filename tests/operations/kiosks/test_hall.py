"""126 kiosks over HTTP: all on one page, one falls silent and is told, it comes back."""

from __future__ import annotations

import asyncio
import random
from datetime import timedelta

import httpx
import pytest
from django.test import Client as Browser
from django.utils import timezone

from tests.factories.kiosks import on_duty
from tests.factories.world import make_world
from tongguan.operations.kiosks.actions import advance_calls, register_kiosk, watch_fleet
from tongguan.operations.kiosks.models import Call, Kiosk, Session
from tongguan.platform.alerts.models import Alert
from tongguan.platform.identity.interface import issue_token
from tongguan.platform.permissions.interface import SYSTEM
from tongguan.simulator import kiosks as simulated
from tongguan.simulator.client import Client, Tally

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def fleet(live_server):
    world = make_world()
    found = []
    for number, (hall, count) in enumerate(simulated.HALLS, start=1):
        for place in range(1, count + 1):
            code = f"K{number}-{place:02}"
            _row, key = register_kiosk(actor=world.actor("administrator"), code=code, hall=hall, place=place)
            found.append(simulated.Kiosk(key))
    return world, found


async def once(url: str, kiosks: list[simulated.Kiosk], stage: str) -> int:
    """Each reports once; how many were heard."""
    async with httpx.AsyncClient(
        base_url=url, trust_env=False, limits=httpx.Limits(max_connections=8)
    ) as http:
        told = {"state": stage, "version": "2.3.1", "printer": "ok", "scanner": "ok"}
        answers = await asyncio.gather(*(simulated.asked(http, "heartbeat", told, each) for each in kiosks))
    return sum(answer is not None for answer in answers)


def earlier(seconds: float) -> None:
    Kiosk.objects.update(seen_at=timezone.now() - timedelta(seconds=seconds))


def test_126_kiosks_one_of_which_is_lost_and_returns(live_server, fleet, settings):
    settings.REFERENCE_VERSION_CHECK_S = 0
    world, kiosks = fleet
    assert len(kiosks) == 126
    assert asyncio.run(once(live_server.url, kiosks, "started")) == 126
    assert watch_fleet() == 0
    browser = Browser()
    browser.force_login(world.users["commander"])
    assert browser.get("/kiosks/").content.decode().count('data-standing="started"') == 126 + 1
    earlier(46)
    silent = kiosks.pop(77)
    assert asyncio.run(once(live_server.url, kiosks, "idle")) == 125
    assert watch_fleet() == 1
    alert = Alert.objects.get(kind="kiosk")
    assert [each["ref"] for each in alert.evidence] == ["K3-06"]
    page = browser.get("/kiosks/").content.decode()
    assert page.count('data-standing="lost"') == 1 + 1
    assert page.count('data-standing="idle"') == 125 + 1
    assert asyncio.run(once(live_server.url, [silent], "idle")) == 1
    watch_fleet()
    alert.refresh_from_db()
    assert alert.state == "dispositioned"


def test_the_simulated_hall_plays_a_session_with_a_call_to_its_end(live_server, fleet, settings, monkeypatch):
    settings.REFERENCE_VERSION_CHECK_S = 0
    world, kiosks = fleet
    officer = on_duty(world, "inspector", "ja", "en", ready=False)
    token = issue_token(actor=SYSTEM, user=world.users["inspector"], name="t", valid_days=1)
    for name, value in {
        "BETWEEN_S": 0.1, "FILLING_S": (0.1, 0.2), "ASKING_SHARE": 1.0, "ABANDONED_SHARE": 0.0, "TALK_S": (1.0, 2.0)
    }.items():  # fmt: skip
        monkeypatch.setattr(simulated, name, value)
    tally = Tally()

    async def play() -> None:
        async with httpx.AsyncClient(base_url=live_server.url, trust_env=False) as http:
            tasks = [
                asyncio.create_task(
                    simulated.desk(Client(http, "inspector", token, tally), random.Random(1))
                ),
                asyncio.create_task(simulated.travellers(http, tally, kiosks[0], random.Random(2))),
            ]
            for _look in range(120):
                await asyncio.sleep(0.5)
                await asyncio.to_thread(moved)
                if tally.done["kiosk.submitted"]:
                    break
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    asyncio.run(play())
    assert tally.done["kiosk.submitted"] >= 1, tally.summary()
    call = Call.objects.order_by("asked_at").first()
    assert call is not None
    assert (call.state, call.officer_id) == ("ended", officer.user_id)
    assert Session.objects.order_by("started_at").first().stage == "submitted"


def moved() -> None:
    from django.db import connection

    advance_calls()
    connection.close()
