"""Tables of issued documents."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SigningCertificate(models.Model):
    """A certificate the house signs or signed documents with; one is in force."""

    fingerprint = models.CharField(max_length=64, unique=True)
    pem = models.TextField()
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                models.Value(1), condition=Q(valid_to__isnull=True), name="documents_one_certificate"
            )
        ]

    def __str__(self) -> str:
        return self.fingerprint[:16]


class Numbering(models.Model):
    """The last number given out to a kind in a year; its row is locked until the document is issued or is not, so
    numbers have no gaps."""

    letters = models.CharField(max_length=8)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["letters", "year"], name="documents_numbering_once")]

    def __str__(self) -> str:
        return f"{self.letters}{self.year} {self.last}"


class Document(models.Model):
    """One issued PDF. Its bytes lie in the evidence store under `sha256`; the ledger's entry of its issue
    (`audit_entry`) holds number and hash. `id` is random and stands in its code: who has it may see that it holds.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(_("Document number"), max_length=30, unique=True)
    kind = models.CharField(_("Kind"), max_length=60)
    subject_kind = models.CharField(max_length=40)
    subject_ref = models.CharField(_("Subject"), max_length=80)
    sha256 = models.CharField(_("Fingerprint"), max_length=64, unique=True)
    certificate = models.ForeignKey(SigningCertificate, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(_("Issued at"))
    issuer = models.CharField(_("Issued by"), max_length=100)
    revoked_at = models.DateTimeField(_("Revoked at"), null=True)
    revoked_by = models.CharField(_("Revoked by"), max_length=100, blank=True)
    revoke_reason = models.CharField(_("Why revoked"), max_length=300, blank=True)
    audit_entry = models.ForeignKey("audit.AuditEntry", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(sha256__regex="^[0-9a-f]{64}$"), name="documents_sha256"),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoke_reason="")
                | (Q(revoked_at__isnull=False) & ~Q(revoke_reason="")),
                name="documents_revoked_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["subject_kind", "subject_ref", "-issued_at"]),
            models.Index(fields=["-issued_at", "number"]),
        ]

    def __str__(self) -> str:
        return self.number
