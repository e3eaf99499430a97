"""Server time and database queries of the main pages with 100,000 declarations in the house.

A few hundred declarations are lodged through the product, then multiplied in SQL. Each page
is asked for as a signed-in person through Django's handler: all of the server's work, without the network. The floor
beside it is a page of the same server that runs the session and actor queries alone. Run:

    python benchmarks/pages.py             # 100,000 declarations, 40 requests a page
    python benchmarks/pages.py 10000 20

It makes and drops a database of its own on the embedded server.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
import uuid
from dataclasses import replace
from typing import Any

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
    ("assessor", "/cases/declaration/?sort=due_at"),
    ("assessor", "/cases/declaration/?q={number}"),
    ("assessor", "/cases/declaration/{reference}/"),
    ("risk", "/cases/risk_rule/"),
    ("commander", "/wall/"),
    ("commander", "/command/"),
    ("commander", "/alerts/"),
    ("commander", "/release-times/"),
    ("auditor", "/ledger/"),
)


def main(wanted: int, requests: int) -> None:
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
            rows = [measure(user, path, sample, requests) for user, path in PAGES]
        finally:
            connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)
    print(f"{'who':<10} {'page':<42} {'status':>6} {'queries':>7} {'p50 ms':>8} {'p95 ms':>8}")
    for row in rows:
        print(
            f"{row['user']:<10} {row['page']:<42} {row['status']:>6} {row['queries']:>7} "
            f"{row['p50_ms']:>8.1f} {row['p95_ms']:>8.1f}"
        )
    print(json.dumps({"benchmark": "pages", "declarations": wanted, "requests": requests, "pages": rows}))


def populate(wanted: int) -> dict[str, str]:
    """Lodge templates through the product, then multiply them; returns a reference and a number to ask for."""
    import random

    from django.db import connection

    from tongguan.cli import demonstration
    from tongguan.operations.declarations.interface import lodge
    from tongguan.operations.declarations.models import Declaration
    from tongguan.platform.identity.interface import actor_of
    from tongguan.platform.identity.models import Organisation, User
    from tongguan.platform.reference.interface import load_shipped
    from tongguan.simulator.declarations import generate
    from tongguan.simulator.traders import Firm

    load_shipped()
    demonstration.load()
    firm_row = Organisation.objects.get(code="T-SEABRIGHT")
    firm = Firm(firm_row.uscc, firm_row.name_zh).party()
    actor = actor_of(User.objects.get(username="trader"))
    rng = random.Random(1)
    for number in range(TEMPLATES):
        flow = "I" if number % 3 else "E"
        made = generate(rng, flow, 1 + number % 6, office="9901")
        made = replace(
            made, owner=firm, declarant=firm, **{"consignee" if flow == "I" else "consignor": firm}
        )  # type: ignore[arg-type]
        lodge(actor=actor, declaration=made, submission_id=uuid.uuid4())
    with connection.cursor() as cursor:
        multiply(cursor, "declarations_declaration", wanted)
        cursor.execute("ANALYZE")
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
    statements: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        statements.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        status = client.get(url).status_code
    times = []
    for _request in range(requests):
        started = time.perf_counter()
        client.get(url)
        times.append((time.perf_counter() - started) * 1000)
    return {
        "user": user,
        "page": path,
        "status": status,
        "queries": len(statements),
        "p50_ms": round(statistics.median(times), 1),
        "p95_ms": round(sorted(times)[int(0.95 * len(times)) - 1], 1),
    }


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000, int(sys.argv[2]) if len(sys.argv) > 2 else 40)
