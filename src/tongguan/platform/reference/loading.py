"""Bulk upsert: one COPY into a scratch table, one INSERT that writes only what differs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
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


def upsert(table: str, rows: Iterable[Mapping[str, Any]], origin: str) -> int:
    """Write rows of `code`, `parameter` or `rate`; returns how many were new or changed.

    A row with the same key is overwritten unless an administrator edited it, or an imported one meets a shipped
    one. Raises django.db.IntegrityError where validity would overlap. The caller holds the transaction.
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
        cursor.execute(
            f"INSERT INTO {target} AS target ({names}) SELECT {names} FROM {scratch} "  # noqa: S608
            f"ON CONFLICT ({', '.join(KEYS[table])}) DO UPDATE SET {sets} "
            f"WHERE target.origin NOT IN {kept} AND ({old}) IS DISTINCT FROM ({new})"
        )
        written = cursor.rowcount
        cursor.execute(f"SET CONSTRAINTS {NO_OVERLAP[table]} IMMEDIATE")
    return written


def _plain(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False, sort_keys=True) if isinstance(value, (dict, list)) else value
