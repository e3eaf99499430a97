"""Kinds of instruments."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class InstrumentKind(TextChoices):
    """What an instrument is; a method names the kinds it may be done with."""

    THERMOCYCLER = "thermocycler", _("Real-time thermocycler")
    EXTRACTOR = "extractor", _("Nucleic-acid extractor")
    PIPETTE = "pipette", _("Pipette")
    COLD_BOX = "cold_box", _("Cold box with a logger")
    THERMOMETER = "thermometer", _("Thermometer")
    BLACK_BODY = "black_body", _("Black-body source")
    RADIATION_MONITOR = "radiation_monitor", _("Radiation monitor")
    CLIMATE_MONITOR = "climate_monitor", _("Climate and chemistry monitor")
    BALANCE = "balance", _("Balance")
    OTHER = "other", _("Other")
