"""The audit table: append-only, enforced by a trigger that the ledger's migrations add."""

from __future__ import annotations

from django.db import models


class AuditEntry(models.Model):
    """One act: who, for whom, what, on what, when; `body` is its canonical JSON and the ledger's leaf.

    `body` holds all other columns, so that the leaf alone proves them; the columns repeat it for queries.
    """

    at = models.DateTimeField(db_index=True)
    actor_user_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=100)
    action = models.CharField(max_length=80)
    subject_kind = models.CharField(max_length=40)
    subject_ref = models.CharField(max_length=80)
    body = models.BinaryField()
    leaf_hash = models.BinaryField(max_length=32)

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_ref", "id"]),
            models.Index(fields=["action", "id"]),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_kind} {self.subject_ref}"
