"""Forms of the laboratory."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tongguan.operations.quarantine.enums import Pooling, Specimen
from tongguan.operations.quarantine.rules.kits import editions
from tongguan.platform.identity.interface import Organisation
from tongguan.platform.permissions.interface import Actor
from tongguan.platform.ui.interface import words


def kit_choices() -> list[tuple[str, str]]:
    """The kits of today in the page's language."""
    return [(each.kit.code, words(each.title)) for each in editions(timezone.localdate())]


class OrderForm(forms.Form):
    """A sample ordered by hand: of a person, or of goods."""

    groups = (
        (_("Whose sample"), ("name", "document", "nationality", "born_on", "sex", "flight", "seat")),
        (_("Or of goods"), ("goods",)),
        (_("Order"), ("office_id", "kit", "note")),
    )
    name = forms.CharField(label=_("Name"), max_length=100, required=False)
    document = forms.CharField(label=_("Travel document number"), max_length=40, required=False)
    nationality = forms.CharField(label=_("Nationality"), max_length=3, required=False)
    born_on = forms.CharField(label=_("Born on"), max_length=10, required=False)
    sex = forms.CharField(label=_("Sex"), max_length=1, required=False)
    flight = forms.CharField(label=_("Flight"), max_length=10, required=False)
    seat = forms.CharField(label=_("Seat"), max_length=5, required=False)
    goods = forms.CharField(label=_("Goods"), max_length=200, required=False)
    office_id = forms.TypedChoiceField(label=_("Office"), coerce=int)
    kit = forms.ChoiceField(label=_("Kit"))
    note = forms.CharField(label=_("Why"), max_length=300, required=False)

    def __init__(self, actor: Actor, *given: Any, **named: Any) -> None:
        """With the actor's offices and today's kits."""
        super().__init__(*given, **named)
        offices = Organisation.objects.filter(pk__in=actor.office_ids).order_by("-code")
        self.fields["office_id"].choices = [(each.pk, str(each)) for each in offices]  # type: ignore[attr-defined]
        self.fields["kit"].choices = kit_choices()  # type: ignore[attr-defined]


class CollectForm(forms.Form):
    """What is taken for an order."""

    specimen = forms.ChoiceField(label=_("Specimen"), choices=Specimen.choices)
    tubes = forms.IntegerField(label=_("Tubes"), min_value=1, max_value=24, initial=1)
    place = forms.CharField(label=_("Place"), max_length=120)
    version = forms.IntegerField(widget=forms.HiddenInput)


class ScanForm(forms.Form):
    """Tubes scanned one after the other, and where they are now."""

    tubes = forms.CharField(
        label=_("Tubes"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 8, "autofocus": True, "class": "code"}),
        help_text=_("One a line; a scanner writes them by itself."),
    )
    receiver = forms.CharField(label=_("Taken over by"), max_length=100, required=False)
    place = forms.CharField(label=_("Place"), max_length=120)
    temperature_c = forms.DecimalField(
        label=_("Temperature (°C)"),
        max_digits=5,
        decimal_places=1,
        min_value=-200,
        max_value=100,
        required=False,
    )
    box = forms.CharField(label=_("Box"), max_length=40, required=False)


class PlateForm(forms.Form):
    """A plate: which samples, which kit, which instrument, how they share tubes."""

    tubes = forms.MultipleChoiceField(
        label=_("Samples"), widget=forms.CheckboxSelectMultiple(attrs={"wide": True})
    )
    kit = forms.ChoiceField(label=_("Kit"))
    instrument = forms.ChoiceField(label=_("Instrument"))
    pooling = forms.ChoiceField(label=_("Pooling"), choices=Pooling.choices)
    pool_size = forms.IntegerField(label=_("Pool size"), min_value=1, max_value=20, initial=1)

    def __init__(
        self, tubes: list[tuple[str, str]], instruments: list[tuple[str, str]], *given: Any, **named: Any
    ) -> None:
        """With the samples that wait and the instruments of the actor's offices."""
        super().__init__(*given, **named)
        self.fields["tubes"].choices = tubes  # type: ignore[attr-defined]
        self.fields["instrument"].choices = instruments  # type: ignore[attr-defined]
        self.fields["kit"].choices = kit_choices()  # type: ignore[attr-defined]


class UploadForm(forms.Form):
    """A run's file, and when the run began where the file does not say."""

    file = forms.FileField(label=_("Run file (RDML or CSV)"))
    started_at = forms.DateTimeField(
        label=_("Run began"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        help_text=_("Only where the file does not say."),
    )


class CapacityForm(forms.Form):
    """A group and the laboratory it comes to."""

    persons = forms.IntegerField(label=_("Persons"), min_value=0, max_value=1_000_000)
    prevalence = forms.DecimalField(
        label=_("Share infected (%)"), min_value=0, max_value=100, max_digits=7, decimal_places=4
    )
    per_day = forms.IntegerField(label=_("Tests a day"), min_value=1, max_value=1_000_000)
    waiting = forms.IntegerField(label=_("Tubes that wait before"), min_value=0, max_value=1_000_000)
    most = forms.IntegerField(label=_("Largest pool"), min_value=2, max_value=20)
    pool_sensitivity = forms.DecimalField(
        label=_("Found in a pool (%)"), min_value=1, max_value=100, max_digits=5, decimal_places=2
    )
    least_found = forms.DecimalField(
        label=_("Must be found (%)"), min_value=0, max_value=100, max_digits=5, decimal_places=2
    )


class PurposeForm(forms.Form):
    """What a look at a person's data is for."""

    purpose = forms.CharField(label=_("Purpose"), max_length=200)
