"""Tables of travellers. What tells who somebody is lies sealed; rows are found by keyed hashes."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tongguan.operations.travellers.enums import Ended, HitState, ListKind, Presence, Purpose, Verdict
from tongguan.platform.privacy.interface import INDEX_CHARACTERS
from tongguan.platform.privacy.models import EncryptedJSONField


class Flight(models.Model):
    """A leg of a flight. Days are local to the ports; instants stand where the port's zone is known."""

    number = models.CharField(_("Flight"), max_length=8, blank=True)
    carrier = models.CharField(_("Carrier"), max_length=3, blank=True)
    origin = models.CharField(_("Port of departure"), max_length=5, blank=True)
    destination = models.CharField(_("Port of arrival"), max_length=5, blank=True)
    transits = models.JSONField(default=list)
    departure_date = models.DateField(_("Departure day"), null=True)
    arrival_date = models.DateField(_("Arrival day"), null=True)
    departure_zone = models.CharField(max_length=40, blank=True)
    arrival_zone = models.CharField(max_length=40, blank=True)
    departs_at = models.DateTimeField(_("Departs"), null=True)
    arrives_at = models.DateTimeField(_("Arrives"), null=True)
    departed_at = models.DateTimeField(_("Actual departure"), null=True)
    arrived_at = models.DateTimeField(_("Actual arrival"), null=True)
    cancelled_at = models.DateTimeField(_("Cancelled"), null=True)
    first_row = models.PositiveSmallIntegerField(_("First seat row"), null=True)
    last_row = models.PositiveSmallIntegerField(_("Last seat row"), null=True)
    office = models.ForeignKey("identity.Organisation", models.PROTECT, null=True, related_name="+")
    relevant_until = models.DateField(db_index=True)
    """Through this day a changed list is compared again with those on board."""

    class Meta:
        verbose_name = _("Flight")
        constraints = [
            models.UniqueConstraint(
                fields=["number", "departure_date", "origin", "destination"],
                name="flight_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(first_row=None, last_row=None)
                | Q(first_row__gte=1, last_row__gte=F("first_row")),
                name="flight_rows",
            ),
        ]
        indexes = [
            models.Index(fields=["number", "arrival_date"], name="flight_number_day"),
            models.Index(fields=["-arrival_date", "-id"], name="flight_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.number or '—'} {self.departure_date or self.arrival_date or ''}".strip()


class Transmission(models.Model):
    """A file as it came, once: what was wrong with it and the rows nobody could be made of. The bytes are not kept."""

    content_sha256 = models.CharField(max_length=64, unique=True)
    kind = models.CharField(_("Kind"), max_length=20)
    people = models.PositiveIntegerField(_("People"), default=0)
    problem_count = models.PositiveIntegerField(_("Problems"), default=0)
    problems = EncryptedJSONField(null=True)
    received_at = models.DateTimeField(_("Received"), auto_now_add=True)
    received_by = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("Passenger message")
        indexes = [models.Index(fields=["-received_at", "-id"], name="transmission_newest")]

    def __str__(self) -> str:
        return f"{self.pk} {self.kind}"


class ManifestMessage(models.Model):
    """One message of a file, about one flight."""

    transmission = models.ForeignKey(Transmission, models.CASCADE, related_name="messages")
    part = models.PositiveIntegerField()
    flight = models.ForeignKey(Flight, models.CASCADE, null=True, related_name="messages")
    kind = models.CharField(_("Kind"), max_length=20)
    function = models.CharField(_("Function"), max_length=10)
    sender = models.CharField(_("Sender"), max_length=35, blank=True)
    reference = models.CharField(_("Reference"), max_length=71, blank=True, db_index=True)
    prepared_at = models.DateTimeField(_("Prepared"), null=True)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    withdrawn = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["transmission", "part"], name="message_part_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"


class Passenger(models.Model):
    """Somebody a message named. `data` is the traveller as sent; `person_key` and `digest` are keyed hashes.

    `screened_revision` is the state of the lists they were last compared with; null: not yet.
    """

    flight = models.ForeignKey(Flight, models.CASCADE, null=True, related_name="passengers")
    message = models.ForeignKey(ManifestMessage, models.CASCADE, related_name="passengers")
    role = models.CharField(_("Role on board"), max_length=10)
    data = EncryptedJSONField()
    name_key = models.CharField(max_length=INDEX_CHARACTERS)
    person_key = models.CharField(max_length=INDEX_CHARACTERS, db_index=True)
    digest = models.CharField(max_length=INDEX_CHARACTERS)
    position = models.CharField(max_length=40)
    presence = models.CharField(max_length=10, choices=Presence.choices, default=Presence.LISTED)
    prepared_at = models.DateTimeField(null=True)
    verdict = models.CharField(_("Screening"), max_length=10, choices=Verdict.choices, blank=True)
    screened_revision = models.PositiveIntegerField(null=True)
    screened_at = models.DateTimeField(null=True)
    relevant_until = models.DateField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("Passenger")
        indexes = [
            models.Index(
                fields=["id"],
                condition=Q(screened_revision=None, presence="listed"),
                name="passenger_unscreened",
            ),
            models.Index(
                fields=["screened_revision", "id"], condition=Q(presence="listed"), name="passenger_revision"
            ),
            models.Index(fields=["flight", "id"], name="passenger_of_flight"),
        ]

    def __str__(self) -> str:
        return f"passenger {self.pk}"


class PassengerDocument(models.Model):
    """The keyed hash of a document number of a passenger."""

    passenger = models.ForeignKey(Passenger, models.CASCADE, related_name="keys")
    key = models.CharField(max_length=INDEX_CHARACTERS, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["passenger", "key"], name="passenger_key_once")]

    def __str__(self) -> str:
        return f"document of {self.passenger_id}"


class ListState(models.Model):
    """The revision of all lists together: one row, locked by whoever changes one: they commit in order."""

    revision = models.PositiveIntegerField(default=0)
    epoch = models.UUIDField(default=uuid4, editable=False)
    """Which life of the database it is: what was remembered of another one does not count."""

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="list_state_single")]

    def __str__(self) -> str:
        return str(self.revision)


