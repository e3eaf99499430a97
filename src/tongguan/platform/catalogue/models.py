"""Tables of the catalogue. The second migration forbids two versions for one day in one state of knowledge."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tongguan.engines.problems import Text
from tongguan.platform.catalogue.contracts import Version


class Entry(models.Model):
    """Something the catalogue describes, by kind and key; it bears what its versions share."""

    kind = models.CharField(_("Kind"), max_length=60)
    key = models.CharField(_("Key"), max_length=120)
    versions_made = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField(_("Updated"))
    stale_at = models.DateTimeField(_("Stale from"), null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="catalogue_entry_once")]
        indexes = [
            models.Index(fields=["stale_at"], condition=Q(stale_at__isnull=False), name="catalogue_stale")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class EntryVersion(models.Model):
    """One statement about an entry: on which days it holds, and from when until when we believed it."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    title_zh = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300)
    content = models.JSONField()
    source = models.CharField(max_length=300)
    valid_from = models.DateField(_("Valid from"))
    valid_to = models.DateField(_("Valid to"), null=True)
    known_from = models.DateTimeField(_("Known from"))
    known_to = models.DateTimeField(_("Known to"), null=True)
    search_text = models.TextField()
    search_tokens = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="catalogue_valid"
            ),
            models.CheckConstraint(
                condition=Q(known_to__isnull=True) | Q(known_to__gt=F("known_from")), name="catalogue_known"
            ),
        ]
        indexes = [models.Index(fields=["entry", "number"])]

    def __str__(self) -> str:
        return f"{self.entry_id} v{self.number}"

    @property
    def title(self) -> Text:
        """What the entry is called, in both languages."""
        return Text(zh=self.title_zh, en=self.title_en)

    def contract(self) -> Version:
        """As it crosses the border; the entry must be loaded."""
        return Version(
            self.entry.kind,
            self.entry.key,
            self.number,
            self.title,
            self.content,
            self.valid_from,
            self.valid_to,
            self.known_from,
            self.known_to,
            self.source,
        )


class Subscription(models.Model):
    """A person wants to be told of new versions of an entry, or of a whole kind (`key` empty)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "kind", "key"], name="catalogue_subscribed_once")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind} {self.key}"
