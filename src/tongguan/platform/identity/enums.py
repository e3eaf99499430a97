"""Kinds of organisation."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OrganisationKind(TextChoices):
    """What an organisation is; customs offices form a tree through `parent`."""

    CUSTOMS = "customs", _("Customs office")
    ENTERPRISE = "enterprise", _("Enterprise")
    AGENCY = "agency", _("Other agency")


class CreditLevel(TextChoices):
    """Enterprise credit level under the credit management measures (GACC Order 251 of 2021)."""

    AEO = "aeo", _("Advanced certified enterprise (AEO)")
    GENERAL = "general", _("Registered or filed enterprise")
    DISCREDITED = "discredited", _("Discredited enterprise")
