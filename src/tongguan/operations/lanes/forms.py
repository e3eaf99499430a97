"""What an officer says of a referred traveller."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tongguan.operations.lanes.enums import Resolution


class ResolveForm(forms.Form):
    """The outcome and, if there is more to say, a note."""

    resolution = forms.ChoiceField(label=_("Outcome"), choices=Resolution.choices)
    note = forms.CharField(
        label=_("Note"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
