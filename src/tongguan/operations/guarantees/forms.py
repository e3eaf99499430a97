"""The form in which a firm files a guarantee."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tongguan.operations.guarantees.contracts import Application
from tongguan.operations.guarantees.enums import GuaranteeKind

DAY = {"type": "date"}


class GuaranteeForm(forms.Form):
    """Everything a guarantee states; the rules check it."""

    office = forms.CharField(label=_("Customs office"), max_length=20)
    kind = forms.ChoiceField(label=_("Kind of guarantee"), choices=GuaranteeKind.choices)
    issuer = forms.CharField(label=_("Issuer"), max_length=200)
    document_number = forms.CharField(label=_("Number of the document"), max_length=64)
    limit_cny = forms.DecimalField(label=_("Limit (CNY)"), max_digits=14, decimal_places=2, min_value=0)
    valid_from = forms.DateField(label=_("Valid from"), widget=forms.DateInput(DAY))
    valid_to = forms.DateField(label=_("Valid to"), widget=forms.DateInput(DAY))

    def application(self, firm: str) -> Application:
        """What was typed, for a firm."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "office"}
        return Application(firm=firm, **data)
