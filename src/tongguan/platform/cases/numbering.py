"""References of new cases: a prefix, the year, and the row's key."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.utils import timezone


def next_reference(model: type[Any], prefix: str) -> tuple[int, str]:
    """The next key of a case's table and the reference made of it, such as `IN260000012`; keys never repeat."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [model._meta.db_table])
        key = cursor.fetchone()[0]
    return key, f"{prefix}{timezone.localdate():%y}{key:07d}"
