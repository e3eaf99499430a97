"""Forms of the duty roster and of conflicts of interest."""

from __future__ import annotations

from django import forms
from django.apps import apps
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tongguan.platform.identity.interface import holders
from tongguan.platform.permissions.interface import ROLES
from tongguan.platform.permissions.interface import role as role_of
from tongguan.platform.queues.enums import ConflictReason

_MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
_CUSTOMS = [role.code for role in ROLES if role.side == "customs"]


def customs_positions() -> list[tuple[int, str]]:
    """Who can be put on duty."""
    rows = [row for role in _CUSTOMS for row in holders(role).select_related("user", "organisation")]
    language = get_language() or "zh-hans"
    return [
        (row.pk, f"{row.user} · {role_of(row.role).title.in_language(language)} · {row.organisation}")
        for row in rows
    ]


class DutyForm(forms.Form):
    """One stretch of duty."""

    position = forms.TypedChoiceField(label=_("Position"), coerce=int)
    site = forms.CharField(label=_("Site"), max_length=60, required=False)
    starts_at = forms.DateTimeField(label=_("From"), widget=_MOMENT)
    ends_at = forms.DateTimeField(label=_("To"), widget=_MOMENT)
    skills = forms.CharField(
        label=_("Skills"), max_length=300, required=False, help_text=_("Separated by commas")
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["position"].choices = customs_positions()

    def clean_skills(self) -> tuple[str, ...]:
        parts = self.cleaned_data["skills"].replace("，", ",").split(",")
        return tuple(sorted({part.strip() for part in parts if part.strip()}))


class RelationForm(forms.Form):
    """One relation, to an organisation or to a person; `own` is the officer who may only declare about themselves."""

    officer = forms.TypedChoiceField(label=_("Officer"), coerce=int)
    reason = forms.ChoiceField(label=_("Reason"), choices=ConflictReason.choices)
    organisation = forms.ModelChoiceField(
        queryset=None,
        label=_("Organisation"),
        required=False,
        help_text=_("Either an organisation or a person"),
    )
    username = forms.CharField(
        label=_("User name of the person"),
        max_length=150,
        required=False,
        help_text=_("The officer keeps away from every firm this person works for"),
    )
    valid_from = forms.DateField(label=_("Valid from"), widget=_DAY, initial=timezone.localdate)
    valid_to = forms.DateField(label=_("Valid to"), widget=_DAY, required=False)
    note = forms.CharField(
        label=_("Who it is"),
        max_length=300,
        required=False,
        help_text=_("Stored encrypted; read by integrity officers and by whom it concerns"),
    )

    def __init__(self, *args: object, own: int | None = None, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if own is not None:
            del self.fields["officer"]
        else:
            people = {
                row.user_id: str(row.user)
                for role in _CUSTOMS
                for row in holders(role).select_related("user")
            }
            self.fields["officer"].choices = sorted(people.items(), key=lambda pair: pair[1])
        organisations = apps.get_model("identity", "Organisation").objects.exclude(kind="customs")
        self.fields["organisation"].queryset = organisations.order_by("code")
