"""Forms of the command centre."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tongguan.datacentre.command_centre.models import Camera


class DispatchForm(forms.Form):
    """An alert for an officer on duty, with a word why."""

    user = forms.TypedChoiceField(label=_("Officer"), coerce=int)
    note = forms.CharField(label=_("Instruction"), max_length=500)

    def __init__(self, *args: Any, people: list[dict[str, Any]], **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["user"].choices = [(p["user"], p["name"]) for p in people]


class CameraForm(forms.ModelForm):
    """A camera for the register."""

    class Meta:
        model = Camera
        fields = ("code", "zh", "en", "longitude", "latitude")
