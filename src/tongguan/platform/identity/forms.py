"""Forms of the administrators' and delegation pages."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tongguan.platform.identity.actions import TOKEN_DAYS_MAX
from tongguan.platform.identity.enums import OrganisationKind
from tongguan.platform.identity.models import Organisation, User
from tongguan.platform.identity.queries import delegable, organisations_to_delegate_for
from tongguan.platform.permissions.interface import ROLES, Actor, permissions


class DayInput(forms.DateInput):
    """A date field of the browser."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def _today() -> date:
    return timezone.localdate()


class PersonForm(forms.Form):
    """A new account."""

    username = forms.RegexField(r"^[\w.@+-]+$", label=_("User name"), max_length=150)
    display_name = forms.CharField(label=_("Display name"), max_length=100, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)


class OrganisationForm(forms.ModelForm):
    """A customs office, an enterprise or an agency."""

    class Meta:
        model = Organisation
        fields = (
            "code",
            "name_zh",
            "name_en",
            "kind",
            "parent",
            "uscc",
            "customs_code",
            "credit_level",
            "valid_from",
            "valid_to",
        )
        labels = {"parent": _("Lies under")}
        widgets = {"valid_from": DayInput(), "valid_to": DayInput()}


class PositionForm(forms.Form):
    """Who holds which role where, from when to when."""

    user = forms.ModelChoiceField(User.objects.none(), label=_("Person"))
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Organisation"))
    role_code = forms.ChoiceField(label=_("Role"))
    valid_from = forms.DateField(label=_("Valid from"), widget=DayInput(), initial=_today)
    valid_to = forms.DateField(label=_("Valid to"), widget=DayInput(), required=False)

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        language = get_language() or "en"
        self.fields["user"].queryset = User.objects.filter(is_active=True).order_by("username")
        self.fields["organisation"].queryset = Organisation.objects.order_by("kind", "code")
        self.fields["role_code"].choices = [(r.code, r.title.in_language(language)) for r in ROLES]


class DelegationForm(forms.Form):
    """Whose authority is lent to whom, for what, from when to when."""

    principal = forms.ModelChoiceField(Organisation.objects.none(), label=_("On behalf of"))
    agent = forms.CharField(
        label=_("Agent"),
        max_length=20,
        help_text=_("House code, customs registration code or unified social credit code"),
    )
    permission_codes = forms.MultipleChoiceField(label=_("May do"), widget=forms.CheckboxSelectMultiple)
    valid_from = forms.DateField(label=_("Valid from"), widget=DayInput(), initial=_today)
    valid_to = forms.DateField(label=_("Valid to"), widget=DayInput(), required=False)

    def __init__(self, actor: Actor, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        language = get_language() or "en"
        principals = organisations_to_delegate_for(actor).exclude(kind=OrganisationKind.CUSTOMS)
        self.fields["principal"].queryset = principals
        if principals.count() == 1:
            self.fields["principal"].initial = principals.first()
        known = permissions()
        self.fields["permission_codes"].choices = [
            (code, known[code].title.in_language(language)) for code in sorted(delegable())
        ]


class TokenForm(forms.Form):
    """A token for a program."""

    name = forms.CharField(label=_("What it is for"), max_length=100)
    valid_days = forms.IntegerField(label=_("Days"), min_value=1, max_value=TOKEN_DAYS_MAX, initial=90)
