"""Tables of the ledger. Leaves and checkpoints are append-only by trigger; the proofs do not rely on that."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tongguan.platform.ledger.enums import KeyPurpose, RunState


class PendingEntry(models.Model):
    """An audit entry without a place in the ledger yet; a trigger writes it in the entry's own transaction,
    so an entry that commits late cannot be overlooked."""

    entry_id = models.BigIntegerField(primary_key=True)

    def __str__(self) -> str:
        return str(self.entry_id)


class LedgerLeaf(models.Model):
    """The place of an audit entry in the log; indexes count from 0 without gaps."""

    index = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField("audit.AuditEntry", models.PROTECT, related_name="leaf")
    leaf_hash = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return str(self.index)


class LedgerTile(models.Model):
    """Up to 256 hashes of one level of the tree (C2SP tlog-tiles)."""

    level = models.PositiveSmallIntegerField()
    index = models.BigIntegerField()
    hashes = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["level", "index"], name="tile_once")]

    def __str__(self) -> str:
        return f"{self.level}/{self.index}"


class LedgerKey(models.Model):
    """A verifier key and the days on which it counts: the log's own keys and those of witnesses."""

    purpose = models.CharField(max_length=8, choices=KeyPurpose.choices)
    name = models.CharField(max_length=255)
    verifier = models.CharField(max_length=400, unique=True)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["purpose"], condition=Q(purpose="log", valid_to__isnull=True), name="one_log_key"
            )
        ]

    def __str__(self) -> str:
        return self.verifier


class SignedCheckpoint(models.Model):
    """What the house signed about its first `size` entries; `note` is the signed text (C2SP signed-note)."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField(max_length=32)
    note = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "ledger_checkpoint"

    def __str__(self) -> str:
        return str(self.size)


class Cosignature(models.Model):
    """A witness's signature under a checkpoint: the line as it goes into the note, and the witness's time."""

    checkpoint = models.ForeignKey(SignedCheckpoint, models.PROTECT, related_name="cosignatures")
    key = models.ForeignKey(LedgerKey, models.PROTECT, related_name="cosignatures")
    line = models.TextField()
    signed_at = models.DateTimeField()
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["checkpoint", "key"], name="cosigned_once")]

    def __str__(self) -> str:
        return f"{self.key.name} @ {self.checkpoint_id}"


class VerificationRun(models.Model):
    """One reading of the whole ledger, its progress and what it found."""

    state = models.CharField(max_length=10, choices=RunState.choices, default=RunState.WAITING)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    problems = models.JSONField(default=list)
    cancel_wanted = models.BooleanField(default=False)
    asked_by = models.CharField(max_length=100)
    asked_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"
