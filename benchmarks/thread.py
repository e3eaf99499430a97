"""How many declarations a second go through the whole loop: lodged, drawn, decided, routed, assessed, billed?

Declarations are lodged first, unmeasured; then the worker's own loops (events, draws, ledger) run until nothing
waits. The floor is the same rows written again, table by table, as plain batched SQL in one connection. Run:

    python benchmarks/thread.py                          # 300 declarations, one process
    python benchmarks/thread.py --workers 2              # the real worker command, two of them
    python benchmarks/thread.py --store                  # keeps the result under benchmarks/results/

Prints a table and a JSON line. The database is an own one, durable, in a temporary folder.
"""

from __future__ import annotations

import argparse
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from measuring import lodge_generated, own_house, stopwatch, told

WRITTEN = (
    "events_outboxevent", "audit_auditentry", "cases_casestep", "queues_drawentry", "queues_drawassignment",
    "selection_selection", "selection_rulehit", "duties_assessment", "duties_assessedline", "duties_taxamount",
    "release_times_release", "release_times_releasemoment", "release_times_releasestep", "notifications_notice",
)  # fmt: skip
SETTLED_S = 580
FLOOR_BATCH = 100


def main() -> None:
    """Build, measure, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--declarations", type=int, default=300)
    parser.add_argument("--workers", type=int, default=0, help="0: the loops run in this process")
    parser.add_argument("--dispatchers", type=int, default=1, help="event threads of each worker")
    parser.add_argument("--shapes", action="store_true", help="how often each statement ran")
    parser.add_argument("--store", action="store_true")
    given = parser.parse_args()
    with own_house():
        found = measure(given)
    for name, value in found.items():
        print(f"{name:<28}{value}")
    told(
        {"benchmark": "thread" if not given.workers else f"thread_workers_{given.workers}", **found},
        store=given.store,
    )


def measure(given: argparse.Namespace) -> dict[str, Any]:
    """Lodge, run the loops, count."""
    from tongguan.cli import demonstration
    from tongguan.platform.events.models import OutboxEvent

    demonstration.load()
    lodge_generated(20, seed=7)
    in_this_process()  # caches are warm, statements prepared
    before = newest_keys()
    lodge_generated(given.declarations)
    lodged = newest_keys()
    statements: Counter[str] = Counter()
    work = in_this_process if not given.workers else lambda: by_workers(given.workers, given.dispatchers)
    with stopwatch() as spent, counting(statements):
        seconds = work()
    took = spent[0]
    events = OutboxEvent.objects.filter(pk__gt=before["events_outboxevent"]).count()
    count = given.declarations
    if given.shapes:
        for sql, times in statements.most_common(60):
            print(f"{times / count:>8.2f}  {sql[:200]}")
    found: dict[str, Any] = {
        "declarations": count,
        "events": events,
        "declarations_per_s": round(count / (seconds or took.wall_s), 1),
        "events_per_s": round(events / (seconds or took.wall_s), 1),
        "wall_ms_each": round((seconds or took.wall_s) / count * 1000, 2),
        "postgres_cpu_ms_each": round(took.postgres_s / count * 1000, 2),
    }
    if not given.workers:
        found["python_cpu_ms_each"] = round(took.python_s / count * 1000, 2)
        found["statements_each"] = round(sum(statements.values()) / count, 1)
    return found | floor(lodged, count)


def in_this_process() -> None:
    """The worker's loops, one after the other, until nothing waits; draws are not waited for but closed."""
    from django.utils import timezone

    from tongguan.cli.worker import run_once
    from tongguan.platform.events.interface import dispatch_next
    from tongguan.platform.ledger.interface import sequence_once
    from tongguan.platform.queues.drawing import advance

    run_once(dispatch_next, [lambda: advance(timezone.now() + timedelta(minutes=10)), sequence_once])


def by_workers(workers: int, dispatchers: int) -> float:
    """Real workers until nothing waits; seconds between the first and the last event they handled."""
    from django.db import connection

    from tongguan.platform.events.models import OutboxEvent
    from tongguan.platform.queues.models import DrawEntry

    command = [sys.executable, "-m", "tongguan.cli.main", "worker", "--dispatchers", str(dispatchers)]
    newest = OutboxEvent.objects.filter(dispatched_at__isnull=False).order_by("-dispatched_at").first()
    children = [subprocess.Popen(command) for _ in range(workers)]
    try:
        until, quiet = time.monotonic() + SETTLED_S, 0
        while quiet < 3:
            if time.monotonic() > until:
                raise SystemExit("not settled")
            time.sleep(0.5)
            waiting = OutboxEvent.objects.filter(dispatched_at=None, dead_at=None).exists()
            drawing = DrawEntry.objects.filter(result=None).exists()
            quiet = 0 if waiting or drawing else quiet + 1
    finally:
        for child in children:
            child.send_signal(signal.SIGTERM)
        for child in children:
            child.wait(timeout=30)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT extract(epoch FROM max(dispatched_at) - min(dispatched_at)) FROM events_outboxevent"
            " WHERE dispatched_at > %s",
            [newest.dispatched_at if newest else None],
        )
        return float(cursor.fetchone()[0])


class counting:
    """Counts the statements of this thread's connection by their text."""

    def __init__(self, found: Counter[str]) -> None:
        self.found = found

    def __enter__(self) -> None:
        from django.db import connection

        self.wrapper = connection.execute_wrapper(self.note)
        self.wrapper.__enter__()

    def __exit__(self, *error: object) -> None:
        self.wrapper.__exit__(*error)

    def note(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        self.found[sql] += 1
        return execute(sql, params, many, context)


def newest_keys() -> dict[str, int]:
    """The largest key of each table."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{t}', coalesce(max(id), 0) FROM {t}" for t in WRITTEN))
        return dict(cursor.fetchall())


def floor(since: dict[str, int], count: int) -> dict[str, Any]:
    """The rows the loops wrote, written again into tables with the same indexes, a hundred to a statement."""
    import psycopg
    from django.db import connection

    total = 0
    rows: dict[str, tuple[str, list[tuple[Any, ...]]]] = {}
    with connection.cursor() as cursor:
        for table, key in since.items():
            cursor.execute(f"CREATE TABLE floor_{table} (LIKE {table} INCLUDING ALL)")
            cursor.execute(f"SELECT * FROM {table} WHERE id > %s", [key])
            names = [f'"{column.name}"' for column in cursor.description]
            plain = [
                tuple(psycopg.types.json.Jsonb(v) if isinstance(v, (dict, list)) else v for v in row)
                for row in cursor.fetchall()
            ]
            rows[table] = (
                f"INSERT INTO floor_{table} ({', '.join(names)}) OVERRIDING SYSTEM VALUE VALUES ",
                plain,
            )
            total += len(plain)
        with stopwatch() as spent:
            for insert, plain in rows.values():
                for start in range(0, len(plain), FLOOR_BATCH):
                    batch = plain[start : start + FLOOR_BATCH]
                    one = f"({', '.join(['%s'] * len(batch[0]))})"
                    cursor.execute(insert + ", ".join([one] * len(batch)), [v for row in batch for v in row])
    took = spent[0]
    return {
        "rows_each": round(total / count, 1),
        "floor_wall_ms_each": round(took.wall_s / count * 1000, 2),
        "floor_cpu_ms_each": round((took.python_s + took.postgres_s) / count * 1000, 2),
    }


if __name__ == "__main__":
    main()
