"""Remote inspections: an exporter of silkworm eggs, an inspector and a certifying officer, again and again."""

from __future__ import annotations

import asyncio
import json
import random
import uuid
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from tongguan.simulator.client import Client
from tongguan.simulator.examiners import recorded

LOCAL = timezone(timedelta(hours=8))
BETWEEN_S = (240.0, 600.0)
LOOK_S = 1.0
READ_AFTER_S = (2.0, 6.0)
WRONG_SHARE = 0.08
LONGEST_S = 400.0
SITE = (30.0631, 149.9872)
CONSIGNEES = ("Samarkand Silk Works", "Fergana Sericulture", "Bukhara Cocoon")


async def remote_sessions(exporter: Client, inspector: Client, certifier: Client, rng: random.Random) -> None:
    """For ever: ask, schedule, show, look, certify."""
    while True:
        reference = await asked(exporter, rng)
        if reference and await scheduled(inspector, reference):
            await asyncio.sleep(rng.uniform(5, 20))
            if await take(inspector, reference, "start", {}) and await shown(
                exporter, inspector, reference, rng
            ):
                await asyncio.sleep(rng.uniform(10, 40))
                await take(certifier, reference, "certify", {})
        await asyncio.sleep(rng.uniform(*BETWEEN_S))


async def asked(exporter: Client, rng: random.Random) -> str:
    """A request for silkworm eggs to Uzbekistan."""
    body = {
        "office": "9901",
        "goods": "家蚕蚕种",
        "hs_code": "05119930",
        "quantity": f"{rng.randrange(5, 60) * 100} 盒",
        "destination": "UZB",
        "consignee": rng.choice(CONSIGNEES),
        "site_name": "云港蚕种场",
        "site_latitude": f"{SITE[0]:.6f}",
        "site_longitude": f"{SITE[1]:.6f}",
    }
    key = {"Idempotency-Key": str(uuid.uuid4())}
    status, answer = await exporter.post("/remote-inspections", body, headers=key)
    return str(answer["reference"]) if status in (200, 201) else ""


async def scheduled(inspector: Client, reference: str) -> bool:
    """In two minutes."""
    at = datetime.now(LOCAL) + timedelta(minutes=2)
    return await take(inspector, reference, "schedule", {"at": f"{at:%Y-%m-%d %H:%M}"})


async def shown(exporter: Client, inspector: Client, reference: str, rng: random.Random) -> bool:
    """The session: the site tells where it is, shows the codes, the inspector reads them, sometimes wrongly."""
    begun = datetime.now(UTC)
    told: dict[str, Any] | None = None
    while (datetime.now(UTC) - begun).total_seconds() < LONGEST_S:
        await exporter.post(f"/remote-inspections/{reference}/positions", place(rng))
        told = await exporter.get(f"/remote-inspections/{reference}")
        if told is None:
            return False
        if told["challenge"]:
            await asyncio.sleep(rng.uniform(*READ_AFTER_S))
            read = "7" * 6 if rng.random() < WRONG_SHARE else told["challenge"]["code"]
            await inspector.post(f"/remote-inspections/{reference}/answers", {"read": read})
        elif not {"ahead", "open"} & set(told["challenges"]):
            break
        await asyncio.sleep(LOOK_S)
    if told is None or set(told["challenges"]) != {"passed"}:
        await take(inspector, reference, "fail", {"reason": "口令回答错误或超时"})
        return False
    required = await inspector.get("/remote-inspections/requirements", destination="UZB", hs_code="05119930")
    begun_at = datetime.fromisoformat(told["started_at"])
    data = {
        "requirements": " ".join(each["code"] for each in required or ()),
        "segments": json.dumps(await recorded(rng, inspector, begun_at, datetime.now(UTC))),
        "remark": "现场蚕种存放条件良好，包装完整",
    }
    return await take(inspector, reference, "pass", data)


def place(rng: random.Random) -> dict[str, str]:
    """Where the site's phone says it is: some metres off, as phones are."""
    return {
        "latitude": f"{SITE[0] + rng.uniform(-0.0003, 0.0003):.6f}",
        "longitude": f"{SITE[1] + rng.uniform(-0.0003, 0.0003):.6f}",
        "accuracy_m": f"{rng.uniform(4, 30):.1f}",
        "device_at": datetime.now(UTC).isoformat(),
    }


async def take(client: Client, reference: str, step: str, data: dict[str, Any]) -> bool:
    """Take a step of the case."""
    case = await client.get(f"/cases/remote_inspection/{reference}")
    if case is None:
        return False
    body = {"version": case["version"], "data": data}
    status, _answer = await client.post(f"/cases/remote_inspection/{reference}/{step}", body)
    if status == 200:
        client.tally.count(f"remote_inspection.{step}")
    return status == 200
