"""States, sources and evidence of inspections."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """Where an inspection stands."""

    UNASSIGNED = "unassigned", _("Waiting for an inspector")
    ORDERED = "ordered", _("Ordered")
    REASSIGNING = "reassigning", _("Reassignment asked for")
    ACCEPTED = "accepted", _("Accepted")
    ARRIVED = "arrived", _("Arrived on the spot")
    RECORDING = "recording", _("Recording")
    SUBMITTED = "submitted", _("Submitted")
    RE_INSPECTION = "re_inspection", _("Being inspected again")
    FINISHED = "finished", _("Inspection finished")


class Source(TextChoices):
    """Why goods are opened."""

    SELECTION = "selection", _("Chosen by selection")
    IMAGE = "image", _("Suspect image")
    OFFICER = "officer", _("Officer's decision")
    REINSPECTION = "reinspection", _("Random re-inspection")


DRAWN_AT_REPORT = (Source.IMAGE, Source.OFFICER)
"""For selected goods the selection has drawn before whether they are inspected again; a repetition is not repeated."""


class Unloading(TextChoices):
    """How far a container is emptied."""

    DOORS = "doors", _("At the open doors")
    PARTIAL = "partial", _("Partly unloaded")
    FULL = "full", _("Fully unloaded")


class Photo(TextChoices):
    """What a photograph proves."""

    CONTAINER = "container", _("Container number")
    SEAL = "seal", _("Seal before opening")
    OPENED = "opened", _("Doors open")
    GOODS = "goods", _("Goods and marks")
    EMPTIED = "emptied", _("Emptied container")
    NEW_SEAL = "new_seal", _("New seal")
    FINDING = "finding", _("Finding")


class Synced(TextChoices):
    """What became of a step that a phone sent."""

    APPLIED = "applied", _("Done")
    CONFLICT = "conflict", _("Changed meanwhile")
    REFUSED = "refused", _("Refused by the server")
