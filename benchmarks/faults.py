"""Is anything lost or done twice while web, worker and PostgreSQL are killed with -9 at random?

A house of its own runs under its supervisor; clients lodge declarations over HTTP, each under an id of its own,
and repeat until acknowledged; a killer ends processes meanwhile. Afterwards the tables are counted. Run:

    python benchmarks/faults.py                              # 2,000 submissions, 20 kills
    python benchmarks/faults.py --submissions 300 --kills 8 --store

Prints a table and a JSON line; exit status 1 where a promise was broken.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psycopg
from measuring import free_port, server_processes, told

from tongguan.engines.declaration import to_json
from tongguan.platform.database.interface import resolve_database
from tongguan.simulator.people import Person, read_people
from tongguan.simulator.traders import declaration_for

TARGETS = ("web", "worker", "postgres", "postgres backend")
CLIENTS = 4
REPLAYED_SHARE = 0.1
READY_S, ACKNOWLEDGED_S, SETTLED_S, KILLED_S = 300, 300, 300, 120
NO_ANSWER = "no answer"
PROMISES = {
    "acknowledged and missing": """
        SELECT count(*) FROM acknowledged a LEFT JOIN declarations_declaration d USING (submission_id)
        WHERE d.id IS NULL OR d.reference <> a.reference""",
    "submissions kept twice": """
        SELECT count(*) FROM (SELECT 1 FROM declarations_declaration GROUP BY submission_id HAVING count(*) > 1) x""",
    "declarations nobody acknowledged": """
        SELECT count(*) FROM declarations_declaration d LEFT JOIN acknowledged a USING (submission_id)
        WHERE a.reference IS NULL""",
    "versions without exactly one step": """
        SELECT count(*) FROM declarations_declaration d WHERE d.version <> (SELECT count(*) FROM cases_casestep s
          WHERE s.workflow = 'declaration' AND s.reference = d.reference)""",
    "lodgements told not exactly once": """
        SELECT count(*) FROM declarations_declaration d WHERE 1 <> (SELECT count(*) FROM events_outboxevent e
          WHERE e.topic = 'declaration.lodge' AND e.subject = 'declaration/' || d.reference)""",
    "events never handled": """
        SELECT count(*) FROM events_outboxevent WHERE dispatched_at IS NULL""",
    "declarations not selected exactly once": """
        SELECT count(*) FROM declarations_declaration d WHERE 1 <> (SELECT count(*) FROM selection_selection s
          WHERE s.declaration = d.reference AND s.decided_at IS NOT NULL)""",
    "declarations assessed twice": """
        SELECT count(*) FROM (SELECT 1 FROM duties_assessment GROUP BY reference HAVING count(*) > 1) x""",
    "declarations billed or released twice": """
        SELECT count(*) FROM (SELECT 1 FROM cases_casestep WHERE workflow = 'declaration'
          AND transition IN ('bill', 'release') GROUP BY reference HAVING count(*) > 1) x""",
    "steps without an audit entry": """
        SELECT count(*) FROM cases_casestep s LEFT JOIN audit_auditentry a ON a.id = s.audit_entry_id
        WHERE a.id IS NULL""",
}
"""What must count to nothing, by name."""
UNSETTLED = """
    SELECT (SELECT count(*) FROM events_outboxevent WHERE dispatched_at IS NULL AND dead_at IS NULL)
         + (SELECT count(*) FROM declarations_declaration WHERE state = 'lodged')"""


@dataclass
class Course:
    """What happened: acknowledged submissions with their references, refusals, repeated requests, kills."""

    acknowledged: dict[str, str] = field(default_factory=dict)
    changed_answers: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    repeated: int = 0
    kills: Counter[str] = field(default_factory=Counter)


@dataclass
class House:
    """A house under its supervisor."""

    data_dir: Path
    port: int
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    def said(self) -> str:
        """The end of what the house wrote."""
        ended = self.process.poll()
        written = self.data_dir.with_name(f"{self.data_dir.name}.log").read_text(errors="replace")[-4000:]
        return f"the house {'runs' if ended is None else f'ended with {ended}'}:\n{written}"

    def pids(self, target: str) -> list[int]:
        """The processes of a kind: of this house alone, by data folder."""
        if target.startswith("postgres"):
            server = server_processes(self.data_dir)
            return server[1:] if target.endswith("backend") else server[:1]
        word = {"web": b"serve", "worker": b"worker"}[target]
        marker = f"TONGGUAN_DATA_DIR={self.data_dir}".encode()
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                words = (entry / "cmdline").read_bytes().split(b"\0")
                mine = marker in (entry / "environ").read_bytes().split(b"\0")
            except OSError:
                continue
            if (
                mine
                and b"tongguan.cli.main" in words
                and word in words
                and b"bond.py" not in b" ".join(words)
            ):
                found.append(int(entry.name))
        return found


@contextmanager
def house(data_dir: Path) -> Iterator[House]:
    """A house that is ready, with the demonstration's people and nobody simulated; stopped at the end."""
    port = free_port()
    log = (data_dir.parent / f"{data_dir.name}.log").open("wb")
    command = [sys.executable, "-m", "tongguan.cli.main", "demo", "--rate", "0", "--port", str(port)]
    own = {k: v for k, v in os.environ.items() if not k.startswith(("TONGGUAN_", "DJANGO_"))}
    process = subprocess.Popen(
        command, env=own | {"TONGGUAN_DATA_DIR": str(data_dir)}, stdout=log, stderr=subprocess.STDOUT
    )
    place = House(data_dir, port, process)
    try:
        wait_until(
            lambda: process.poll() is not None or answers(port),
            READY_S,
            place.said,
        )
        if process.poll() is not None:
            raise RuntimeError(place.said())
        yield place
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
        log.close()


