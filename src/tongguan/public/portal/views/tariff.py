"""The tariff for everybody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from tongguan.engines.problems import Text
from tongguan.platform.permissions.interface import PUBLIC, page
from tongguan.platform.reference.interface import RateKind, codes, search_tariff

LONGEST = 100


@page(PUBLIC)
def tariff(request: HttpRequest) -> HttpResponse:
    """Commodity codes found by number or words, with the units and the rates of the day and where they come from."""
    asked = request.GET.get("q", "")[:LONGEST].strip()
    day = timezone.localdate()
    found = search_tariff(asked, day) if asked else None
    units = codes("unit", day)
    lines = [
        {
            "commodity": line.commodity,
            "units": [
                units[code].name
                for name in ("first_unit", "second_unit")
                if (code := line.commodity.attributes.get(name)) in units
            ],
            "rates": [(RateKind(kind).label, rate) for kind, rate in line.rates.items()],
        }
        for line in (found.lines if found else ())
    ]
    context = {
        "title": Text(zh="税则查询", en="Tariff"),
        "asked": asked,
        "found": found,
        "lines": lines,
        "day": day,
        "sources": sorted({rate.source for line in lines for _, rate in line["rates"]}),
        "unverified": any(not rate.verified for line in lines for _, rate in line["rates"]),
    }
    return render(request, "portal/tariff.html", context)
