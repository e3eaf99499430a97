"""Forms of notification pages."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class EndpointForm(forms.Form):
    """A receiver of one's own notices."""

    url = forms.CharField(label=_("Address"), max_length=500, help_text=_("HTTPS, reachable from here."))


class HostForm(forms.Form):
    """A host inside the network that may be called."""

    host = forms.CharField(label=_("Host"), max_length=253)
    reason = forms.CharField(label=_("Reason"), max_length=200)
