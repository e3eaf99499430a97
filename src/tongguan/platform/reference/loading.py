"""Bulk upsert: one COPY into a scratch table, one INSERT that writes only what differs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

COLUMNS = {
    "code": ("list_id", "code", "valid_from", "valid_to", "zh", "en", "attributes", "source", "status"),
    "parameter": ("code", "valid_from", "valid_to", "zh", "en", "kind", "value", "unit", "source", "status"),
    "rate": ("hs_code", "kind", "valid_from", "valid_to", "percent", "source", "status"),
}
KEYS = {
    "code": ("list_id", "code", "valid_from"),
    "parameter": ("code", "valid_from"),
    "rate": ("hs_code", "kind", "valid_from"),
}
NO_OVERLAP = {name: f"reference_{name}_no_overlap" for name in COLUMNS}


@dataclass(frozen=True, slots=True)
class Upserted:
    """How many rows were new or changed, and how many earlier ones were ended."""

    written: int
    ended: int = 0


class Overlap(Exception):
    """Rows that would hold on a day on which another row of their key holds; nothing was written."""

    def __init__(self, keys: frozenset[tuple[str, ...]]) -> None:
        super().__init__(f"{len(keys)} keys overlap")
        self.keys = keys


def upsert(
    table: str,
    rows: Iterable[Mapping[str, Any]],
    origin: str,
    *,
    succeeds: date | None = None,
    whole: bool = False,
) -> Upserted:
    """Write rows of `code`, `parameter` or `rate`.

    A row with the same key is overwritten unless an administrator edited it, or an imported one meets a shipped
    one. With `succeeds`, rows of the same keys that began before that day end the day before; with `whole`, those of
    keys that are not among the rows too. Raises Overlap (imports) or django.db.IntegrityError where validity would
    overlap. The caller holds the transaction.
    """
    columns = (*COLUMNS[table], "origin")
    names = ", ".join(f'"{name}"' for name in columns)
    changing = [name for name in columns if name not in KEYS[table]]
    sets = ", ".join(f'"{name}" = excluded."{name}"' for name in changing)
    old = ", ".join(f'target."{name}"' for name in changing)
    new = ", ".join(f'excluded."{name}"' for name in changing)
    kept = "('edited')" if origin == "imported" else "('edited', 'imported')"
    target, scratch = f"reference_{table}", f"reference_{table}_scratch"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {scratch}")
        cursor.execute(
            f"CREATE TEMPORARY TABLE {scratch} ON COMMIT DROP AS SELECT {names} FROM {target} WITH NO DATA"  # noqa: S608
        )
        with cursor.copy(f"COPY {scratch} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row([_plain(row.get(name)) for name in columns[:-1]] + [origin])
        cursor.execute(f"SET CONSTRAINTS {NO_OVERLAP[table]} DEFERRED")
        ended = _end(cursor, table, succeeds, whole) if succeeds else 0
        if origin == "imported":
            _refuse_overlaps(cursor, table)
        cursor.execute(
            f"INSERT INTO {target} AS target ({names}) SELECT {names} FROM {scratch} "  # noqa: S608
            f"ON CONFLICT ({', '.join(KEYS[table])}) DO UPDATE SET {sets} "
            f"WHERE target.origin NOT IN {kept} AND ({old}) IS DISTINCT FROM ({new})"
        )
        written = cursor.rowcount
        cursor.execute(f"SET CONSTRAINTS {NO_OVERLAP[table]} IMMEDIATE")
    return Upserted(written, ended)


def _same(table: str) -> str:
    """Whether a row of the scratch table is about the same thing as one of the table."""
    return " AND ".join(f"scratch.{name} = target.{name}" for name in KEYS[table][:-1])


def _end(cursor: Any, table: str, day: date, whole: bool) -> int:
    """End rows that began before a day and still held on it; they are no longer the release's to restore."""
    among = f"SELECT 1 FROM reference_{table}_scratch AS scratch WHERE"  # noqa: S608
    of_list = (
        f"EXISTS ({among} scratch.{KEYS[table][0]} = target.{KEYS[table][0]})" if table == "code" else "TRUE"
    )
    which = of_list if whole else f"EXISTS ({among} {_same(table)} AND scratch.valid_from = %(day)s)"
    cursor.execute(
        f"UPDATE reference_{table} AS target SET valid_to = %(day)s - 1, origin = 'imported' "  # noqa: S608
        f"WHERE {which} AND (target.valid_from IS NULL OR target.valid_from < %(day)s) "
        "AND (target.valid_to IS NULL OR target.valid_to >= %(day)s)",
        {"day": day},
    )
    return int(cursor.rowcount)


def _refuse_overlaps(cursor: Any, table: str) -> None:
    """Name the rows that the constraint would refuse without saying which."""
    names = KEYS[table][:-1]
    keys = ", ".join(f"scratch.{name}" for name in names if name != "list_id")
    cursor.execute(
        f"SELECT DISTINCT {keys} FROM reference_{table}_scratch AS scratch "  # noqa: S608
        f"JOIN reference_{table} AS target ON {_same(table)} "
        "AND target.valid_from IS DISTINCT FROM scratch.valid_from "
        "AND daterange(target.valid_from, target.valid_to, '[]') && "
        "daterange(scratch.valid_from, scratch.valid_to, '[]') "
        f"WHERE NOT EXISTS (SELECT 1 FROM reference_{table} AS kept WHERE {_same(table).replace('target.', 'kept.')} "
        "AND kept.valid_from IS NOT DISTINCT FROM scratch.valid_from AND kept.origin = 'edited')"
    )
    found = frozenset(cursor.fetchall())
    if found:
        raise Overlap(found)


def _plain(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False, sort_keys=True) if isinstance(value, (dict, list)) else value