def answers(port: int) -> bool:
    """Whether the web process answers."""
    try:
        return httpx.get(f"http://127.0.0.1:{port}/health/live", timeout=2).status_code == 200
    except httpx.HTTPError:
        return False


def wait_until(true: Callable[[], bool], patience_s: float, otherwise: Callable[[], str]) -> None:
    """Ask until it is true; RuntimeError when patience ends."""
    deadline = time.monotonic() + patience_s
    while not true():
        if time.monotonic() > deadline:
            raise RuntimeError(otherwise())
        time.sleep(0.3)


def client(
    number: int,
    submissions: int,
    people: list[Person],
    url: str,
    course: Course,
    done: threading.Event,
    seed: int,
) -> None:
    """One trader's program: each declaration under its own id until it is acknowledged, some once more after that.

    It goes on beyond its share for as long as there is killing, so that no kill falls into silence.
    """
    rng = random.Random(f"{seed} {number}")
    person = people[number % len(people)]
    count = 0
    with httpx.Client(base_url=url, headers={"Authorization": f"Bearer {person.token}"}, timeout=30) as http:
        while count < submissions or not done.is_set():
            firm = rng.choice(person.acts_for or (person.firm,))
            body = to_json(declaration_for(rng, firm, person.firm, None))
            key = str(uuid.UUID(int=rng.getrandbits(128), version=4))
            reference = submit(http, key, body, course, rng)
            if course.refused[NO_ANSWER]:
                return
            if reference and rng.random() < REPLAYED_SHARE:
                course.changed_answers += submit(http, key, body, course, rng) != reference
            if count >= submissions:
                time.sleep(0.5)
            count += 1


def submit(http: httpx.Client, key: str, body: str | bytes, course: Course, rng: random.Random) -> str:
    """Repeat until there is an answer that is no failure of the house; the reference, empty when refused."""
    headers = {"Idempotency-Key": key, "Content-Type": "application/json"}
    deadline = time.monotonic() + ACKNOWLEDGED_S
    while time.monotonic() < deadline:
        try:
            response = http.post("/api/v1/declarations", content=body, headers=headers)
        except httpx.HTTPError:
            course.repeated += 1
            time.sleep(rng.uniform(0.1, 0.5))
            continue
        if response.status_code in (200, 201):
            reference = str(response.json()["reference"])
            course.acknowledged[key] = reference
            return reference
        if response.status_code < 500:
            course.refused[response.text[:200]] += 1
            return ""
        course.repeated += 1
        time.sleep(rng.uniform(0.1, 0.5))
    course.refused[NO_ANSWER] += 1
    return ""


