"""What the benchmarks share: a house of their own, the processor time spent, and results kept as files.

The processor time of the measured process and of its PostgreSQL server is told beside the time on the wall: on a
machine that others use too, only the first stays comparable.
"""

from __future__ import annotations

import atexit
import json
import os
import shutil
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tongguan.platform.database.interface import EmbeddedPostgres, default_data_dir, running_database

RESULTS = Path(__file__).parent / "results"
TICKS_PER_S = os.sysconf("SC_CLK_TCK")


@contextmanager
def own_house() -> Iterator[Path]:
    """A migrated database with reference data on a durable server of its own, in a folder that is removed."""
    folder = tempfile.mkdtemp(prefix="tongguan-benchmark-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["TONGGUAN_DATA_DIR"] = folder
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongguan.config.settings")
    with running_database():
        import django

        django.setup()
        from django.core.management import call_command

        from tongguan.platform.reference.interface import load_shipped

        call_command("migrate", verbosity=0)
        load_shipped()
        yield Path(folder)


def lodge_generated(count: int, *, username: str = "trader", most_lines: int = 6, seed: int = 1) -> list[str]:
    """Lodge invented declarations of one person's firm, of 1 to `most_lines` lines; the references."""
    import uuid

    from tongguan.operations.declarations.interface import lodge
    from tongguan.platform.identity.interface import User, actor_of

    actor = actor_of(User.objects.get(username=username))
    shapes = [("I" if number % 3 else "E", 1 + number % most_lines) for number in range(count)]
    return [
        lodge(actor=actor, declaration=made, submission_id=uuid.uuid4()).reference
        for made in generated(shapes, username=username, seed=seed)
    ]


def generated(shapes: Iterable[tuple[str, int]], *, username: str = "trader", seed: int = 1) -> Iterator[Any]:
    """Invented declarations of one person's firm: one for each (flow, number of lines)."""
    import random
    from dataclasses import replace

    from tongguan.platform.identity.interface import Organisation
    from tongguan.simulator.declarations import generate
    from tongguan.simulator.traders import Firm

    row = Organisation.objects.get(positions__user__username=username)
    firm = Firm(row.uscc, row.name_zh).party()
    rng = random.Random(seed)
    for flow, lines in shapes:
        made = generate(rng, flow, lines, office="9901")
        home = {"consignee" if flow == "I" else "consignor": firm}
        yield replace(made, owner=firm, declarant=firm, **home)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds on the wall, and of processor time in this process and in the PostgreSQL server."""

    wall_s: float
    python_s: float
    postgres_s: float


@contextmanager
def stopwatch() -> Iterator[list[Spent]]:
    """Measures its block: the list holds what was spent once the block is over."""
    found: list[Spent] = []
    wall, own, server = time.perf_counter(), time.process_time(), postgres_s()
    yield found
    found.append(Spent(time.perf_counter() - wall, time.process_time() - own, postgres_s() - server))


def yardstick_ms() -> float:
    """Processor milliseconds of a fixed piece of Python work, now: machines, and hours of one machine, differ by
    two, and results are compared by it."""
    began = time.process_time()
    words: dict[str, int] = {}
    for number in range(20_000):
        word = f"{number % 997}:{number % 13}"
        words[word] = words.get(word, 0) + len(word.replace(":", "-").split("-"))
    return (time.process_time() - began) * 1000


def postgres_s() -> float:
    """Processor seconds of the data folder's server and of all its processes, ended ones included."""
    server = server_processes(default_data_dir())
    ticks = sum(sum(_times(each)) for each in server[:1]) + sum(sum(_times(each)[:2]) for each in server[1:])
    return ticks / TICKS_PER_S


def server_processes(data_dir: Path) -> list[int]:
    """The data folder's PostgreSQL server and, after it, its own processes; empty where none runs."""
    postmaster = EmbeddedPostgres(data_dir).postmaster_pid()
    if postmaster is None:
        return []
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    return [postmaster, *map(int, children)]


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _times(pid: int) -> tuple[int, int, int, int]:
    """User, system, and both of ended children, in ticks; zeros where the process is gone."""
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0, 0, 0, 0
    user, system, ended_user, ended_system = map(int, after_name[11:15])
    return user, system, ended_user, ended_system


def percentiles(values: list[float], digits: int = 3) -> dict[str, float]:
    """Median, 95th percentile (inclusive) and the largest."""
    cuts = statistics.quantiles(values, n=20, method="inclusive")
    return {
        "p50": round(cuts[9], digits),
        "p95": round(cuts[18], digits),
        "most": round(max(values), digits),
    }


def told(found: dict[str, Any], *, store: bool) -> None:
    """Print a result as one JSON line; with `store` keep it as `results/<benchmark>.json` with its command."""
    given = [
        "PATH" if each.startswith("/") else each for each in sys.argv[1:]
    ]  # no file names a place of a machine
    found = {
        "command": " ".join(["python", "benchmarks/" + Path(sys.argv[0]).name, *given]),
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        **found,
    }
    print(json.dumps(found, ensure_ascii=False))
    if store:
        RESULTS.mkdir(exist_ok=True)
        text = json.dumps(found, indent=1, ensure_ascii=False) + "\n"
        (RESULTS / f"{found['benchmark']}.json").write_text(text, encoding="utf-8")
