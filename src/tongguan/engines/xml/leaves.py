"""The fields of an XML element as paths and values."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from lxml import etree

from tongguan.engines.declaration import Extension

_STEP = re.compile(r"([A-Za-z_][A-Za-z0-9_.-]*)(?:\[([1-9][0-9]{0,4})\])?\Z")


def local_name(element: etree._Element) -> str:
    """The element's name without its namespace."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def text_of(element: etree._Element) -> str:
    """The element's own text without outer blanks."""
    return (element.text or "").strip()


def has_mixed_text(element: etree._Element) -> bool:
    """Whether an element with children also holds text of its own."""
    return bool(text_of(element)) or any((child.tail or "").strip() for child in element)


def plain_attributes(element: etree._Element) -> tuple[tuple[str, str], ...]:
    """Attributes that say something of the field; those of XML Schema itself are left out."""
    return tuple(
        sorted(
            (str(name), str(value)) for name, value in element.attrib.items() if not str(name).startswith("{")
        )
    )


def child(element: etree._Element, *names: str) -> etree._Element | None:
    """The first descendant along the names."""
    for name in names:
        found = next((entry for entry in element if local_name(entry) == name), None)
        if found is None:
            return None
        element = found
    return element


def child_text(element: etree._Element, *names: str) -> str:
    """The text of the first descendant along the names, or the empty string."""
    found = child(element, *names)
    return "" if found is None else text_of(found)


def children(element: etree._Element, name: str) -> list[etree._Element]:
    """The children with a name."""
    return [entry for entry in element if local_name(entry) == name]


def step(name: str, position: int) -> str:
    """`Seal`, 2 → `Seal[2]`; the first needs no position."""
    return name if position == 1 else f"{name}[{position}]"


def split_step(step: str) -> tuple[str, int] | None:
    """`Seal[2]` → (`Seal`, 2); None for what is not an element name with a position."""
    found = _STEP.match(step)
    return (found[1], int(found[2] or 1)) if found else None


def leaves(
    element: etree._Element, path: str = "", without: etree._Element | None = None
) -> Iterator[Extension]:
    """Every leaf below an element as an extension, in document order; `without` is left out with all it holds."""
    seen: Counter[str] = Counter()
    for entry in element:
        name = local_name(entry)
        seen[name] += 1
        here = f"{path}/{step(name, seen[name])}" if path else step(name, seen[name])
        if entry is without:
            continue
        if len(entry):
            yield from leaves(entry, here, without)
        else:
            yield Extension(here, text_of(entry), plain_attributes(entry))
