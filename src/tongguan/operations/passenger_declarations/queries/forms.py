"""Which form holds where and when, and the words of its legal numbers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.utils import timezone

from tongguan.engines.questionnaires import Form, read_form, with_pack
from tongguan.operations.passenger_declarations.contracts import FORMS, PREFIX
from tongguan.platform.reference.interface import ReferenceMissing, codes, parameter

DATA = Path(__file__).resolve().parents[1] / "data"
BASE = "base"
LIMITS = {
    "cash_cny": "cash_cny_limit",
    "cash_usd": "cash_usd_limit",
    "resident": "resident_allowance",
    "visitor": "visitor_allowance",
    "alcohol": "alcohol_limit",
    "cigarettes": "cigarettes_limit",
    "cigars": "cigars_limit",
    "tobacco": "tobacco_limit",
}
"""By place in the words: the legal number that fills it."""


@cache
def edition(code: str) -> Form:
    """A form or pack of the product by its edition; ReferenceMissing where there is none."""
    path = DATA / f"{code}.json"
    if path.parent != DATA or not path.is_file():
        raise ReferenceMissing(f"no form {code!r}")
    return read_form(json.loads(path.read_text(encoding="utf-8")))


@cache
def form_named(code: str) -> Form:
    """A form by the name that a declaration keeps: the base, and after a dot each pack."""
    base, *packs = code.split(".")
    form = edition(base)
    for pack in packs:
        form = with_pack(form, edition(pack))
    return form


def form_on(port: str, day: date | None = None) -> Form:
    """The form of a port on a day: the base and every pack that is switched on there."""
    in_force = codes(FORMS, day or timezone.localdate())
    if BASE not in in_force:
        raise ReferenceMissing("no form of travellers' declarations is in force")
    packs = sorted(
        row.attributes["edition"]
        for code, row in in_force.items()
        if code != BASE and _holds_at(row.attributes.get("ports", ""), port)
    )
    return form_named(".".join([in_force[BASE].attributes["edition"], *packs]))


def _holds_at(ports: str, port: str) -> bool:
    return ports == "*" or port in ports.split()


def limits(day: date | None = None) -> Mapping[str, str]:
    """What fills the places of the words on a day, grouped by thousands as no language mistakes."""
    return {place: number(name, day) for place, name in LIMITS.items()}


def number(name: str, day: date | None = None) -> str:
    """One of this module's legal numbers in words: 20 000 with a narrow space that does not break."""
    value: Any = parameter(PREFIX + name, day)
    return f"{int(value):,}".replace(",", "\u202f")


def whole(name: str, day: date | None = None) -> int:
    """One of this module's legal numbers."""
    return int(parameter(PREFIX + name, day))
