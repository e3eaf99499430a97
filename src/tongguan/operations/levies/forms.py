"""The form that opens a levy: cause, reason, and what is to be corrected, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tongguan.engines.declaration import GoodsDeclaration, to_plain
from tongguan.engines.declaration.labels import LABELS
from tongguan.engines.problems import Text
from tongguan.operations.levies.rules import CHARGES, DOCUMENT

COLUMNS = (
    "hs_code", "origin_country", "levy_mode", "unit_price", "total_price", "currency", "first_quantity",
    "second_quantity", "net_mass_kg",
)  # fmt: skip
WIDTHS = {"hs_code": "code"}
DOCUMENTS = (
    ("Y", Text(zh="Y 原产地证明", en="Y certificate of origin")),
    ("t", Text(zh="t 关税配额证明", en="t quota certificate")),
)
MOST_LENGTH = 200


def label(name: str) -> Text:
    """What the form calls a field."""
    return LABELS.get(name, Text(zh=name, en=name))


def grid(content: GoodsDeclaration, given: Mapping[str, str]) -> dict[str, Any]:
    """The fields a levy may correct, with what is declared and what was typed."""
    plain = to_plain(content)
    rows = [
        {
            "number": item.get("line_number", index + 1),
            "description": item.get("description", ""),
            "cells": [_cell(f"/items/{index}/{name}", item.get(name, ""), name, given) for name in COLUMNS],
        }
        for index, item in enumerate(plain.get("items", []))
    ]
    charges = [
        _cell(f"/{charge}/{part}", plain.get(charge, {}).get(part, ""), charge, given) | {"part": part}
        for charge in CHARGES
        for part in ("amount", "currency")
    ]
    return {"columns": [label(name) for name in COLUMNS], "rows": rows, "charges": charges}


def corrections_in(content: GoodsDeclaration, given: Mapping[str, str]) -> list[dict[str, Any]]:
    """What was typed otherwise than it is declared, as corrections."""
    found = []
    shown = grid(content, {})
    cells = [cell for row in shown["rows"] for cell in row["cells"]] + shown["charges"]
    for cell in cells:
        typed = given.get(cell["pointer"])
        if typed is not None and typed.strip()[:MOST_LENGTH] != cell["value"]:
            found.append({"pointer": cell["pointer"], "value": typed.strip()[:MOST_LENGTH]})
    code, number = given.get("document_code", ""), given.get("document_number", "").strip()[:MOST_LENGTH]
    if number:
        found.append({"pointer": DOCUMENT, "value": {"code": code[:1], "number": number}})
    return found


def _cell(pointer: str, value: Any, name: str, given: Mapping[str, str]) -> dict[str, Any]:
    return {
        "pointer": pointer,
        "label": label(name),
        "declared": str(value),
        "value": given.get(pointer, str(value)),
        "width": WIDTHS.get(
            name, "number" if name not in ("origin_country", "currency", "levy_mode") else "code"
        ),
    }
