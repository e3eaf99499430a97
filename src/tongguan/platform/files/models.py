"""Tables of the evidence store."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class FileRow(models.Model):
    """One content; the same bytes from two people are one row. Its bytes lie in the store under `digest`."""

    digest = models.CharField(max_length=64, primary_key=True)
    size_bytes = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)
    width_px = models.PositiveIntegerField(null=True)
    height_px = models.PositiveIntegerField(null=True)
    claims = models.JSONField(default=dict)
    stored_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "files_file"
        constraints = [
            models.CheckConstraint(condition=Q(digest__regex="^[0-9a-f]{64}$"), name="file_digest")
        ]

    def __str__(self) -> str:
        return self.digest[:16]


class Upload(models.Model):
    """Who brought a content, under which name and for what; only who brought it may bind it."""

    file = models.ForeignKey(FileRow, models.CASCADE, related_name="uploads")
    actor_user_id = models.BigIntegerField(null=True)
    declared_name = models.CharField(max_length=200)
    purpose = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["file", "actor_user_id", "purpose"], name="upload_once", nulls_distinct=False
            )
        ]
        indexes = [models.Index(fields=["actor_user_id", "at"])]

    def __str__(self) -> str:
        return self.declared_name


class Binding(models.Model):
    """A file belongs to a subject; written with the subject's own change and never altered."""

    file = models.ForeignKey(FileRow, models.PROTECT, related_name="bindings")
    subject_kind = models.CharField(max_length=40)
    subject_ref = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    place = models.CharField(max_length=120, blank=True)
    taken_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=500, blank=True)
    bound_at = models.DateTimeField(auto_now_add=True)
    bound_by = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file", "subject_kind", "subject_ref"], name="binding_once")
        ]
        indexes = [models.Index(fields=["subject_kind", "subject_ref"])]

    def __str__(self) -> str:
        return f"{self.name} → {self.subject_kind} {self.subject_ref}"
