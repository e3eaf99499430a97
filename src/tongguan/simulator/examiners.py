"""Those who look at goods: scanners that send pictures, inspectors who open containers and photograph them."""

from __future__ import annotations

import asyncio
import json
import random
import uuid
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw

from tongguan.simulator.client import Client
from tongguan.simulator.officers import Habit
from tongguan.simulator.scans import scan

LOOK_S = 6.0
TO_THE_SCANNER_S = (15.0, 60.0)
ANOMALY_SHARE = 0.12
FINDING_SHARE = 0.14
ORDERLY = "01"
FOUND = (("13", "数量与申报不符，多出三箱"), ("12", "规格型号与申报不符"), ("16", "原产地标记与申报不符"))
CHECKS = ("name", "quantity", "mass", "origin", "packing", "concealment")
PHOTO_PX = (640, 480)


async def scanners(officer: Client, terminal: Client, rng: random.Random) -> None:
    """For ever: what was chosen for the scanner is driven through it, and its picture sent."""
    known: set[str] = set()
    driving: set[asyncio.Task[None]] = set()
    while True:
        for row in await officer.get("/cases/declaration", state="inspection") or ():
            if row["reference"] in known:
                continue
            why = await officer.get(f"/selection/why/{row['reference']}")
            if why is None:
                continue
            known.add(row["reference"])
            if why["method"] == "image" and why["container"]:
                task = asyncio.create_task(drive_through(terminal, row["reference"], why["container"], rng))
                driving.add(task)
                task.add_done_callback(driving.discard)
        await asyncio.sleep(LOOK_S)


async def drive_through(terminal: Client, declaration: str, container: str, rng: random.Random) -> None:
    """One container through a scanner."""
    await asyncio.sleep(rng.uniform(*TO_THE_SCANNER_S))
    anomaly = rng.choice(("dense", "odd")) if rng.random() < ANOMALY_SHARE else ""
    picture = await asyncio.to_thread(scan, rng.randrange(2**31), "", anomaly)
    form = {
        "key": str(uuid.uuid4()),
        "container": container,
        "scanner": rng.choice(("SCAN-1", "SCAN-2")),
        "taken_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "declaration": declaration,
    }
    status, answer = await terminal.post(
        "/image-review/scans", data=form, files={"file": ("scan.png", picture.png, "image/png")}
    )
    if status == 201:
        terminal.tally.count(f"scan.{answer['state']}")


async def at_hand(client: Client, reference: str) -> dict[str, Any] | None:
    """What the inspector's phone shows of one inspection."""
    tasks = await client.get("/inspections/mine") or ()
    return next((task for task in tasks if task["reference"] == reference), None)


async def arrival(rng: random.Random, case: dict[str, Any], client: Client) -> dict[str, Any] | None:
    """The number read off the container, where the inspector stands."""
    task = await at_hand(client, case["reference"])
    if task is None:
        return None
    return {
        "container": task["container"],
        "latitude": f"{30.058 + rng.random() * 0.012:.5f}",
        "longitude": f"{149.94 + rng.random() * 0.12:.5f}",
    }


async def opening(rng: random.Random, case: dict[str, Any], client: Client) -> dict[str, Any]:
    """The seal before the doors open."""
    return {
        "seal_state": "intact" if rng.random() < 0.95 else "differs",
        "seals": f"TG{rng.randrange(10**6):06d}",
    }


async def report(rng: random.Random, case: dict[str, Any], client: Client) -> dict[str, Any] | None:
    """The report: every photograph the instruction asks for, everything checked, sometimes a finding."""
    task = await at_hand(client, case["reference"])
    if task is None:
        return None
    found = rng.random() < FINDING_SHARE
    kinds = [*task["mandatory"], *(["finding"] if found else [])]
    photos = []
    for kind in kinds:
        taken = datetime.now(UTC).isoformat()
        page = picture(rng, f"{task['container']} {kind}")
        status, stored = await client.post("/files", files={"file": (f"{kind}.jpg", page, "image/jpeg")})
        if status != 201:
            return None
        photos.append({"digest": stored["digest"], "kind": kind, "taken_at": taken})
    code, words = rng.choice(FOUND) if found else (ORDERLY, "")
    data: dict[str, Any] = {
        "result": code,
        "checks": list(CHECKS),
        "photos": json.dumps(photos),
        "new_seals": f"TG{rng.randrange(10**6):06d}",
        "remark": words or "货物与申报相符",
    }
    if found:
        data["findings"] = json.dumps([{"line_number": 1, "code": code, "text": words}], ensure_ascii=False)
        data["recovered_value"] = str(rng.randrange(500, 80_000))
    return data


def picture(rng: random.Random, words: str) -> bytes:
    """An invented photograph: boxes in a container's colours, with what it shows written on it."""
    image = Image.new("RGB", PHOTO_PX, tuple(rng.randrange(40, 110) for _ in range(3)))
    draw = ImageDraw.Draw(image)
    for _ in range(24):
        x, y = rng.randrange(PHOTO_PX[0] - 90), rng.randrange(120, PHOTO_PX[1] - 70)
        shade = rng.randrange(90, 190)
        draw.rectangle((x, y, x + 86, y + 64), fill=(shade, shade - 25, shade - 60), outline=(60, 45, 30))
    draw.text((20, 20), words, fill=(240, 240, 235))
    out = BytesIO()
    image.save(out, "JPEG", quality=70)
    return out.getvalue()


async def at_once(rng: random.Random, case: dict[str, Any], client: Client) -> dict[str, Any]:
    """The task is accepted."""
    return {}


ACCEPTING = Habit("inspection", {"accept": (1.0, at_once)}, patience_s=30, claimed=True)
INSPECTING = Habit(
    "inspection",
    {"arrive": (1.0, arrival), "start": (1.0, opening), "submit": (1.0, report)},
    patience_s=15,
    claimed=True,
)
