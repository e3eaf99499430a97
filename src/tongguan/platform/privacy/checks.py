"""No personal data without a day on which it goes."""

from __future__ import annotations

from django.apps import apps
from django.utils import timezone

from tongguan.engines.problems import Problem, Text
from tongguan.platform.privacy.models import EncryptedField
from tongguan.platform.privacy.registry import retentions
from tongguan.platform.reference.interface import shipped_parameters


def problems() -> list[Problem]:
    """Encrypted tables that no retention names, names that are no table, and retentions without a number of days."""
    held = {
        model._meta.label
        for model in apps.get_models()
        if any(isinstance(field, EncryptedField) for field in model._meta.concrete_fields)
    }
    named = {label for one in retentions() for label in one.models}
    known = {model._meta.label for model in apps.get_models()}
    numbers = shipped_parameters(timezone.localdate())
    return [
        *(
            _problem("privacy.no_retention", label, "没有保存期限", "has no retention")
            for label in held - named
        ),
        *(_problem("privacy.no_model", label, "不是数据表", "is no table") for label in named - known),
        *(
            _problem(
                "privacy.no_days", one.code, f"缺少参数 {one.parameter}", f"lacks the number {one.parameter}"
            )
            for one in retentions()
            if one.parameter not in numbers or numbers[one.parameter].unit != "calendar_day"
        ),
    ]


def _problem(code: str, where: str, zh: str, en: str) -> Problem:
    return Problem(code, Text(zh=f"{where} {zh}", en=f"{where} {en}"), pointer=where)
