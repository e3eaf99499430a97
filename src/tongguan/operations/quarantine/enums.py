"""States and codes of the laboratory."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OrderState(TextChoices):
    """Where an order stands."""

    ORDERED = "ordered", _("To be collected")
    COLLECTED = "collected", _("With the laboratory")
    DONE = "done", _("Done")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class SampleState(TextChoices):
    """Where a sample stands."""

    COLLECTED = "collected", _("Collected")
    IN_TRANSIT = "in_transit", _("In transit")
    RECEIVED = "received", _("Received")
    EXTRACTED = "extracted", _("Extracted")
    AMPLIFIED = "amplified", _("Amplified")
    REVIEWED = "reviewed", _("Reviewed")
    REPORTED = "reported", _("Reported")
    RETEST = "retest", _("To be tested again")
    RECOLLECT = "recollect", _("To be collected again")
    NOTIFIED = "notified", _("Notified")
    DESTROYED = "destroyed", _("Destroyed")
    REJECTED = "rejected", _("Rejected")


class RunState(TextChoices):
    """Where a run stands."""

    PLANNED = "planned", _("Planned")
    MEASURED = "measured", _("Measured, to be reviewed")
    APPROVED = "approved", _("Approved")
    VOID = "void", _("Void")
    DISCARDED = "discarded", _("Discarded")


class Specimen(TextChoices):
    """What was taken."""

    THROAT = "throat", _("Throat swab")
    NOSE = "nose", _("Nasal swab")
    SURFACE = "surface", _("Surface swab")
    OTHER = "other", _("Other specimen")


class Trouble(TextChoices):
    """Why a sample is held: each is a nonconformity with an owner and a deadline."""

    UNKNOWN_TUBE = "unknown_tube", _("Tube not known")
    DUPLICATE_TUBE = "duplicate_tube", _("Tube scanned twice")
    NOT_LISTED = "not_listed", _("Not on the manifest")
    MISSING = "missing", _("Listed but not received")
    WARM = "warm", _("Outside the transport temperature")
    LATE = "late", _("Too long in transit")
    BEFORE_RECEIPT = "before_receipt", _("Measured before it was received")
    MISPLACED = "misplaced", _("Plate and run file differ")


class Pooling(TextChoices):
    """How samples share tubes."""

    SINGLE = "single", _("Each alone")
    DORFMAN = "dorfman", _("Pools")
    ARRAY = "array", _("Array of pools")
