"""Forms of alert pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tongguan.platform.alerts.enums import ClueResult, Disposition
from tongguan.platform.permissions.interface import ROLES
from tongguan.platform.ui.interface import words

NOTE = {"max_length": 2000, "widget": forms.Textarea(attrs={"rows": 3})}


class DispositionForm(forms.Form):
    """How it came out."""

    code = forms.ChoiceField(label=_("Outcome"), choices=Disposition.choices)
    note = forms.CharField(label=_("In words"), **NOTE)


class HandOverForm(forms.Form):
    """Who takes over."""

    role = forms.ChoiceField(label=_("To the role"))
    note = forms.CharField(label=_("In words"), **NOTE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        customs = [role for role in ROLES if role.side == "customs"]
        self.fields["role"].choices = [(role.code, words(role.title)) for role in customs]  # type: ignore[attr-defined]


class ClueForm(forms.Form):
    """What became of a clue."""

    result = forms.ChoiceField(label=_("Became"), choices=ClueResult.choices)
    note = forms.CharField(label=_("In words"), **NOTE)
