"""Audit entries: inside a transaction, canonical, never changed afterwards."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from tongguan.platform.audit.interface import AuditEntry, canonical, record
from tongguan.platform.permissions.interface import SYSTEM


@pytest.mark.django_db(transaction=True)
def test_no_entry_outside_a_transaction() -> None:
    with pytest.raises(RuntimeError):
        record(actor=SYSTEM, action="test.act", subject=("test", "1"), data={})
    assert AuditEntry.objects.count() == 0


@pytest.mark.django_db
def test_the_leaf_is_the_hash_of_the_canonical_body() -> None:
    entry = record(actor=SYSTEM, action="test.act", subject=("test", "1"), data={"amount": Decimal("1.10")})
    body = bytes(entry.body)
    assert hashlib.sha256(b"\x00" + body).digest() == bytes(entry.leaf_hash)
    told = json.loads(body)
    assert told["data"] == {"amount": "1.10"}
    assert canonical(told) == body


def test_floats_are_refused() -> None:
    with pytest.raises((TypeError, ValueError)):
        canonical({"amount": 1.1})


@pytest.mark.django_db
@pytest.mark.parametrize("sql", ["UPDATE audit_auditentry SET action = 'x'", "DELETE FROM audit_auditentry"])
def test_entries_cannot_be_changed(sql: str) -> None:
    record(actor=SYSTEM, action="test.act", subject=("test", "1"), data={})
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
