"""What the benchmarks share: a house of their own, the processor time spent, and results kept as files.

The processor time of the measured process and of its PostgreSQL server is told beside the time on the wall: on a
machine that others use too, only the first stays comparable.
"""

from __future__ import annotations

import atexit
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"
TICKS_PER_S = os.sysconf("SC_CLK_TCK")


@contextmanager
def own_house() -> Iterator[Path]:
    """A migrated database with reference data on a durable server of its own, in a folder that is removed."""
    folder = tempfile.mkdtemp(prefix="tongguan-benchmark-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["TONGGUAN_DATA_DIR"] = folder
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongguan.config.settings")
    from tongguan.platform.database.interface import running_database

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
    import random
    import uuid
    from dataclasses import replace

    from tongguan.operations.declarations.interface import lodge
    from tongguan.platform.identity.interface import Organisation, User, actor_of
    from tongguan.simulator.declarations import generate
    from tongguan.simulator.traders import Firm

    user = User.objects.get(username=username)
    actor = actor_of(user)
    row = Organisation.objects.get(positions__user=user)
    firm = Firm(row.uscc, row.name_zh).party()
    rng = random.Random(seed)
    references = []
    for number in range(count):
        flow = "I" if number % 3 else "E"
        made = generate(rng, flow, 1 + number % most_lines, office="9901")
        home = {"consignee" if flow == "I" else "consignor": firm}
        made = replace(made, owner=firm, declarant=firm, **home)  # type: ignore[arg-type]
        references.append(lodge(actor=actor, declaration=made, submission_id=uuid.uuid4()).reference)
    return references


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


def postgres_s() -> float:
    """Processor seconds of the data folder's server and of all its processes, ended ones included."""
    for pid_file in Path(os.environ["TONGGUAN_DATA_DIR"]).rglob("postmaster.pid"):
        postmaster = int(pid_file.read_text().split("\n")[0])
        children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
        ended = _times(postmaster)
        return (sum(ended) + sum(sum(_times(int(child))[:2]) for child in children)) / TICKS_PER_S
    return 0.0


def _times(pid: int) -> tuple[int, int, int, int]:
    """User, system, and both of ended children, in ticks; zeros where the process is gone."""
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0, 0, 0, 0
    user, system, ended_user, ended_system = map(int, after_name[11:15])
    return user, system, ended_user, ended_system


def told(found: dict[str, Any], *, store: bool) -> None:
    """Print a result as one JSON line; with `store` keep it as `results/<benchmark>.json` with its command."""
    found = {
        "command": " ".join(["python", "benchmarks/" + Path(sys.argv[0]).name, *sys.argv[1:]]),
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
