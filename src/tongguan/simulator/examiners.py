"""Those who look at goods: scanners that send pictures, inspectors who open containers and photograph them."""

from __future__ import annotations

import asyncio
import json
import random
import uuid
from datetime import UTC, datetime, timedelta
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
ENDOSCOPE_SHARE = 0.3
JUDGEMENTS = (0.7, 0.2, 0.1)
"""How often a look ends with clear, sample, open."""
SEGMENT_S = 5.0
WEBM_HEAD = bytes.fromhex(
    "1a45dfa39f4286810142f7810142f2810442f381084282847765626d42878104428581021853806701"
)
"""The first bytes of a WebM file."""


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
    if rng.random() < ENDOSCOPE_SHARE:
        await look(rng, task, client)
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


async def look(rng: random.Random, task: dict[str, Any], client: Client) -> None:
    """A look through a hole before the goods are unloaded, judged and sent as a phone sends it."""
    now = datetime.now(UTC)
    start = now - timedelta(seconds=7)
    status, stored = await client.post(
        "/files", files={"file": ("still.jpg", picture(rng, f"{task['container']} endoscope"), "image/jpeg")}
    )
    if status != 201:
        return
    still = {
        "digest": stored["digest"],
        "taken_at": (start + timedelta(seconds=3)).isoformat(),
        "latitude": f"{30.058 + rng.random() * 0.012:.5f}",
        "longitude": f"{149.94 + rng.random() * 0.12:.5f}",
    }
    body = {
        "inspection": task["reference"],
        "entry_diameter_cm": f"{rng.uniform(1.0, 2.4):.1f}",
        "entry_position": rng.choice(("右门下角", "左门铰链旁", "通风口")),
        "opened_at": (start - timedelta(seconds=1)).isoformat(),
        "stills": json.dumps([still]),
        "segments": json.dumps(await recorded(rng, client, start, now)),
        "judgement": rng.choices(("clear", "sample", "open"), JUDGEMENTS)[0],
    }
    clocks = {"device_now": now.isoformat(), "server_now": now.isoformat()}
    status, _answer = await client.post(
        "/endoscopy/sessions", body, params=clocks, headers={"Idempotency-Key": str(uuid.uuid4())}
    )
    if status in (200, 201):
        client.tally.count(f"endoscopy.{body['judgement']}")


async def recorded(
    rng: random.Random, client: Client, start: datetime, end: datetime
) -> list[dict[str, str]]:
    """An invented recording from one moment to another, in segments: files that begin as WebM does, without frames."""
    count = max(1, min(40, round((end - start).total_seconds() / SEGMENT_S)))
    found = []
    for number in range(count):
        first, last = (start + (end - start) * part / count for part in (number, number + 1))
        content = WEBM_HEAD + rng.randbytes(2_000)
        status, stored = await client.post("/files", files={"file": ("s.webm", content, "video/webm")})
        if status == 201:
            times = {"started_at": first.isoformat(), "ended_at": last.isoformat()}
            found.append({"digest": stored["digest"], **times})
    return found


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
