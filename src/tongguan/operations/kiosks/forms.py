"""Forms of kiosks."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class KioskForm(forms.Form):
    """A new kiosk."""

    code = forms.RegexField(
        r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$", label=_("Code"), help_text=_("Letters, digits, . _ -")
    )
    hall = forms.CharField(label=_("Hall"), max_length=60)
    place = forms.IntegerField(label=_("Place in the hall"), min_value=0, max_value=9999, initial=0)
