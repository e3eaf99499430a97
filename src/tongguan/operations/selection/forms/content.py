"""The form of a new version of a risk rule; what it accepts is checked by the step that writes it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tongguan.engines.problems import Problem
from tongguan.operations.selection.enums import Method, RuleLane
from tongguan.operations.selection.models import RiskRule
from tongguan.platform.permissions.interface import Refused


class RuleForm(forms.Form):
    """Content of a version; the condition is JSON."""

    code = forms.CharField(
        label=_("Code"), max_length=30, help_text=_("Capital letters, digits and hyphens.")
    )
    zh = forms.CharField(label=_("Chinese title"), max_length=100)
    en = forms.CharField(label=_("English title"), max_length=100)
    lane = forms.ChoiceField(label=_("Lane"), choices=RuleLane.choices)
    method = forms.ChoiceField(label=_("Method"), choices=Method.choices)
    probability = forms.DecimalField(
        label=_("Probability"),
        help_text=_("Above 0, at most 1. A document review is not left to chance: 1."),
    )
    quota_per_day = forms.IntegerField(
        label=_("Quota a day"),
        required=False,
        help_text=_(
            "At most so many expected to be chosen on a day (hits times probability); empty: no limit."
        ),
    )
    valid_from = forms.DateField(label=_("Valid from"), widget=forms.DateInput(attrs={"type": "date"}))
    valid_to = forms.DateField(label=_("Valid to"), widget=forms.DateInput(attrs={"type": "date"}))
    condition = forms.CharField(
        label=_("Condition (JSON)"), widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false"})
    )

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        """All but the condition, which is edited as rows or JSON."""
        return [field for field in self if field.name != "condition"]

    def plain(self) -> dict[str, Any]:
        """The posted values as the step's data."""
        return {name: self.data.get(name, "") for name in self.fields}

    def refuse(self, refusal: Refused, language: str) -> None:
        """Put each problem at its field; faults of the condition keep the place inside it."""
        for problem in refusal.problems:
            name, _slash, rest = problem.pointer.removeprefix("/").partition("/")
            place = f"/{rest}: " if rest else ""
            if problem.line is not None:
                place = f"{problem.line}:{problem.column}: "
            self.add_error(
                name if name in self.fields else None, place + problem.message.in_language(language)
            )


def content_of(rule: RiskRule) -> dict[str, Any]:
    """A version's content, to start the next one from."""
    return {
        "code": rule.code,
        "zh": rule.zh,
        "en": rule.en,
        "lane": rule.lane,
        "method": rule.method,
        "probability": f"{rule.probability.normalize():f}",
        "quota_per_day": rule.quota_per_day,
        "valid_from": rule.valid_from,
        "valid_to": rule.valid_to,
        "condition": json.dumps(rule.condition, ensure_ascii=False, indent=2),
    }


def in_condition(problems: Iterable[Problem]) -> list[Problem]:
    """The faults of the condition, with their places inside it."""
    return [
        replace(problem, pointer=problem.pointer.removeprefix("/condition"))
        for problem in problems
        if problem.pointer.startswith("/condition")
    ]
