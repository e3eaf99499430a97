"""Tables of travellers' declarations."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tongguan.operations.passenger_declarations.enums import Mode, Shade, State
from tongguan.platform.cases.models import Case
from tongguan.platform.privacy.interface import INDEX_CHARACTERS
from tongguan.platform.privacy.models import EncryptedJSONField


class PassengerDeclaration(Case):
    """One traveller's declaration with its receipt. `answers` holds everything about the person, encrypted: what was
    answered, what was read from the document, and by question the suggestion that was refused. Emptied when its time
    of keeping is over; the row stays as a count."""

    submission_id = models.UUIDField(unique=True)
    submission_sha256 = models.CharField(max_length=64)
    form = models.CharField(_("Form"), max_length=60)
    language = models.CharField(_("Language"), max_length=2)
    mode = models.CharField(_("Made on"), max_length=5, choices=Mode.choices)
    leaving = models.BooleanField(_("Leaving"))
    flight = models.CharField(_("Flight"), max_length=8, blank=True)
    travel_date = models.DateField(_("Day of travel"))
    colour = models.PositiveSmallIntegerField(_("Colour"), choices=Shade.choices)
    document_index = models.CharField(max_length=INDEX_CHARACTERS, blank=True)
    answers = EncryptedJSONField(null=True)
    serial = models.CharField(_("Receipt number"), max_length=12, unique=True)
    code = models.CharField(max_length=240)
    issued_at = models.DateTimeField(_("Receipt issued"))
    expires_at = models.DateTimeField(_("Receipt expires"))
    verified_at = models.DateTimeField(_("Checked at the gate"), null=True)
    gate = models.CharField(_("Traveller gate"), max_length=40, blank=True)
    hints = models.PositiveSmallIntegerField(_("Differences kept"), default=0)

    class Meta:
        verbose_name = _("Traveller declaration")
        constraints = [
            models.UniqueConstraint(
                fields=["document_index", "leaving"],
                condition=Q(state=State.VALID),
                name="passenger_declaration_one_valid",
            )
        ]
        indexes = [
            models.Index(fields=["travel_date", "flight", "leaving"]),
            models.Index(fields=["expires_at", "state"]),
            models.Index(fields=["document_index"]),
        ]


class ReceiptSigningKey(models.Model):
    """A public key of receipts; `valid_to` empty: the one in force. The private one is a file of the data folder."""

    public = models.CharField(max_length=64, unique=True)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.public[:16]
