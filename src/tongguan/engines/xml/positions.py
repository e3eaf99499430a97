"""Where elements stand in the text they were read from: line and column."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from xml.parsers import expat

from lxml import etree

from tongguan.engines.problems import Problem
from tongguan.engines.xml.leaves import children, local_name
from tongguan.engines.xml.parsing import Document


class _AllFound(Exception):
    """Every element asked for was reached; nothing behind the last needs to be read."""


def placed(document: Document, found: Iterable[tuple[Problem, etree._Element | None]]) -> tuple[Problem, ...]:
    """The problems with line and column (from 1, in characters) of the start tag of the element each is about.

    The tree keeps lines alone, so the text is read once more, up to the last of the elements. Where the encoding is
    one the second parser cannot follow there is the tree's line and no column.
    """
    found = list(found)
    places = _positions(document, [element for _, element in found if element is not None])
    out = []
    for problem, element in found:
        if element is None:
            out.append(problem)
        else:
            line, column = places.get(element, (element.sourceline, None))
            out.append(replace(problem, line=line, column=column))
    return tuple(out)


def placed_by_path(document: Document, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems with the line and column of the element their pointer names (`/Declaration/Seal[2]/ID`).

    Where the message lacks that element, as where something is missing, the nearest one above it is told; a problem
    that is not about an element stays as it is.
    """
    return placed(document, [(problem, _element_at(document.root, problem.pointer)) for problem in problems])


def _element_at(root: etree._Element, path: str) -> etree._Element | None:
    names = [name.partition("[") for name in path.strip("/").split("/")]
    # The message proper may stand in envelopes.
    at = next((each for each in root.iter() if local_name(each) == names[0][0]), None)
    for name, _, position in names[1:] if at is not None else ():
        same = children(at, name)
        place = int(position.rstrip("]") or 1) if position.rstrip("]").isdigit() or not position else 1
        if len(same) < place:
            break
        at = same[place - 1]
    return at


def _positions(
    document: Document, elements: list[etree._Element]
) -> dict[etree._Element, tuple[int | None, int | None]]:
    if not elements:
        return {}
    asked = set(elements)
    wanted = {place: each for place, each in enumerate(document.root.iter()) if each in asked}
    places: dict[etree._Element, tuple[int | None, int | None]] = {}
    passed = 0

    def start(_name: str, _attributes: dict[str, str]) -> None:
        nonlocal passed
        element = wanted.get(passed)
        passed += 1
        if element is not None:
            places[element] = parser.CurrentLineNumber, parser.CurrentColumnNumber + 1
            if len(places) == len(wanted):
                raise _AllFound

    # A document that came this far has no document type, so no entity can grow here.
    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = start
    encoding = document.root.getroottree().docinfo.encoding or "utf-8"
    try:
        parser.Parse(document.data.decode(encoding).lstrip("\ufeff").encode(), True)
    except _AllFound:
        return places
    except (expat.ExpatError, LookupError, ValueError):
        return {}
    return places
