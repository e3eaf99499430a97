"""From a transition's declared fields to a Django form, for pages, API and tests alike."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language

from tongguan.engines.problems import Problem, Text
from tongguan.platform.cases.contracts import Field, Kind, Transition
from tongguan.platform.cases.registry import imported
from tongguan.platform.permissions.interface import Refused
from tongguan.platform.reference.interface import codes

DIGEST = re.compile(r"[0-9a-f]{64}")
MAX_EVIDENCE = 200


class EvidenceField(forms.Field):
    """A list of SHA-256 digests of files stored before."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> list[str]:
        given = re.split(r"[\s,]+", value.strip()) if isinstance(value, str) else list(value or [])
        return [digest for digest in given if digest]

    def validate(self, value: list[str]) -> None:
        super().validate(value)
        if len(value) > MAX_EVIDENCE or not all(isinstance(d, str) and DIGEST.fullmatch(d) for d in value):
            raise forms.ValidationError("not a list of file digests", code="evidence")


def choices_of(question: Field) -> list[tuple[str, str]]:
    """The choices of a field in the page's language, from the declaration or its code list."""
    language = get_language() or "zh-hans"
    if question.codes:
        listed = codes(question.codes, timezone.localdate())
        return [(code, f"{code} {value.name.in_language(language)}") for code, value in listed.items()]
    given = imported(question.choices_from)() if question.choices_from else question.choices
    return [(code, title.in_language(language)) for code, title in given]


def form_field(question: Field) -> forms.Field:
    """The Django form field of a question."""
    language = get_language() or "zh-hans"
    shared: dict[str, Any] = {
        "label": question.title.in_language(language),
        "required": question.required,
        "help_text": question.help.in_language(language) if question.help else "",
    }
    match question.kind:
        case Kind.TEXT:
            return forms.CharField(max_length=question.max_length, **shared)
        case Kind.LONG_TEXT:
            return forms.CharField(
                max_length=question.max_length, widget=forms.Textarea(attrs={"rows": 4}), **shared
            )
        case Kind.INTEGER:
            return forms.IntegerField(**shared)
        case Kind.DECIMAL:
            return forms.DecimalField(max_digits=20, decimal_places=6, **shared)
        case Kind.DATE:
            return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}), **shared)
        case Kind.BOOLEAN:
            return forms.BooleanField(**shared)
        case Kind.CHOICE:
            return forms.ChoiceField(choices=choices_of(question), **shared)
        case Kind.CHOICES:
            return forms.MultipleChoiceField(choices=choices_of(question), **shared)
        case Kind.EVIDENCE:
            return EvidenceField(**shared)


def form_of(transition: Transition, data: Mapping[str, Any] | None = None) -> forms.Form:
    """A form of a transition's fields, bound to `data` where given."""
    form = forms.Form(data)
    for question in transition.fields:
        form.fields[question.name] = form_field(question)
    return form


def cleaned(transition: Transition, data: Mapping[str, Any]) -> dict[str, Any]:
    """The checked and plain (JSON-ready) values of a transition's form; raises Refused with a problem a field."""
    if not transition.fields:
        return {}
    form = form_of(transition, dict(data))
    for question in transition.fields:
        if question.kind is Kind.EVIDENCE and question.min_count:
            given = form.fields[question.name].to_python(data.get(question.name))
            if len(given) < question.min_count:
                raise Refused(too_few(question))
    if not form.is_valid():
        raise Refused(
            *(
                Problem(
                    f"field.{error.code or 'invalid'}",
                    Text(
                        zh=f"{_title(transition, name).zh}：{text}",
                        en=f"{_title(transition, name).en}: {text}",
                    ),
                    pointer=f"/{name}",
                )
                for name, errors in form.errors.as_data().items()
                for error in errors
                for text in error.messages
            )
        )
    return {name: _plain(value) for name, value in form.cleaned_data.items()}


def too_few(question: Field) -> Problem:
    """Too few pieces of evidence."""
    return Problem(
        "field.evidence_missing",
        Text(
            zh=f"{question.title.zh}：至少需要 {question.min_count} 个",
            en=f"{question.title.en}: at least {question.min_count} needed",
        ),
        pointer=f"/{question.name}",
    )


def _title(transition: Transition, name: str) -> Text:
    return next((f.title for f in transition.fields if f.name == name), Text(zh=name, en=name))


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, (bool, int, str, list)):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
