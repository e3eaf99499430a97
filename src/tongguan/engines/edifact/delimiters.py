"""The service characters of an interchange: those of its UNA, those its UNB shows, or the standard's (ISO 9735)."""

from __future__ import annotations

import re
from dataclasses import dataclass

APOSTROPHES = "’‘´`′"
_WITHOUT_UNA = re.compile(r"UNB(?P<element>[^A-Za-z0-9\s])UNO[A-Z](?P<component>[^A-Za-z0-9\s])")


@dataclass(frozen=True, slots=True)
class Delimiters:
    """Component, element, release and terminator characters; `release` is empty where the interchange has none."""

    component: str = ":"
    element: str = "+"
    release: str = "?"
    terminator: str = "'"

    @classmethod
    def of_una(cls, una: str) -> Delimiters | None:
        """Those of the six characters after UNA (blank release: none); None where they cannot be told apart."""
        if len(una) < 6:
            return None
        component, element, _decimal, release, _repetition, terminator = una[:6]
        if terminator in APOSTROPHES:
            terminator = "'"
        found = cls(component, element, release.strip(), terminator)
        used = [component, element, terminator, *found.release]
        if len(set(used)) < len(used) or any(char.isalnum() for char in used):
            return None
        return found

    @classmethod
    def of_unb(cls, text: str) -> Delimiters:
        """Those that the UNB at the start of `text` shows where it has no UNA; the standard's where it shows none."""
        shown = _WITHOUT_UNA.match(text)
        if shown is None:
            return cls()
        element, component = shown["element"], shown["component"]
        following = re.search(rf"([^A-Za-z0-9\s])\s*UN[GH]\s*{re.escape(element)}", text[:2_000])
        terminator = following[1] if following and following[1] not in APOSTROPHES else "'"
        if len({element, component, terminator, "?"}) < 4:
            return cls()
        return cls(component, element, "?", terminator)
