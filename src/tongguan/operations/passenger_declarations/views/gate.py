"""The gate: a code is scanned and judged at once by the page itself, and by the server where there is a network."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import json_script
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tongguan.engines.problems import Text
from tongguan.operations.passenger_declarations.contracts import COLOURS
from tongguan.operations.passenger_declarations.enums import Shade
from tongguan.operations.passenger_declarations.module import VERIFY
from tongguan.operations.passenger_declarations.queries.forms import whole
from tongguan.operations.passenger_declarations.queries.keys import known_keys
from tongguan.operations.passenger_declarations.queries.receipts import SAID
from tongguan.operations.passenger_declarations.views.declaring import STYLES
from tongguan.platform.permissions.interface import SIGNED_IN, page
from tongguan.platform.ui.interface import service_worker

GATE = Text(zh="旅客关口", en="Traveller gate")


@page(VERIFY)
@require_safe
def gate(request: HttpRequest) -> HttpResponse:
    """Scan, and see at once."""
    language = get_language() or "zh-hans"
    told = {
        "keys": [key.hex() for key in known_keys()],
        "list_age_minutes": whole("gate_list_age"),
        "reasons": {reason.value: text.in_language(language) for reason, text in SAID.items()},
        "colours": {COLOURS[shade.value]: str(shade.label) for shade in Shade},
        "addresses": {
            "scan": "/api/v1/passenger-declarations/gate/scans",
            "offline": "/api/v1/passenger-declarations/gate/offline",
            "refusals": "/api/v1/passenger-declarations/gate/refusals",
            "worker": reverse("passenger_declarations_gate_worker"),
            "scope": reverse("passenger_declarations_gate"),
        },
        "texts": {
            "other_half": _("Now the other half of the code"),
            "online": _("Judged by the server"),
            "offline": _("Judged by this gate alone"),
            "stale": _("The list of receipts that no longer count is of {time}"),
            "no_list": _("No list of used and replaced receipts is here: such a one would not be noticed"),
            "unsent": _("{count} scans to be told to the server"),
            "no_document": _("Document not compared"),
            "document": _("Document compared"),
            "until": _("Valid until {time}"),
            "cannot": _("This browser cannot check signatures: ask the server or another gate"),
        },
    }
    context = {"title": GATE, "bundle": json_script(told, "gate-bundle")}
    return render(request, "passenger_declarations/gate.html", context)


@page(SIGNED_IN)
def gate_worker(request: HttpRequest) -> HttpResponse:
    """Keeps the gate's page for hours without a network."""
    files = ["passenger_declarations/gate.js", "passenger_declarations/gate.css"]
    files += [*(f"ui/{name}.css" for name in STYLES), "ui/main.js", "ui/icons.svg", "ui/mark.svg"]
    return service_worker("traveller-gate-", files, reverse("passenger_declarations_gate"))
