"""How far a row can be trusted, where it came from, and which tax a rate is of."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Status(TextChoices):
    """`verified`: agrees with the cited publication or with two independent copies of it."""

    VERIFIED = "verified", _("Verified")
    UNVERIFIED = "unverified", _("Unverified default")


class Origin(TextChoices):
    """Who wrote the row: a release of the product, an imported file, or an administrator; releases never
    overwrite the other two."""

    SHIPPED = "shipped", _("Shipped")
    IMPORTED = "imported", _("Imported")
    EDITED = "edited", _("Edited")


class ParameterKind(TextChoices):
    """How a legal number's value is read."""

    DECIMAL = "decimal", _("Number")
    TEXT = "text", _("Text")
    JSON = "json", _("Structured")


class RateKind(TextChoices):
    """Taxes on goods; all are per cent of their base here."""

    DUTY_MFN = "duty_mfn", _("Import duty, most favoured nation")
    DUTY_GENERAL = "duty_general", _("Import duty, general")
    DUTY_EXPORT = "duty_export", _("Export duty")
    CONSUMPTION = "consumption", _("Consumption tax")
    VAT = "vat", _("Value added tax")
