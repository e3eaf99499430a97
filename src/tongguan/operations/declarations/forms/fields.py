"""Plain text fields for every field of the model: what they mean is decided by the engine, once for all inputs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tongguan.engines.declaration.labels import LABELS
from tongguan.engines.declaration.limits import MAX_LIST_LENGTH, MAX_TEXT_LENGTH
from tongguan.engines.problems import Text
from tongguan.operations.declarations.forms.layout import (
    CELLS,
    FLOW,
    LCL,
    LISTS,
    NUMBERS,
    WIDE,
    Groups,
    Layout,
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


def lock(shown: forms.Field) -> None:
    """Show a field that the summary fixed: readable, sent as it is, not to be typed in. The rules refuse a change."""
    if isinstance(shown, forms.ChoiceField):
        return
    shown.widget.attrs |= {"readonly": True, "title": _("Fixed by the summary")}


class HeaderForm(forms.Form):
    """Everything of the header; `groups` are the sections."""

    summary = False

    def __init__(self, groups: Groups, locked: frozenset[str], *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        for _title, names in groups:
            for name in names:
                self.fields[key(name)] = field(name)
                if name in locked or name.partition(".")[0] in locked:
                    lock(self.fields[key(name)])
        self.groups = tuple((title, tuple(key(name) for name in names)) for title, names in groups)


class RowForm(forms.Form):
    """A row of a grid; `row` remembers which part of the uploaded declaration it came from."""

    names: tuple[str, ...] = ()
    locked: frozenset[str] = frozenset()

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        for name in self.names:
            self.fields[name] = field(name)
            if name in self.locked:
                lock(self.fields[name])
        self.fields["row"] = forms.CharField(required=False, widget=forms.HiddenInput, max_length=8)

    def filled(self) -> dict[str, str]:
        """What was typed, empty fields left out."""
        data = self.cleaned_data
        return {name: data[name].strip() for name in self.names if (data.get(name) or "").strip()}


def grids(layout: Layout, locked: frozenset[str]) -> dict[str, type[forms.BaseFormSet]]:
    """The grids of a form by the name of their part. `locked` names fields as the law does (`items/hs_code`): where
    lines or boxes are fixed, none can be added or taken away."""
    columns = {"items": layout.items, "containers": layout.containers, "documents": layout.documents}
    found = {}
    for part, names in columns.items():
        within = frozenset(name for name in names if part in locked or f"{part}/{name}" in locked)
        found[part] = grid(
            part.title(), names, within, fixed=part in locked or (part == "items" and bool(locked))
        )
    return found


def grid(
    title: str, names: Iterable[str], locked: frozenset[str] = frozenset(), *, fixed: bool = False
) -> type[forms.BaseFormSet]:
    """A formset of rows with these fields."""
    row = type(f"{title}Form", (RowForm,), {"names": tuple(names), "locked": locked})
    made = forms.formset_factory(
        row, extra=0, can_delete=not fixed, max_num=MAX_LIST_LENGTH, absolute_max=MAX_LIST_LENGTH
    )
    made.fixed = fixed
    return made