def kill_at_random(place: House, kills: int, course: Course, rng: random.Random, pause_s: float) -> None:
    """So many kills, spread over the kinds; one that finds nobody to kill is tried again."""
    order = [TARGETS[number % len(TARGETS)] for number in range(kills)]
    rng.shuffle(order)
    deadline = time.monotonic() + KILLED_S + kills * 2 * pause_s
    while order:
        time.sleep(rng.uniform(0.3, 2) * pause_s)
        if place.process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"nobody to kill: {order}; {place.said()}")
        try:
            pid = rng.choice(place.pids(order[-1]))
            os.kill(pid, signal.SIGKILL)
        except (IndexError, OSError, ValueError):
            continue
        course.kills[order.pop()] += 1


def count(place: House, course: Course) -> dict[str, int]:
    """Wait until the house has settled, then count every promise broken."""
    os.environ.pop("TONGGUAN_DATABASE_URL", None)
    url = resolve_database(place.data_dir).url()

    def settled() -> bool:
        try:
            with psycopg.connect(url, connect_timeout=5) as connection:
                row = connection.execute(UNSETTLED).fetchone()
        except psycopg.OperationalError:
            return False
        return row is not None and row[0] == 0

    with_time = time.monotonic() + SETTLED_S
    while not settled() and time.monotonic() < with_time:
        time.sleep(0.5)
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TEMP TABLE acknowledged (submission_id uuid PRIMARY KEY, reference text)")
        with connection.cursor() as cursor:
            rows = list(course.acknowledged.items())
            cursor.executemany("INSERT INTO acknowledged VALUES (%s, %s)", rows)
        broken = {}
        for name, query in PROMISES.items():
            row = connection.execute(query).fetchone()
            broken[name] = row[0] if row else -1
    broken["answers that changed when repeated"] = course.changed_answers
    broken["submissions refused"] = course.refused.total()
    verified = subprocess.run(
        [sys.executable, "-m", "tongguan.cli.main", "ledger", "verify", "--json"],
        env=os.environ | {"TONGGUAN_DATA_DIR": str(place.data_dir)},
        capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    broken["ledger problems"] = verified.returncode
    return broken


def trial(
    data_dir: Path, submissions: int, kills: int, *, seed: int = 1, pause_s: float = 2.0
) -> dict[str, Any]:
    """Run it; `broken` names every promise with how often it was broken."""
    course, done = Course(), threading.Event()
    with house(data_dir) as place:
        people = [p for p in read_people(data_dir / "demonstration" / "tokens.json") if p.role == "declarant"]
        share = -(-submissions // CLIENTS)
        started = time.monotonic()
        threads = [
            threading.Thread(
                target=client, args=(n, share, people, place.url, course, done, seed), daemon=True
            )
            for n in range(CLIENTS)
        ]
        for thread in threads:
            thread.start()
        kill_at_random(place, kills, course, random.Random(seed), pause_s)
        done.set()
        for thread in threads:
            thread.join()  # each ends by itself: a submission without an answer is its last
        lasted_s = time.monotonic() - started
        broken = count(place, course)
        return {
            "acknowledged": len(course.acknowledged),
            "repeated_requests": course.repeated,
            "kills": dict(course.kills),
            "seconds": round(lasted_s, 1),
            "broken": broken,
            "refused": dict(course.refused),
        }


def main() -> int:
    """From the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--submissions", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--store", action="store_true", help="keep the result under benchmarks/results/")
    parser.add_argument("--pause", type=float, default=4.0, help="mean seconds between two kills, about")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tongguan-faults-") as folder:
        os.chmod(folder, 0o755)  # the database's account enters it
        found = trial(
            Path(folder) / "house", given.submissions, given.kills, seed=given.seed, pause_s=given.pause
        )
    for name in ("acknowledged", "repeated_requests", "seconds"):
        print(f"{name.replace('_', ' '):<44} {found[name]:>8}")
    for name, number in found["kills"].items():
        print(f"{'kill -9 of ' + name:<44} {number:>8}")
    for name, number in found["broken"].items():
        print(f"{name:<44} {number:>8}")
    told({"benchmark": "faults", "submissions": given.submissions, **found}, store=given.store)
    return 1 if any(found["broken"].values()) else 0


if __name__ == "__main__":
    sys.exit(main())
