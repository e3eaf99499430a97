"""Plain text fields for every field of the model: what they mean is decided by the engine, once for all inputs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import get_language

from tongguan.engines.declaration.labels import LABELS
from tongguan.engines.declaration.limits import MAX_LIST_LENGTH, MAX_TEXT_LENGTH
from tongguan.engines.problems import Text
from tongguan.operations.declarations.forms.layout import (
    CELLS,
    CONTAINER,
    DOCUMENT,
    FLOW,
    GROUPS,
    ITEM,
    LCL,
    LISTS,
    NUMBERS,
    WIDE,
)

SEPARATOR = "__"
SHORT_LISTS = ("container_numbers", "seals")


def key(name: str) -> str:
    """`consignee.code` → `consignee__code`, the name of its form field."""
    return name.replace(".", SEPARATOR)


def label(name: str) -> Text:
    """The words of the declaration form; a part's field is named with its part."""
    part, _, inner = name.rpartition(".")
    if not part:
        return LABELS[inner]
    return Text(zh=f"{LABELS[part].zh}：{LABELS[inner].zh}", en=f"{LABELS[part].en}: {LABELS[inner].en}")


def field(name: str) -> forms.Field:
    """A form field for a field of the model; nothing is required here, the rules say what is missing."""
    inner = name.rpartition(".")[2]
    choices = {"flow": FLOW, "lcl": LCL}.get(inner)
    language = get_language() or "zh-hans"
    if choices is not None:
        return forms.ChoiceField(
            label=label(name).in_language(language),
            required=False,
            choices=[(c, t.in_language(language)) for c, t in choices],
        )
    attributes: dict[str, Any] = {"autocomplete": "off", "data-field": inner}
    if inner in NUMBERS:
        attributes |= {"inputmode": "decimal", "data-number": ""}
    if inner in LISTS:
        attributes |= {"list": f"codes-{LISTS[inner]}", "data-code": LISTS[inner]}
    if inner in CELLS:
        attributes["data-cell"] = CELLS[inner]
    if inner in WIDE:
        attributes["wide"] = True
    kind = "date" if inner == "movement_date" else "text"
    return forms.CharField(
        label=label(name).in_language(language),
        required=False,
        max_length=MAX_TEXT_LENGTH,
        widget=forms.TextInput({**attributes, "type": kind}),
    )


class HeaderForm(forms.Form):
    """Everything of the header; `groups` are the sections."""

    summary = False

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        for _title, names in GROUPS:
            for name in names:
                self.fields[key(name)] = field(name)
        self.groups = tuple((title, tuple(key(name) for name in names)) for title, names in GROUPS)


class RowForm(forms.Form):
    """A row of a grid; `row` remembers which part of the uploaded declaration it came from."""

    names: tuple[str, ...] = ()

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        for name in self.names:
            self.fields[name] = field(name)
        self.fields["row"] = forms.CharField(required=False, widget=forms.HiddenInput, max_length=8)

    def filled(self) -> dict[str, str]:
        """What was typed, empty fields left out."""
        data = self.cleaned_data
        return {name: data[name].strip() for name in self.names if (data.get(name) or "").strip()}


def grid(title: str, names: Iterable[str]) -> type[forms.BaseFormSet]:
    """A formset of rows with these fields."""
    row = type(f"{title}Form", (RowForm,), {"names": tuple(names)})
    return forms.formset_factory(
        row, extra=0, can_delete=True, max_num=MAX_LIST_LENGTH, absolute_max=MAX_LIST_LENGTH
    )


ItemGrid = grid("Item", ITEM)
ContainerGrid = grid("Container", CONTAINER)
DocumentGrid = grid("Document", DOCUMENT)
