"""What is printed: labels of tubes, the chain of custody, the sheet of a plate."""

from __future__ import annotations

import re

import zxingcpp
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe

from tongguan.engines.problems import Text
from tongguan.operations.quarantine.module import VIEW
from tongguan.operations.quarantine.queries import custody_of, labels_of, plate_of
from tongguan.operations.quarantine.workflow import RUN, SAMPLE
from tongguan.platform.cases.interface import visible_case
from tongguan.platform.permissions.interface import Actor, page

_SVG = re.compile(r"<svg.*</svg>", re.DOTALL)


def code128(text: str) -> SafeString:
    """The text as a Code 128 symbol, SVG for inline use."""
    drawn = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128).to_svg()
    found = _SVG.search(drawn)
    return mark_safe(found[0] if found else "")  # noqa: S308 - drawn by our own library from a tube number


@page(VIEW)
def labels(request: HttpRequest, reference: str) -> HttpResponse:
    """Labels of an order's tubes: number and Code 128, no name."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    rows = [(sample, code128(sample.tube)) for sample in labels_of(actor, reference)]
    told = {"title": Text(zh=f"采样管标签 {reference}", en=f"Labels of {reference}"), "rows": rows}
    return render(request, "quarantine/labels.html", told)


@page(VIEW)
def custody(request: HttpRequest, reference: str) -> HttpResponse:
    """The whole chain of custody of a sample."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    sample = visible_case(actor, SAMPLE, reference)
    told = {
        "title": Text(zh=f"样本流转单 {sample.tube}", en=f"Chain of custody {sample.tube}"),
        "sample": sample,
        "links": custody_of(actor, sample),
        "code": code128(sample.tube),
    }
    return render(request, "quarantine/custody.html", told)


@page(VIEW)
def plate_sheet(request: HttpRequest, reference: str) -> HttpResponse:
    """The plate as it is pipetted, with its barcode."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    run = visible_case(actor, RUN, reference)
    told = {
        "title": Text(zh=f"排板单 {reference}", en=f"Plate {reference}"),
        "run": run,
        "rows": plate_of(run, with_results=False),
        "columns": range(1, 13),
        "code": code128(reference),
    }
    return render(request, "quarantine/plate_sheet.html", told)
