"""Server time and database queries of the main pages with 100,000 declarations in the house.

A few hundred declarations are lodged through the product, then multiplied in SQL. Each page
is asked for as a signed-in person through Django's handler: all of the server's work, without the network. Beside
the time on the wall stand the processor time of the process (mean, least and p95) and of PostgreSQL, the floor (what
the page's queries take alone), and how long a fixed piece of work took meanwhile, to compare machines by. Run:

    python benchmarks/pages.py             # 100,000 declarations, 40 requests a page
    python benchmarks/pages.py 10000 20
    python benchmarks/pages.py --store     # keeps the result under benchmarks/results/

It makes and drops a database of its own on the embedded server.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from typing import Any

from measuring import lodge_generated, postgres_s, told, yardstick_ms

TEMPLATES = 200
STATES = (
    ("closed", 900), ("released", 30), ("duty_due", 20), ("review", 15), ("inspection", 10), ("inspected", 5),
    ("documents_requested", 5), ("returned", 5), ("assessed", 5), ("lodged", 5),
)  # fmt: skip
PAGES = (
    ("nobody", "/"),
    ("trader", "/work/"),
    ("trader", "/cases/declaration/"),
    ("trader", "/cases/declaration/{reference}/"),
    ("assessor", "/work/"),
    ("assessor", "/cases/declaration/"),
    ("assessor", "/cases/declaration/?f.state=review"),
    ("assessor", "/cases/declaration/?f.state=closed"),
    ("assessor", "/cases/declaration/?sort=due_at"),
    ("assessor", "/cases/declaration/?sort=-due_at"),
    ("assessor", "/cases/declaration/?sort=created_at"),
    ("assessor", "/cases/declaration/?sort=-declaration_number"),
    ("assessor", "/cases/declaration/?q={number}"),
    ("assessor", "/cases/declaration/{reference}/"),
    ("risk", "/cases/risk_rule/"),
    ("commander", "/wall/"),
    ("commander", "/command/"),
    ("commander", "/alerts/"),
    ("commander", "/release-times/"),
    ("commander", "/release-times/rows/"),
    ("auditor", "/ledger/"),
)


def main(wanted: int, requests: int, *, store: bool) -> None:
    """Build the house, measure, print a table and a JSON line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongguan.config.settings")
    from tongguan.platform.database.interface import running_database

    with running_database():
        import django

        django.setup()
        from django.db import connection

        connection.creation.create_test_db(verbosity=0)
        try:
            sample = populate(wanted)
            rows = []
            for user, path in PAGES:
                rows.append(measure(user, path, sample, requests))
                print(line(rows[-1]), flush=True)
        finally:
            connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)
    told({"benchmark": "pages", "declarations": wanted, "requests": requests, "pages": rows}, store=store)


def line(row: dict[str, Any]) -> str:
    """One page for people."""
    return (
        f"{row['user']:<10} {row['page']:<48} {row['status']:>4} queries {row['queries']:>3}  p50 {row['p50_ms']:>7.1f}"
        f"  p95 {row['p95_ms']:>7.1f}  cpu {row['python_cpu_ms']:>6.1f} + {row['postgres_cpu_ms']:>6.1f}"
        f"  least {row['python_cpu_least_ms']:>6.1f}  p95 {row['python_cpu_p95_ms']:>6.1f}"
        f"  queries alone {row['queries_ms']:>7.1f} ms  yardstick {row['yardstick_ms']:>5.1f}"
    )


def populate(wanted: int) -> dict[str, str]:
    """Lodge templates through the product, then multiply them; returns a reference and a number to ask for."""
    from django.db import connection

    from tongguan.cli import demonstration
    from tongguan.operations.declarations.models import Declaration
    from tongguan.platform.reference.interface import load_shipped

    load_shipped()
    demonstration.load()
    lodge_generated(TEMPLATES)
    with connection.cursor() as cursor:
        multiply(cursor, "declarations_declaration", wanted)
        time_releases(cursor, wanted)
        cursor.execute("VACUUM ANALYZE")
    case = Declaration.objects.filter(state="review").order_by("-id").first()
    assert case is not None
    return {"reference": case.reference, "number": str(case.declaration_number)}


