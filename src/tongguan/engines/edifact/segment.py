"""One segment and where it stood."""

from __future__ import annotations

from dataclasses import dataclass

from tongguan.engines.problems import Problem, Text


@dataclass(frozen=True, slots=True)
class Segment:
    """A tag with its data elements, each a tuple of components; `number` and `line` count from 1 in the file.

    Components are text with release characters resolved, blanks at both ends removed and wrapped lines joined.
    """

    tag: str
    elements: tuple[tuple[str, ...], ...]
    number: int
    line: int

    def component(self, element: int, component: int = 0) -> str:
        """The component at these places, counted from 0 after the tag; empty where the segment has none."""
        if element < len(self.elements) and component < len(self.elements[element]):
            return self.elements[element][component]
        return ""

    def problem(self, code: str, message: Text) -> Problem:
        """A problem that points here."""
        return Problem(code, message, f"segment {self.number} {self.tag}", self.line)
