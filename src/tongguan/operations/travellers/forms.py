"""Forms of traveller pages."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tongguan.operations.travellers.enums import ListKind, Purpose

NOTE = {"max_length": 2000, "widget": forms.Textarea(attrs={"rows": 3})}
DAY = forms.DateInput(attrs={"type": "date"})
SEXES = (("", "—"), ("F", _("Female")), ("M", _("Male")))


class LookUpForm(forms.Form):
    """One document: the lines of its zone, or its fields, or a picture."""

    groups = (
        (_("Read by machine"), ("mrz",)),
        (_("Typed"), ("number", "name", "birth_date", "nationality", "sex")),
        (_("Look-up"), ("flight", "purpose")),
    )
    mrz = forms.CharField(
        label=_("Machine-readable zone"),
        required=False,
        max_length=400,
        widget=forms.Textarea(
            attrs={
                "rows": 3,
                "class": "code",
                "spellcheck": "false",
                "autocapitalize": "characters",
                "wide": True,
                "autofocus": True,
            }
        ),
        help_text=_("Scan or type the two or three lines at the foot of the document."),
    )
    number = forms.CharField(label=_("Travel document number"), required=False, max_length=40)
    name = forms.CharField(label=_("Full name"), required=False, max_length=200)
    birth_date = forms.CharField(label=_("Born"), required=False, max_length=30)
    nationality = forms.CharField(label=_("Nationality"), required=False, max_length=3)
    sex = forms.ChoiceField(label=_("Sex"), required=False, choices=SEXES)
    flight = forms.CharField(label=_("Flight of today"), required=False, max_length=10)
    purpose = forms.ChoiceField(
        label=_("Purpose of the look-up"),
        choices=[each for each in Purpose.choices if each[0] in ("counter", "interview")],
    )


class MessageForm(forms.Form):
    """A file of passenger messages; the flight is needed for a table that names none."""

    file = forms.FileField(label=_("File"))
    flight = forms.CharField(label=_("Flight, if the file names none"), required=False, max_length=10)
    arrival = forms.DateField(label=_("Arrival day"), required=False, widget=DAY)


class DecisionForm(forms.Form):
    """What came of a hit."""

    note = forms.CharField(label=_("Grounds"), **NOTE)


class UnmaskForm(forms.Form):
    """Why one looks at the list's own data."""

    purpose = forms.ChoiceField(
        label=_("Purpose of the look-up"), choices=[each for each in Purpose.choices if each[0] != "lane"]
    )


class FlightForm(forms.Form):
    """What messages do not tell."""

    first_row = forms.IntegerField(label=_("First seat row"), required=False, min_value=1, max_value=120)
    last_row = forms.IntegerField(label=_("Last seat row"), required=False, min_value=1, max_value=120)


class SourceForm(forms.Form):
    """A new list."""

    code = forms.SlugField(label=_("Code"), max_length=40)
    title_zh = forms.CharField(label=_("Chinese name"), max_length=100)
    title_en = forms.CharField(label=_("English name"), max_length=100, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=ListKind.choices)
    consequence = forms.IntegerField(
        label=_("Consequence (1–10)"),
        min_value=1,
        max_value=10,
        initial=5,
        help_text=_("How grave it is to miss one of them; hits are ordered by probability times this."),
    )


class ImportForm(forms.Form):
    """A file of a list."""

    file = forms.FileField(label=_("File"))
    of_date = forms.DateField(label=_("List of"), required=False, widget=DAY)
    whole = forms.BooleanField(
        label=_("The file is the whole list: who is not in it is taken off"), required=False, initial=True
    )
    confirmed = forms.BooleanField(label=_("Replace even where more than half would go"), required=False)


class EntryForm(forms.Form):
    """One person to look for."""

    reference = forms.CharField(label=_("Reference"), max_length=60)
    name = forms.CharField(label=_("Full name"), max_length=200, required=False)
    birth_date = forms.CharField(label=_("Born"), max_length=30, required=False)
    nationality = forms.CharField(label=_("Nationality"), max_length=3, required=False)
    number = forms.CharField(label=_("Travel document number"), max_length=40, required=False)
    valid_from = forms.DateField(label=_("Valid from"), required=False, widget=DAY)
    valid_to = forms.DateField(label=_("Valid to"), required=False, widget=DAY)
    reason = forms.CharField(
        label=_("Listed for"),
        max_length=200,
        help_text=_("Shown to officers at the counter: never name the case or another person."),
    )


class RemovalForm(forms.Form):
    """Why an entry goes."""

    reason = forms.CharField(label=_("Why it is removed"), **NOTE)
