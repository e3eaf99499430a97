"""Kiosks of a passenger hall and officers at their desks, through the public endpoints."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass
from typing import Any

import httpx

from tongguan.simulator.client import Client, Tally

HALLS = (("T1 到达东厅", 36), ("T1 到达西厅", 36), ("T2 到达厅", 42), ("T2 中转厅", 12))
"""126 kiosks, as many as the source counts."""
VERSION = "2.3.1"
BETWEEN_S = 900.0
FILLING_S = (60.0, 180.0)
ABANDONED_SHARE, ASKING_SHARE = 0.08, 0.06
LOST_EVERY_S, LOST_S = 3600.0, 150.0
TALK_S = (20.0, 70.0)
LANGUAGES = ("zh", "zh", "zh", "en", "en", "ja", "ko", "ru", "th", "fr", "de", "es", "vi", "ar")
FORM = "health"
ANSWERS = {"countries": ["THA"], "symptoms": "none", "seat": "32A"}


@dataclass
class Kiosk:
    """One device with its key and what its screen shows."""

    key: str
    stage: str = "idle"
    token: str = ""
    printer: str = "ok"


async def kiosks(keeper: Client, rng: random.Random) -> None:
    """For ever: the fleet as the house knows it, registered where it is missing, each kiosk living its day."""
    known = {row["code"]: row["id"] for row in await keeper.get("/kiosks") or ()}
    fleet = []
    for number, (hall, count) in enumerate(HALLS, start=1):
        for place in range(1, count + 1):
            code = f"K{number}-{place:02}"
            path, body = (
                (f"/kiosks/{known[code]}/key", {})
                if code in known
                else ("/kiosks", {"code": code, "hall": hall, "place": place})
            )
            status, answer = await keeper.post(path, body)
            if status in (200, 201):
                fleet.append(Kiosk(answer["key"], printer="low" if rng.random() < 0.03 else "ok"))
    chance = [random.Random(rng.random()) for _kiosk in fleet]  # noqa: S311 - invented data
    await asyncio.gather(
        *(beats(keeper.http, kiosk, each) for kiosk, each in zip(fleet, chance, strict=True)),
        *(
            travellers(keeper.http, keeper.tally, kiosk, each)
            for kiosk, each in zip(fleet, chance, strict=True)
        ),
    )


async def asked(http: httpx.AsyncClient, path: str, body: Any, kiosk: Kiosk) -> dict[str, Any] | None:
    """What a device is answered; None where it is refused or the house is away."""
    headers = {"X-Kiosk-Key": kiosk.key, "X-Session-Token": kiosk.token}
    try:
        answer = await http.post(f"/api/v1/kiosks/{path}", json=body, headers=headers, timeout=30)
        return answer.json() if answer.status_code < 300 else None
    except (httpx.HTTPError, ValueError):
        return None


async def beats(http: httpx.AsyncClient, kiosk: Kiosk, rng: random.Random) -> None:
    """Report as often as the house says; now and then be cut off for a while."""
    await asyncio.sleep(rng.uniform(0, 15))
    while True:
        told = {"state": kiosk.stage, "version": VERSION, "printer": kiosk.printer, "scanner": "ok"}
        answer = await asked(http, "heartbeat", told, kiosk)
        every_s = float(answer["every_s"]) if answer else 15.0
        lost = rng.random() < every_s / LOST_EVERY_S / 20
        await asyncio.sleep(LOST_S if lost else every_s)


async def travellers(http: httpx.AsyncClient, tally: Tally, kiosk: Kiosk, rng: random.Random) -> None:
    """One traveller after the other."""
    while True:
        kiosk.stage, kiosk.token = "idle", ""
        await asyncio.sleep(rng.expovariate(1 / BETWEEN_S))
        language = rng.choice(LANGUAGES)
        begun = await asked(http, "sessions", {"form": FORM, "language": language}, kiosk)
        if begun is None:
            continue
        kiosk.token, kiosk.stage = begun["token"], "started"
        await asyncio.sleep(rng.uniform(*FILLING_S))
        if rng.random() < ASKING_SHARE:
            kiosk.stage = "assist"
            await call(http, tally, kiosk, language)
        kiosk.stage = "abandoned" if rng.random() < ABANDONED_SHARE else "submitted"
        await asked(http, "sessions/state", {"state": kiosk.stage}, kiosk)
        tally.count(f"kiosk.{kiosk.stage}")
        await asyncio.sleep(rng.uniform(8, 15))


async def call(http: httpx.AsyncClient, tally: Tally, kiosk: Kiosk, language: str) -> None:
    """Ask for an officer, show the form, and stay until the call is over or patience is."""
    state = {"form": FORM, "language": language, "step": "seat", "answers": ANSWERS}
    if await asked(http, "calls", {"state": state}, kiosk) is None:
        return
    for _look in range(90):
        await asyncio.sleep(2)
        try:
            answer = await http.get(
                "/api/v1/kiosks/calls/mine", headers={"X-Session-Token": kiosk.token}, timeout=30
            )
            told = answer.json()
        except (httpx.HTTPError, ValueError):
            continue
        if told.get("state") in ("ended", None):
            tally.count(f"kiosk_call.{told.get('outcome', 'gone')}")
            return
    await asked(http, "calls/mine/end", {}, kiosk)
    tally.count("kiosk_call.left")


async def desk(officer: Client, rng: random.Random) -> None:
    """For ever at the desk: answer what rings, look at the form, point, talk a while, say how it came out."""
    ready: bool | None = True
    while True:
        _status, told = await officer.post("/kiosks/desk", {"ready": ready} if ready else {})
        ready = None if told and told.get("ready") else True
        ringing = told and told.get("ringing")
        if ringing:
            await asyncio.sleep(rng.uniform(1, 5))
            status, _answer = await officer.post(f"/kiosks/desk/calls/{ringing['id']}/answer", {})
            if status == 200:
                await talk(officer, ringing["id"], rng)
        await asyncio.sleep(3)


async def talk(officer: Client, call_id: str, rng: random.Random) -> None:
    """One conversation; the page stays open meanwhile."""
    base = f"/kiosks/desk/calls/{call_id}"
    await officer.post(f"{base}/point", {"question": "seat"})
    await officer.post(f"{base}/messages", {"text": "请核对座位号 / Please check your seat"})
    left = rng.uniform(*TALK_S)
    while left > 0:
        await asyncio.sleep(3)
        left -= 3
        await officer.post("/kiosks/desk", {})
        told = await officer.get(base)
        if told is None or told.get("state") != "active":
            return
    await officer.post(f"{base}/end", {"outcome": rng.choice(("helped", "helped", "corrected", "referred"))})
