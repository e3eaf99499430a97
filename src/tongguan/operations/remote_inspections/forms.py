"""The exporter's form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tongguan.platform.reference.interface import codes


class RequestForm(forms.Form):
    """What is asked for."""

    groups = (
        (_("Consignment"), ("goods", "hs_code", "quantity", "destination", "consignee")),
        (_("Site"), ("office", "site_name", "site_latitude", "site_longitude")),
    )
    goods = forms.CharField(label=_("Goods"), max_length=200)
    hs_code = forms.RegexField(r"^\d{6,10}$", label=_("Commodity code"), help_text=_("6 to 10 digits"))
    quantity = forms.CharField(label=_("Quantity"), max_length=60)
    destination = forms.ChoiceField(label=_("Importing country"))
    consignee = forms.CharField(label=_("Consignee"), max_length=200)
    office = forms.CharField(label=_("Customs office"), max_length=20)
    site_name = forms.CharField(label=_("Site"), max_length=200)
    site_latitude = forms.DecimalField(label=_("Latitude"), min_value=-90, max_value=90, decimal_places=6)
    site_longitude = forms.DecimalField(label=_("Longitude"), min_value=-180, max_value=180, decimal_places=6)

    def __init__(self, *given: Any, **named: Any) -> None:
        """With today's countries in the page's language."""
        super().__init__(*given, **named)
        language = get_language() or "zh-hans"
        listed = codes("country", timezone.localdate())
        self.fields["destination"].choices = [  # type: ignore[attr-defined]
            (code, f"{code} {row.name.in_language(language)}") for code, row in sorted(listed.items())
        ]
