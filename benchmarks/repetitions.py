"""How soon after a report is it known whether goods that an officer ordered to be opened are inspected again?

A house of its own runs (web, worker, PostgreSQL under the supervisor). Officers order inspections, drawn inspectors
walk them up to the report; then the reports are sent one by one over HTTP as a phone sends them, at moments of chance.
Known means: another connection reads from the database that the inspection is finished, or that it is being done again.
The whole draw lies in between: opened, committed to the ledger, revealed, drawn, published. Run:

    python benchmarks/repetitions.py                 # 40 reports
    python benchmarks/repetitions.py --reports 100 --store
"""

from __future__ import annotations

import argparse
import io
import json
import os
import random
import tempfile
import time
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import psycopg
from faults import House, house, wait_until
from measuring import lodge_generated, percentiles, told

from tongguan.platform.database.interface import resolve_database, running_database
from tongguan.simulator.people import read_people

SHARE = "0.5"
"""Of the reports so many lead to a repetition, by chance: both answers are timed."""
READY_S, KNOWN_S, LOOK_S = 120.0, 30.0, 0.005
BETWEEN_S = (0.2, 1.2)
WARM_UP = 2
DRAW = """
    SELECT r.opened_at, o.created_at FROM queues_drawentry e JOIN queues_drawround r ON r.id = e.round_id
    JOIN events_outboxevent o ON o.topic = 'draw.done' AND o.subject = e.entry
    WHERE e.purpose = 'reinspection' AND e.entry = %s"""
"""When the draw was opened, and when its result was written."""