def multiply(cursor: Any, table: str, wanted: int) -> None:
    """Copy the templates with fresh keys, spread states and dates; then lines and steps of the copies."""
    from tongguan.operations.declarations.models import Declaration, DeclarationItem
    from tongguan.platform.cases.models import CaseStep

    total = sum(weight for _state, weight in STATES)
    borders, edge = [], 0
    for state, weight in STATES:
        edge += weight
        borders.append(f"WHEN n %% {total} < {edge} THEN '{state}'")
    fresh = {
        "id": "1000000 + n",
        "reference": "'B' || lpad(n::text, 10, '0')",
        "submission_id": "gen_random_uuid()",
        "declaration_number": "substr(t.declaration_number, 1, 9) || lpad((500000000 + n)::text, 9, '0')",
        "state": f"CASE {' '.join(borders)} END",
        "created_at": "t.created_at - (n * interval '20 seconds')",
        "changed_at": "t.changed_at - (n * interval '20 seconds')",
        "lodged_at": "t.lodged_at - (n * interval '20 seconds')",
        "lane": "'green'",
    }
    columns = [field.column for field in Declaration._meta.concrete_fields]
    values = ", ".join(fresh.get(column, f"t.{column}") for column in columns)
    cursor.execute(
        f"WITH t AS (SELECT *, row_number() OVER (ORDER BY id) - 1 AS k FROM {table}) "
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} "
        f"FROM generate_series(1, %s) n JOIN t ON t.k = n %% {TEMPLATES}",
        [wanted],
    )
    for model, link in ((DeclarationItem, "declaration_id"), (CaseStep, "reference")):
        names = [f.column for f in model._meta.concrete_fields if f.column != "id"]
        source = "t.id = s.declaration_id" if link == "declaration_id" else "t.reference = s.reference"
        target = "1000000 + n" if link == "declaration_id" else "'B' || lpad(n::text, 10, '0')"
        chosen = ", ".join(target if name == link else f"s.{name}" for name in names)
        cursor.execute(
            f"WITH t AS (SELECT *, row_number() OVER (ORDER BY id) - 1 AS k FROM {table} WHERE id < 1000000) "
            f"INSERT INTO {model._meta.db_table} ({', '.join(names)}) SELECT {chosen} "
            f"FROM generate_series(1, %s) n JOIN t ON t.k = n %% {TEMPLATES} "
            f"JOIN {model._meta.db_table} s ON {source}",
            [wanted],
        )


def time_releases(cursor: Any, wanted: int) -> None:
    """A row of release times for every copy, with four steps each."""
    cursor.execute(
        "INSERT INTO release_times_release (declaration, office_id, flow, transport_mode, lane, bill_number, voyage,"
        " lodged_at, selected_at, assessed_at, released_at, waiting_reason, stopped_seconds, ended)"
        " SELECT reference, office_id, flow, transport_mode, 'green', '', '', lodged_at,"
        " lodged_at + interval '3 seconds', lodged_at + interval '9 seconds',"
        " lodged_at + (id % 7200) * interval '1 second', '', 0, state = 'closed'"
        " FROM declarations_declaration WHERE id > 1000000"
    )
    cursor.execute(
        "INSERT INTO release_times_releasestep (release_id, code, started_at, ended_at, seconds, stopped,"
        " stopped_seconds, excluded) SELECT r.id, code, lodged_at, released_at,"
        " greatest(extract(epoch FROM released_at - lodged_at) * share, 0), '{}', 0, '' FROM release_times_release r,"
        " (VALUES ('lodged_selected', 0.1), ('review', 0.5), ('assessed_released', 0.4), ('clearance', 1))"
        " x (code, share)"
    )


def measure(user: str, path: str, sample: dict[str, str], requests: int) -> dict[str, Any]:
    """Ask for a page again and again; the first two requests warm caches and are not counted."""
    from django.db import connection
    from django.test import Client

    from tongguan.platform.identity.models import User

    client = Client(raise_request_exception=False, SERVER_NAME="localhost")
    if user != "nobody":
        client.force_login(User.objects.get(username=user))
    url = path.format(**sample)
    client.get(url)
    taken: list[float] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        begun = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            taken.append((time.perf_counter() - begun) * 1000)

    alone = []
    for _round in range(5):
        taken.clear()
        with connection.execute_wrapper(note):
            status = client.get(url).status_code
        alone.append(sum(taken))
    times, own, yardsticks = [], [], []
    server = postgres_s()
    for _request in range(requests):
        began, started = time.process_time(), time.perf_counter()
        client.get(url)
        times.append((time.perf_counter() - started) * 1000)
        own.append((time.process_time() - began) * 1000)
        yardsticks.append(yardstick_ms())
    return {
        "user": user,
        "page": path,
        "status": status,
        "queries": len(taken),
        "queries_ms": round(statistics.median(alone), 1),
        "python_cpu_ms": round(statistics.mean(own), 1),
        "python_cpu_least_ms": round(min(own), 1),
        "python_cpu_p95_ms": p95(own),
        "yardstick_ms": round(statistics.median(yardsticks), 1),
        "postgres_cpu_ms": round((postgres_s() - server) * 1000 / requests, 1),
        "p50_ms": round(statistics.median(times), 1),
        "p95_ms": p95(times),
    }


def p95(times: list[float]) -> float:
    """What 95 of 100 requests do not exceed."""
    return round(sorted(times)[int(0.95 * len(times)) - 1], 1)


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:] if word.isdecimal()]
    main(*(numbers + [100_000, 40][len(numbers) :]), store="--store" in sys.argv)
