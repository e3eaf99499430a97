"""How Django's forms become this house's forms: `{{ form }}`, `{{ formset }}` and `{{ form.x.as_field_group }}`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.forms import BaseForm, BaseFormSet
from django.forms.boundfield import BoundField
from django.forms.renderers import DjangoTemplates
from django.utils.translation import gettext as _

from tongguan.platform.ui.contracts import Label


class Renderer(DjangoTemplates):
    """The form renderer that the settings name; a form says its field groups in a class attribute `groups`."""

    form_template_name = "ui/form/form.html"
    formset_template_name = "ui/form/lines.html"
    field_template_name = "ui/form/field.html"


@dataclass(frozen=True, slots=True)
class FieldGroup:
    """Fields that belong together under a title; the fields named by no group come last without one."""

    label: Label
    fields: Sequence[BoundField]


def grouped(form: BaseForm) -> list[FieldGroup]:
    """The visible fields by `form.groups`: pairs of (label, field names)."""
    groups: Sequence[tuple[Label, Sequence[str]]] = getattr(form, "groups", ())
    visible = {field.name: field for field in form.visible_fields()}
    found = [FieldGroup(label, [visible.pop(n) for n in names if n in visible]) for label, names in groups]
    rest = [FieldGroup("", list(visible.values()))] if visible else []
    return [group for group in found if group.fields] + rest


@dataclass(frozen=True, slots=True)
class FormError:
    """One line of the summary: where it is, what it is called there and what is wrong."""

    anchor: str
    label: Any
    message: str


def _of_form(form: BaseForm, row: int | None = None) -> list[FormError]:
    found = []
    for name, errors in form.errors.items():
        field = form[name] if name in form.fields else None
        label = field.label if field else ""
        if row is not None:
            line = _("Line {number}").format(number=row)
            label = f"{line} · {label}" if label else line
        anchor = field.auto_id if field else ""
        found += [FormError(anchor, label, message) for message in errors]
    return found


def form_errors(*parts: BaseForm | BaseFormSet[Any]) -> list[FormError]:
    """Everything wrong in forms and formsets, in their order; nothing while they are unbound."""
    found: list[FormError] = []
    for part in parts:
        if not part or not part.is_bound:
            continue
        if isinstance(part, BaseFormSet):
            found += [FormError("", "", message) for message in part.non_form_errors()]
            for row, form in enumerate(part.forms, start=1):
                found += _of_form(form, row)
        else:
            found += _of_form(part)
    return found
