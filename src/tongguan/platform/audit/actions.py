"""Writing audit entries."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.utils import timezone

from tongguan.engines import tlog
from tongguan.platform.audit.models import AuditEntry
from tongguan.platform.permissions.interface import Actor


def canonical(data: Mapping[str, Any]) -> bytes:
    """Canonical JSON: sorted keys, no blanks, UTF-8; decimals, dates and ids as strings; floats are refused.

    It is the canonical form of the ledger's receipts, so every entry can be proven offline.
    """
    return tlog.canonical(_plain(data))


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        raise TypeError("audit data holds no floats: their text differs between programs; use Decimal")
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        items = [_plain(item) for item in value]
        return sorted(items, key=str) if isinstance(value, (set, frozenset)) else items
    if value is None or isinstance(value, (bool, int, str)):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


APPEND = """
    INSERT INTO audit_auditentry (at, actor_user_id, actor_name, action, subject_kind, subject_ref, body, leaf_hash)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s) RETURNING id
"""


def record(*, actor: Actor, action: str, subject: tuple[str, str], data: Mapping[str, Any]) -> AuditEntry:
    """Append an entry inside the caller's transaction; raises RuntimeError outside one.

    `action` is a dotted code, `subject` its kind and reference, `data` the facts worth proving later.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"audit entry {action} outside a transaction")
    at = timezone.now()
    body = canonical(
        {
            "id": uuid.uuid4().hex,
            "at": at.isoformat(),
            "actor": {"kind": actor.kind, "user": actor.user_id, "name": actor.name},
            "action": action,
            "subject": {"kind": subject[0], "ref": subject[1]},
            "data": data,
        }
    )
    columns = {
        "at": at,
        "actor_user_id": actor.user_id,
        "actor_name": actor.name[:100],
        "action": action,
        "subject_kind": subject[0],
        "subject_ref": subject[1],
        "body": body,
        "leaf_hash": tlog.leaf_hash(body),
    }
    with connection.cursor() as cursor:  # plain SQL: every act of the house comes by here
        cursor.execute(APPEND, list(columns.values()))
        return AuditEntry.from_db(
            connection.alias, ["id", *columns], [cursor.fetchone()[0], *columns.values()]
        )
