"""What the style page shows: invented rows, steps and forms that put every component through every state."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongguan.platform.ui.contracts import Link, Proof, QueueEntry, Share, Step, TimelineStep, Tone
from tongguan.platform.ui.listing import (
    ChoiceFilter,
    DateRangeFilter,
    DateTimeColumn,
    DueColumn,
    MoneyColumn,
    NumberColumn,
    NumberRangeFilter,
    StatusColumn,
    Table,
    TextColumn,
    TextFilter,
)

STATES = {
    "lodged": (gettext_lazy("Lodged"), "info"),
    "documents": (gettext_lazy("Documents requested"), "warn"),
    "inspection": (gettext_lazy("Under inspection"), "warn"),
    "refused": (gettext_lazy("Refused"), "bad"),
    "released": (gettext_lazy("Released"), "good"),
}
TRADERS = (
    "Blue Heron Trading",
    "青禾进出口有限公司",
    "Northgate Foods",
    "海桥供应链有限公司",
    "=SUM(A1) Ltd",
)
NUMBER_ROWS = 160


def rows(now: datetime) -> list[dict[str, Any]]:
    """Invented declarations."""
    return [
        {
            "reference": f"9999202612{i:08d}",
            "trader": TRADERS[i % len(TRADERS)],
            "state": tuple(STATES)[i % len(STATES)],
            "items": i % 17 + 1,
            "gross_mass_kg": Decimal(i * 3917 % 90000) / 10,
            "value": Decimal(i * 7919 % 1000000) / 100 if i % 11 else None,
            "lodged_at": now - timedelta(minutes=37 * i),
            "due_at": now + timedelta(minutes=90 * (i % 9) - 120) if i % 4 else None,
        }
        for i in range(NUMBER_ROWS)
    ]


class SampleTable(Table):
    """The table of the style page."""

    code = "sample"
    title = gettext_lazy("Declarations")
    default_sort = "-lodged_at"
    page_size = 12
    empty_title = gettext_lazy("No declaration yet")
    empty_text = gettext_lazy("Declarations appear here when a trader lodges one.")

    reference = TextColumn(
        gettext_lazy("Number"), code=True, url=lambda row: "#table-sample", filter=TextFilter("istartswith")
    )
    trader = TextColumn(gettext_lazy("Trader"), filter=TextFilter())
    state = StatusColumn(
        gettext_lazy("State"),
        STATES,
        filter=ChoiceFilter([(code, label) for code, (label, _tone) in STATES.items()]),
    )
    items = NumberColumn(gettext_lazy("Items"), filter=NumberRangeFilter())
    gross_mass_kg = NumberColumn(gettext_lazy("Gross mass"), places=1, unit="kg")
    value = MoneyColumn(gettext_lazy("Customs value"), filter=NumberRangeFilter())
    lodged_at = DateTimeColumn(gettext_lazy("Lodged at"), filter=DateRangeFilter())
    due_at = DueColumn(gettext_lazy("Due"))


class EmptyTable(SampleTable):
    """The same table with nothing in it."""

    code = "empty"
    empty_link = Link(gettext_lazy("Lodge a declaration"), "#forms", "plus")


class SampleForm(forms.Form):
    """A form with a field of every kind."""

    groups = (
        (gettext_lazy("Consignment"), ("trader", "transport", "arrival", "value", "remarks")),
        (gettext_lazy("Declaration"), ("channel", "confirmed")),
    )
    trader = forms.CharField(
        label=gettext_lazy("Trader"),
        max_length=60,
        help_text=gettext_lazy("Name as on the business licence."),
    )
    transport = forms.ChoiceField(
        label=gettext_lazy("Mode of transport"),
        choices=[("1", gettext_lazy("Sea")), ("4", gettext_lazy("Air")), ("3", gettext_lazy("Road"))],
    )
    arrival = forms.DateField(
        label=gettext_lazy("Arrival"), widget=forms.DateInput(attrs={"type": "date"}), required=False
    )
    value = forms.DecimalField(label=gettext_lazy("Customs value (CNY)"), min_value=0, decimal_places=2)
    remarks = forms.CharField(
        label=gettext_lazy("Remarks"), widget=forms.Textarea(attrs={"rows": 2}), required=False
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("How do you want to be told?"),
        widget=forms.RadioSelect,
        choices=[("app", gettext_lazy("In the app")), ("mail", gettext_lazy("By e-mail"))],
    )
    confirmed = forms.BooleanField(label=gettext_lazy("I declare that this is true and complete."))


class SampleLine(forms.Form):
    """One declaration line."""

    code = forms.CharField(label=gettext_lazy("HS code"), max_length=10, min_length=6)
    description = forms.CharField(label=gettext_lazy("Goods"), max_length=120)
    quantity = forms.DecimalField(label=gettext_lazy("Quantity"), min_value=0)
    unit = forms.ChoiceField(
        label=gettext_lazy("Unit"), choices=[("035", "kg"), ("007", gettext_lazy("piece"))]
    )
    value = forms.DecimalField(label=gettext_lazy("Value"), decimal_places=2)


SampleLines = forms.formset_factory(SampleLine, extra=1, can_delete=True)
GOOD_LINES = [
    {
        "code": "0805100000",
        "description": "Oranges, fresh",
        "quantity": 18000,
        "unit": "035",
        "value": "21600.00",
    },
    {
        "code": "8471300000",
        "description": "便携式计算机",
        "quantity": 40,
        "unit": "007",
        "value": "128000.00",
    },
]


def wrong_forms() -> tuple[SampleForm, Any]:
    """A form and lines as they come back with errors."""
    form = SampleForm({"trader": "Blue Heron Trading", "value": "-3", "transport": "1", "arrival": "31/2"})
    data = {"lines-TOTAL_FORMS": "2", "lines-INITIAL_FORMS": "0"}
    for index, line in enumerate(GOOD_LINES):
        data |= {f"lines-{index}-{name}": str(value) for name, value in line.items()}
    data |= {"lines-1-code": "84", "lines-1-quantity": "-1"}
    return form, SampleLines(data, prefix="lines")


def steps(now: datetime) -> list[TimelineStep]:
    """A case's course."""
    earlier = [now - timedelta(hours=h) for h in (30, 29, 5, 1)]
    return [
        TimelineStep(_("Lodged"), earlier[0], "Blue Heron Trading", tone=Tone.INFO, icon="upload",
                     receipt="R-2026-000123", receipt_url="#timeline", proof=Proof.VERIFIED),
        TimelineStep(_("Documents requested"), earlier[1], _("Officer Lin"), _("Please add the packing list."),
                     Tone.WARN, proof=Proof.VERIFIED),
        TimelineStep(_("Documents received"), earlier[2], "Blue Heron Trading", tone=Tone.GOOD, proof=Proof.PENDING),
        TimelineStep(_("Refused"), earlier[3], _("Officer Bai"), tone=Tone.BAD, proof=Proof.BROKEN),
        TimelineStep(_("Decision due"), now + timedelta(hours=3), icon="clock", upcoming=True),
    ]  # fmt: skip


