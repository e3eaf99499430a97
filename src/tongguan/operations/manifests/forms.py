"""Asking by hand whether a container may be taken aboard."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tongguan.operations.manifests.queries import calls_to_load
from tongguan.platform.permissions.interface import Actor

MOST_SHIPS = 100


class LoadForm(forms.Form):
    """The ship and the number on the box; `submission` makes a second click a repetition, not a second loading."""

    call = forms.ChoiceField(label=_("Vessel"))
    container = forms.CharField(label=_("Container"), max_length=20)
    submission = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, actor: Actor, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["call"].choices = [
            (each.reference, f"{each.vessel.name} · {each.voyage_number}")
            for each in calls_to_load(actor)[:MOST_SHIPS]
        ]
        self.fields["submission"].initial = uuid.uuid4
