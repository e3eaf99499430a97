"""Fingerprints of keys, and the record of what was deleted; the encrypted columns that other tables take."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tongguan.platform.privacy.encrypted import (
    EncryptedBinaryField,
    EncryptedField,
    EncryptedJSONField,
    EncryptedTextField,
)

__all__ = [
    "Deletion",
    "EncryptedBinaryField",
    "EncryptedField",
    "EncryptedJSONField",
    "EncryptedTextField",
    "PrivacyKey",
]


class PrivacyKey(models.Model):
    """A key of the ring, known by its fingerprint; the key itself is never in the database."""

    fingerprint = models.CharField(max_length=64, unique=True)
    first_seen_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.fingerprint[:16]


class Deletion(models.Model):
    """One nightly run of one retention: how many records went, and from before which moment."""

    retention = models.CharField(_("Personal data"), max_length=80)
    at = models.DateTimeField(_("Deleted at"), auto_now_add=True)
    before = models.DateTimeField(_("Older than"))
    days = models.PositiveIntegerField(_("Kept for (days)"))
    records = models.PositiveIntegerField(_("Records deleted"))

    class Meta:
        indexes = [models.Index(fields=["-at"]), models.Index(fields=["retention", "-at"])]

    def __str__(self) -> str:
        return f"{self.retention} {self.at}: {self.records}"