def waiting(now: datetime) -> list[QueueEntry]:
    """A queue."""
    return [
        QueueEntry("9999202612000001", "#queue", _("Random draw"), Tone.BAD, "dice", _("Under inspection"),
                   now - timedelta(hours=9), now - timedelta(minutes=25), claim_url="#queue"),
        QueueEntry("9999202612000014", "#queue", _("Risk rule: first import of this kind"), Tone.WARN, "scan",
                   _("Image review"), now - timedelta(hours=2), now + timedelta(minutes=55), claim_url="#queue"),
        QueueEntry("9999202612000031", "#queue", _("Documents complete"), Tone.INFO, "document", _("Lodged"),
                   now - timedelta(minutes=20), now + timedelta(hours=20), _("Officer Lin")),
    ]  # fmt: skip


def shares() -> list[Share]:
    """Amounts for the charts."""
    return [
        Share(_("Sea"), 1284, "#charts"),
        Share(_("Air"), 431),
        Share(_("Road"), 212, marked=True),
        Share(_("Rail"), 88),
        Share(_("Post"), 40),
    ]


def histogram() -> list[Share]:
    """Release times in hours, long-tailed as they are."""
    counts = (4, 18, 41, 66, 72, 61, 44, 33, 25, 19, 12, 9, 7, 4, 3, 2, 1, 1)
    return [Share(f"{hour} h", count, marked=hour == 4) for hour, count in enumerate(counts)]


def page(request: HttpRequest) -> dict[str, Any]:
    """Everything the style page's templates name."""
    now = timezone.now()
    wrong_form, wrong_lines = wrong_forms()
    return {
        "title": _("Design system"),
        "now": now,
        "old": now - timedelta(minutes=14),
        "trail": [Link(_("Home"), "/"), Link(_("Administration"), "#"), Link(_("Design system"), "")],
        "tab_links": [
            Link(_("Overview"), "#tabs", current=True),
            Link(_("Items"), "#tabs", count=20),
            Link(_("Documents"), "#tabs", icon="document"),
        ],
        "task_steps": [Step(_("Parties"), "done"), Step(_("Goods items"), "current"), Step(_("Check and lodge"))],
        "facts": [
            (_("Trader"), "Blue Heron Trading"),
            (_("Vessel"), "MV Quiet Tide"),
            (_("Container"), "TGGU 000001 4"),
            (_("Remarks"), ""),
        ],
        "steps": steps(now),
        "waiting": waiting(now),
        "shares": shares(),
        "histogram": histogram(),
        "series": [12, 14, 11, 18, 22, 19, 25, 24, 31, 28, 35, 33],
        "empty_table": EmptyTable([], request),
        "form": SampleForm(initial={"trader": "Blue Heron Trading", "transport": "1"}),
        "lines": SampleLines(initial=GOOD_LINES, prefix="rows"),
        "wrong_form": wrong_form,
        "wrong_lines": wrong_lines,
        "tones": [(_("Waiting"), "idle"), (_("Lodged"), "info"), (_("Released"), "good"), (_("Late"), "warn"),
                  (_("Refused"), "bad")],
        "parts": [(part, f"ui:style_{part}") for part in ("public", "phone", "wall", "print")],
    }  # fmt: skip
