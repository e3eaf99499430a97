"""The gate officer's manual entry."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tongguan.operations.gates.enums import Direction
from tongguan.operations.gates.queries import gates
from tongguan.platform.ui.interface import words


class PassageForm(forms.Form):
    """A passage entered by hand; `submission` makes a second click a repetition, not a second passage."""

    gate = forms.ChoiceField(label=_("Gate"))
    direction = forms.ChoiceField(
        label=_("Direction"), choices=[(Direction.OUT.value, _("Out")), (Direction.IN.value, _("In"))]
    )
    container = forms.CharField(label=_("Container"), max_length=20)
    vehicle_plate = forms.CharField(label=_("Vehicle plate"), max_length=20)
    submission = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["gate"].choices = [(g.code, words(g.name)) for g in gates().values()]
        self.fields["submission"].initial = uuid.uuid4