def main() -> int:
    """Run the house, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--reports", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--store", action="store_true", help="keep the result under benchmarks/results/")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tongguan-repetitions-") as folder:
        found = measured(Path(folder) / "house", given.reports, random.Random(given.seed))
    print(f"{'from the report to':<34}{'p50':>8}{'p95':>8}{'most':>8}  seconds")
    for name in ("opened", "acknowledged", "drawn", "known"):
        row = found[f"{name}_s"]
        print(f"{name:<34}{row['p50']:>8.3f}{row['p95']:>8.3f}{row['most']:>8.3f}")
    print(f"later than one second: {found['later_than_1_s']} of {found['reports']}")
    told(found, store=given.store)
    return 0


def measured(data_dir: Path, reports: int, rng: random.Random) -> dict[str, Any]:
    """Times of so many reports, in seconds from the moment before the request."""
    with house(data_dir) as place:
        os.environ |= {"TONGGUAN_DATA_DIR": str(data_dir), "TONGGUAN_SERVER_HELD": "1"}
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongguan.config.settings")
        tokens = {p.username: p.token for p in read_people(data_dir / "demonstration" / "tokens.json")}
        with running_database():
            import django

            django.setup()
            from django.db import connections

            references = at_the_report(reports + WARM_UP)
            rows = [one(place, tokens, reference, rng) for reference in references][WARM_UP:]
            connections.close_all()
    known = [row["known"] for row in rows]
    return {
        "benchmark": "repetitions",
        "reports": len(rows),
        "repeated": sum(row["again"] for row in rows),
        "share": SHARE,
        **{
            f"{name}_s": percentiles([row[name] for row in rows])
            for name in ("opened", "acknowledged", "drawn", "known")
        },
        "later_than_1_s": sum(each > 1 for each in known),
    }


def at_the_report(count: int) -> list[str]:
    """Inspections that an officer ordered, drawn and walked to where only the report is missing."""
    from tongguan.operations.inspections.actions import order_by_officer
    from tongguan.operations.inspections.models import Inspection
    from tongguan.platform.reference.models import Parameter

    Parameter.objects.filter(code="selection.reinspection_share").update(value=SHARE)
    lodged = lodge_generated(count)
    ordered = [order_by_officer(reference=each, version=1, officer=None).reference for each in lodged]
    waiting = Inspection.objects.filter(reference__in=ordered).exclude(state="ordered")
    wait_until(lambda: not waiting.exists(), READY_S, lambda: f"not drawn: {list(waiting.values('state'))}")
    attend(ordered)
    for reference in ordered:
        for step, data in (
            ("accept", {}),
            ("arrive", {"container": Inspection.objects.get(reference=reference).container}),
            ("start", {"seal_state": "intact"}),
        ):
            taken(reference, step, data)
    return ordered


def attend(ordered: list[str]) -> None:
    """The firms say that they attend: until they do nobody opens their goods."""
    from tongguan.operations.attendance.models import Attendance
    from tongguan.operations.attendance.workflow import ATTENDANCE
    from tongguan.platform.cases.interface import take_step
    from tongguan.platform.identity.interface import User, actor_of

    told_firms = Attendance.objects.filter(inspection__in=ordered)
    wait_until(lambda: told_firms.count() == len(ordered), READY_S, lambda: f"told: {told_firms.count()}")
    trader = actor_of(User.objects.get(username="trader"))
    for case in told_firms:
        take_step(
            actor=trader,
            workflow=ATTENDANCE,
            reference=case.reference,
            step="attend",
            version=case.version,
            data={},
        )


def taken(reference: str, step: str, data: dict[str, Any]) -> None:
    """A step of the drawn inspector."""
    from tongguan.operations.inspections.models import Inspection
    from tongguan.operations.inspections.workflow import INSPECTION
    from tongguan.platform.cases.interface import take_step
    from tongguan.platform.identity.interface import actor_of

    case = Inspection.objects.select_related("owner").get(reference=reference)
    take_step(
        actor=actor_of(case.owner), workflow=INSPECTION, reference=reference, step=step,
        version=case.version, data=data,
    )  # fmt: skip


def report_of(case: Any, rng: random.Random) -> dict[str, Any]:
    """The photographs that the instruction asks for, stored, and a report with them."""
    from PIL import Image

    from tongguan.operations.inspections.rules import MANDATORY
    from tongguan.platform.files.interface import store
    from tongguan.platform.identity.interface import actor_of

    actor, photos = actor_of(case.owner), []
    for kind in MANDATORY[case.unloading]:
        out = io.BytesIO()
        Image.frombytes("L", (64, 64), rng.randbytes(4096)).save(out, "PNG")
        kept = store(out.getvalue(), actor=actor, declared_name="photo.png", purpose="inspection")
        photos.append({"digest": kept.digest, "kind": str(kind), "taken_at": datetime.now(UTC).isoformat()})
    return {"result": "01", "checks": ["name", "quantity"], "photos": json.dumps(photos)}


def one(place: House, tokens: dict[str, str], reference: str, rng: random.Random) -> dict[str, Any]:
    """Send one report and wait until it is known whether the goods are inspected again."""
    from tongguan.operations.inspections.models import Inspection

    case = Inspection.objects.select_related("owner").get(reference=reference)
    step = {
        "id": str(uuid.UUID(int=rng.getrandbits(128), version=4)),
        "reference": reference,
        "step": "submit",
        "version": case.version,
        "data": report_of(case, rng),
    }
    headers = {"Authorization": f"Bearer {tokens[case.owner.username]}"}
    time.sleep(rng.uniform(*BETWEEN_S))
    url = resolve_database(place.data_dir).url()
    with psycopg.connect(url, autocommit=True) as watch, httpx.Client(base_url=place.url) as http:
        http.get("/api/v1/inspections/clock", headers=headers)
        now = datetime.now(UTC).isoformat()
        began, wall = time.perf_counter(), datetime.now(UTC)
        answer = http.post(
            "/api/v1/inspections/sync",
            json={"device_now": now, "steps": [{**step, "device_at": now}]},
            headers=headers,
        )
        acknowledged = time.perf_counter() - began
        if answer.status_code != 200 or answer.json()[0]["status"] != "applied":
            raise RuntimeError(answer.text)
        state = "submitted"
        while state == "submitted" and time.perf_counter() - began < KNOWN_S:
            time.sleep(LOOK_S)
            row = watch.execute(
                "SELECT state FROM inspections_inspection WHERE reference = %s", [reference]
            ).fetchone()
            state = row[0] if row else "gone"
        known = time.perf_counter() - began
        draw = watch.execute(DRAW, [reference]).fetchone()
        if draw is None:
            raise RuntimeError(f"{reference}: no draw, state {state}")
        parts = zip(("opened", "drawn"), draw, strict=True)
        return {
            **{name: (moment - wall).total_seconds() for name, moment in parts},
            "acknowledged": acknowledged,
            "known": known,
            "again": state == "re_inspection",
        }


if __name__ == "__main__":
    raise SystemExit(main())
