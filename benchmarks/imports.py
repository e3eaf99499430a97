"""How many goods lines a second does a CSV file of declarations bring in: read, checked, lodged?

The same file goes three ways: read and checked for its form (`tongguan declarations import FILE`), against every rule
(`--check`) and lodged (`--lodge`). Peers in the same run: the standard library's csv reader over the same bytes, and
the goods lines alone written again by batched SQL. Run:

    python benchmarks/imports.py                         # 200 declarations of 20 lines
    python benchmarks/imports.py --declarations 1000 --store
"""

from __future__ import annotations

import argparse
import csv
import io
import time
from collections.abc import Callable
from typing import Any

from measuring import generated, own_house, told

LINES = 20


def main() -> None:
    """Make the file, send it each way, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--declarations", type=int, default=200)
    parser.add_argument("--store", action="store_true", help="keep the result under benchmarks/results/")
    given = parser.parse_args()
    with own_house():
        found = measure(given.declarations)
    for name, value in found.items():
        print(f"{name:<24}{value:>12,} goods lines a second")
    told(
        {"benchmark": "imports", "declarations": given.declarations, "lines": LINES, **found},
        store=given.store,
    )


def measure(count: int) -> dict[str, int]:
    """Goods lines a second, by way."""
    import uuid

    from tongguan.cli import demonstration
    from tongguan.engines.declaration import to_csv
    from tongguan.operations.declarations.interface import lodge, read_message
    from tongguan.operations.declarations.queries import findings
    from tongguan.platform.identity.interface import User, actor_of

    demonstration.load()
    actor = actor_of(User.objects.get(username="trader"))
    raw = to_csv(generated([("I", LINES)] * count))
    assert isinstance(raw, bytes)

    def read() -> Any:
        message = read_message(io.BytesIO(raw))
        assert not message.problems, message.problems[:3]
        return message.declarations

    declarations = read()
    rows = sum(len(each.items) for each in declarations)
    assert rows == count * LINES
    assert not any(findings(each) for each in declarations[:3])
    return {
        "csv_reader_alone": rate(rows, lambda: list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))),
        "read": rate(rows, read),
        "read_and_checked": rate(rows, lambda: [findings(each) for each in read()]),
        "read_checked_and_lodged": rate(
            rows,
            lambda: [lodge(actor=actor, declaration=each, submission_id=uuid.uuid4()) for each in read()],
        ),
        "lines_alone_by_sql": rate(rows, lines_again),
    }


def lines_again() -> None:
    """The goods lines that were lodged, once more into a table like theirs, read and written in batches."""
    from django.db import connection, transaction

    table = "declarations_declarationitem"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE again (LIKE {table} INCLUDING INDEXES)")
        cursor.execute(f"SELECT * FROM {table}")
        marks = ", ".join(["%s"] * len(cursor.description))
        rows = cursor.fetchall()
        cursor.executemany(f"INSERT INTO again VALUES ({marks})", rows)


def rate(rows: int, work: Callable[[], object]) -> int:
    """Rows a second, once through."""
    start = time.perf_counter()
    work()
    return round(rows / (time.perf_counter() - start))


if __name__ == "__main__":
    main()
