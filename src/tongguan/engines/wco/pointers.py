"""WCO pointers: a row of `Pointer` elements ↔ one text such as `42A[1]/67A[1]/68A[2]/03A[1]/225`."""

from __future__ import annotations

import re

from lxml import etree

from tongguan.engines.xml.leaves import child_text, children

_STEP = re.compile(r"([0-9A-Z]{1,10})(?:\[([0-9]{1,5})\])?\Z")
_SECTION = re.compile(r"[0-9]{2}[A-Z]\Z")


def read_pointer(element: etree._Element) -> str:
    """The pointer an error, status or amendment carries."""
    steps = []
    for entry in children(element, "Pointer"):
        section, sequence = child_text(entry, "DocumentSectionCode"), child_text(entry, "SequenceNumeric")
        if section:
            steps.append(f"{section}[{sequence}]" if sequence else section)
        if tag := child_text(entry, "TagID"):
            steps.append(tag)
    return "/".join(steps)


def pointer_rows(pointer: str) -> list[dict[str, str]]:
    """The `Pointer` elements of a pointer as name → text; a tag stands in the row of its class.

    What is not a WCO identifier (a name without one) ends the pointer.
    """
    rows: list[dict[str, str]] = []
    for step in filter(None, pointer.split("/")):
        found = _STEP.match(step)
        if not found:
            break
        if _SECTION.match(found[1]):
            row = {"SequenceNumeric": found[2]} if found[2] else {}
            rows.append(row | {"DocumentSectionCode": found[1]})
        else:
            if not rows:
                rows.append({})
            rows[-1]["TagID"] = found[1]
    return rows
