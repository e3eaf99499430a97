"""Forms of measurement pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tongguan.platform.identity.interface import User
from tongguan.platform.measurement.enums import InstrumentKind
from tongguan.platform.measurement.models import Method
from tongguan.platform.measurement.registry import evaluators
from tongguan.platform.permissions.interface import Actor


def day() -> forms.DateInput:
    """The browser's own control for days."""
    return forms.DateInput(attrs={"type": "date"})


class InstrumentForm(forms.Form):
    """A new instrument."""

    code = forms.RegexField(r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$", label=_("Code"))
    kind = forms.ChoiceField(label=_("Kind"), choices=InstrumentKind.choices)
    name = forms.CharField(label=_("Name"), max_length=120)
    serial_number = forms.CharField(label=_("Serial number"), max_length=60, required=False)
    office_id = forms.TypedChoiceField(label=_("Office"), coerce=int)
    place = forms.CharField(label=_("Place"), max_length=120, required=False)
    in_service_from = forms.DateField(label=_("In service from"), widget=day())

    def __init__(self, actor: Actor, *given: Any, **named: Any) -> None:
        """With the actor's offices."""
        super().__init__(*given, **named)
        from tongguan.platform.identity.interface import Organisation

        offices = Organisation.objects.filter(pk__in=actor.office_ids).order_by("code")
        self.fields["office_id"].choices = [(each.pk, str(each)) for each in offices]  # type: ignore[attr-defined]


class CalibrationForm(forms.Form):
    """A calibration's certificate."""

    certificate = forms.CharField(label=_("Certificate"), max_length=80)
    issued_by = forms.CharField(label=_("Calibrated by"), max_length=120)
    valid_from = forms.DateField(label=_("Valid from"), widget=day())
    valid_to = forms.DateField(label=_("Valid to"), widget=day())
    uncertainty = forms.CharField(label=_("Expanded uncertainty (k = 2)"), max_length=60, required=False)
    passed = forms.BooleanField(label=_("Passed"), required=False, initial=True)


class WithdrawForm(forms.Form):
    """Why a dated row does not hold."""

    row = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Reason"), max_length=300)


class MethodForm(forms.Form):
    """A version of a method."""

    code = forms.RegexField(r"^[a-z0-9][a-z0-9._-]{0,59}$", label=_("Code"))
    version = forms.CharField(label=_("Version"), max_length=20)
    zh = forms.CharField(label=_("Chinese name"), max_length=150)
    en = forms.CharField(label=_("English name"), max_length=150)
    instrument_kinds = forms.MultipleChoiceField(
        label=_("Done with"), choices=InstrumentKind.choices, widget=forms.CheckboxSelectMultiple
    )
    evaluator = forms.ChoiceField(label=_("Rule"))
    source = forms.CharField(label=_("Source"), max_length=300)
    valid_from = forms.DateField(label=_("Valid from"), widget=day())
    parameters = forms.JSONField(label=_("Parameters"), required=False, initial=dict)

    def __init__(self, *given: Any, **named: Any) -> None:
        """With the rules that modules declared."""
        super().__init__(*given, **named)
        self.fields["evaluator"].choices = [(code, code) for code in evaluators()]  # type: ignore[attr-defined]

    def clean_parameters(self) -> dict[str, Any]:
        """An object."""
        given = self.cleaned_data["parameters"] or {}
        if not isinstance(given, dict):
            raise forms.ValidationError(_("A JSON object is expected"))
        return given


class AuthorisationForm(forms.Form):
    """Who may do which method."""

    person = forms.TypedChoiceField(label=_("Person"), coerce=int)
    method = forms.ChoiceField(label=_("Method"))
    valid_from = forms.DateField(label=_("Valid from"), widget=day())
    valid_to = forms.DateField(label=_("Valid to"), widget=day(), required=False)

    def __init__(self, actor: Actor, *given: Any, **named: Any) -> None:
        """With the people of the actor's offices."""
        super().__init__(*given, **named)
        people = User.objects.filter(
            is_active=True, positions__organisation_id__in=actor.office_ids
        ).distinct()
        people = people.exclude(pk=actor.user_id).order_by("display_name")
        self.fields["person"].choices = [(each.pk, str(each)) for each in people]  # type: ignore[attr-defined]
        codes = Method.objects.order_by("code").values_list("code", flat=True).distinct()
        self.fields["method"].choices = [(code, code) for code in codes]  # type: ignore[attr-defined]