class ListSource(models.Model):
    """A list of people to look for. `consequence` (1–10) is how grave it is to miss one of them."""

    code = models.SlugField(_("Code"), max_length=40, unique=True)
    title_zh = models.CharField(_("Chinese name"), max_length=100)
    title_en = models.CharField(_("English name"), max_length=100)
    kind = models.CharField(_("Kind"), max_length=10, choices=ListKind.choices)
    consequence = models.PositiveSmallIntegerField(_("Consequence"), default=5)
    of_date = models.DateField(_("List of"), null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("Watchlist")
        constraints = [
            models.CheckConstraint(
                condition=Q(consequence__gte=1, consequence__lte=10), name="list_consequence"
            )
        ]

    def __str__(self) -> str:
        return self.code


class ListVersion(models.Model):
    """One import into a list: what came, what it changed, and the rows that were rejected."""

    source = models.ForeignKey(ListSource, models.CASCADE, related_name="versions")
    revision = models.PositiveIntegerField(unique=True)
    content_sha256 = models.CharField(max_length=64)
    of_date = models.DateField(_("List of"), null=True)
    received_at = models.DateTimeField(_("Received"), auto_now_add=True)
    received_by = models.BigIntegerField(null=True)
    added = models.PositiveIntegerField(_("Added"), default=0)
    changed = models.PositiveIntegerField(_("Altered"), default=0)
    removed = models.PositiveIntegerField(_("Removed"), default=0)
    kept = models.PositiveIntegerField(_("Unchanged"), default=0)
    rejected = models.PositiveIntegerField(_("Rows rejected"), default=0)
    rejects = EncryptedJSONField(null=True)

    class Meta:
        verbose_name = _("List import")

    def __str__(self) -> str:
        return f"{self.source_id} {self.revision}"


class ListEntry(models.Model):
    """Somebody a list names, as of one state: a changed entry ends and another begins. Days both included."""

    source = models.ForeignKey(ListSource, models.CASCADE, related_name="entries")
    key = models.CharField(max_length=INDEX_CHARACTERS)
    digest = models.CharField(max_length=INDEX_CHARACTERS)
    data = EncryptedJSONField(null=True)
    valid_from = models.DateField(_("Valid from"), null=True)
    valid_to = models.DateField(_("Valid to"), null=True)
    begun = models.PositiveIntegerField()
    ended = models.PositiveIntegerField(null=True)

    class Meta:
        verbose_name = _("Entry")
        constraints = [
            models.UniqueConstraint(fields=["source", "key"], condition=Q(ended=None), name="entry_once"),
            models.CheckConstraint(
                condition=Q(ended=None) | Q(ended__gt=F("begun")), name="entry_ends_later"
            ),
        ]
        indexes = [
            models.Index(fields=["begun"], name="entry_begun"),
            models.Index(fields=["ended"], name="entry_ended"),
            models.Index(fields=["valid_to"], condition=Q(ended=None), name="entry_valid_to"),
        ]

    def __str__(self) -> str:
        return f"entry {self.pk}"


class Scan(models.Model):
    """One look-up of a document by an officer or a lane: who asked, why, and what was said."""

    at = models.DateTimeField(_("Asked"), auto_now_add=True)
    officer = models.BigIntegerField(_("Officer"), null=True)
    officer_name = models.CharField(_("Officer"), max_length=100, blank=True)
    purpose = models.CharField(_("Purpose of the look-up"), max_length=20, choices=Purpose.choices)
    flight = models.ForeignKey(Flight, models.SET_NULL, null=True, related_name="+")
    passenger = models.ForeignKey(Passenger, models.SET_NULL, null=True, related_name="scans")
    person_key = models.CharField(max_length=INDEX_CHARACTERS, db_index=True)
    decision = models.CharField(_("Screening"), max_length=10, choices=Verdict.choices)
    revision = models.PositiveIntegerField()
    data = EncryptedJSONField(null=True)

    class Meta:
        verbose_name = _("Look-up")
        indexes = [models.Index(fields=["-at", "-id"], name="scan_newest")]

    def __str__(self) -> str:
        return f"scan {self.pk}"


class Hit(models.Model):
    """Somebody who may be somebody a list names, until an officer says so or not."""

    reference = models.CharField(_("Hit"), max_length=12, unique=True)
    passenger = models.ForeignKey(Passenger, models.SET_NULL, null=True, related_name="hits")
    scan = models.ForeignKey(Scan, models.SET_NULL, null=True, related_name="hits")
    flight = models.ForeignKey(Flight, models.SET_NULL, null=True, related_name="hits")
    entry = models.ForeignKey(ListEntry, models.PROTECT, related_name="hits")
    source = models.ForeignKey(ListSource, models.PROTECT, related_name="hits")
    person_key = models.CharField(max_length=INDEX_CHARACTERS)
    person_digest = models.CharField(max_length=INDEX_CHARACTERS)
    probability = models.FloatField(_("Probability"))
    priority = models.FloatField(_("Priority"))
    reasons = EncryptedJSONField(null=True)
    state = models.CharField(_("State"), max_length=12, choices=HitState.choices, default=HitState.OPEN)
    remembered = models.BooleanField(default=False)
    raised_at = models.DateTimeField(_("Raised"), auto_now_add=True)
    decided_at = models.DateTimeField(_("Decisions made"), null=True)
    decided_by = models.BigIntegerField(null=True)
    decided_by_name = models.CharField(_("Officer"), max_length=100, blank=True)
    note = EncryptedJSONField(null=True)
    ended = models.CharField(max_length=20, choices=Ended.choices, blank=True)
    office = models.ForeignKey("identity.Organisation", models.PROTECT, null=True, related_name="+")
    alert = models.ForeignKey("alerts.Alert", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("Hit")
        constraints = [
            models.UniqueConstraint(
                fields=["passenger", "entry"], condition=Q(passenger__isnull=False), name="hit_once"
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_at=None) | ~Q(state="open") & Q(decided_at__isnull=False),
                name="hit_decided_whole",
            ),
            models.CheckConstraint(
                condition=Q(probability__gte=0, probability__lte=1), name="hit_probability"
            ),
        ]
        indexes = [
            models.Index(fields=["-priority", "-id"], condition=Q(state="open"), name="hit_open_first"),
            models.Index(fields=["person_key", "source", "state"], name="hit_of_person"),
            models.Index(fields=["entry", "state"], name="hit_of_entry"),
            models.Index(fields=["state", "-raised_at"], name="hit_state"),
        ]

    def __str__(self) -> str:
        return self.reference
