"""Forms of reference pages."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tongguan.platform.reference.enums import Status
from tongguan.platform.reference.models import DatedRow


class EditForm(forms.Form):
    """What a row says from a day on; the fields are those its table lets people change."""

    effective_from = forms.DateField(
        label=_("Effective from"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    zh = forms.CharField(label=_("Chinese name"), max_length=200)
    en = forms.CharField(label=_("English name"), max_length=200)
    attributes = forms.JSONField(label=_("Attributes"), required=False)
    value = forms.CharField(label=_("Value"), max_length=4000)
    unit = forms.CharField(label=_("Unit"), max_length=30, required=False)
    percent = forms.DecimalField(label=_("Rate"), min_value=0, max_digits=8, decimal_places=4)
    source = forms.CharField(label=_("Source"), max_length=300)
    status = forms.ChoiceField(label=_("Trust"), choices=Status.choices)

    def __init__(self, row: DatedRow, fields: tuple[str, ...], *args: Any) -> None:
        start = {name: getattr(row, name) for name in fields}
        super().__init__(*args, initial={**start, "effective_from": timezone.localdate()})
        for name in set(self.fields) - {*fields, "effective_from"}:
            del self.fields[name]

    @property
    def changes(self) -> dict[str, Any]:
        """What differs from the row."""
        given = {k: v for k, v in self.cleaned_data.items() if k != "effective_from"}
        if "attributes" in given:
            given["attributes"] = given["attributes"] or {}
        return {k: v for k, v in given.items() if _text(v) != _text(self.initial.get(k))}


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False) if isinstance(value, dict) else str(value)
