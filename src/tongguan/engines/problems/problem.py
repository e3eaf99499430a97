"""One thing that is wrong with an input, and where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tongguan.engines.problems.text import Text


@dataclass(frozen=True, slots=True)
class Problem:
    """A finding about an input.

    `code` is stable and machine-readable (`declaration.net_exceeds_gross`); `pointer` names the field in the
    input's own terms (an XPath, a JSON pointer, a CSV `row/column`, a form field); `line` and `column` count
    from 1 where the input is text.
    """

    code: str
    message: Text
    pointer: str = ""
    line: int | None = None
    column: int | None = None

    def as_dict(self, language: str = "en") -> dict[str, Any]:
        """A JSON-ready form; absent positions are left out."""
        out: dict[str, Any] = {
            "code": self.code,
            "pointer": self.pointer,
            "message": self.message.in_language(language),
        }
        if self.line is not None:
            out["line"] = self.line
        if self.column is not None:
            out["column"] = self.column
        return out

    def stored(self) -> dict[str, Any]:
        """Both languages and the place, JSON-ready; `restored` makes a problem of it again."""
        return {
            "code": self.code,
            "zh": self.message.zh,
            "en": self.message.en,
            "pointer": self.pointer,
            "line": self.line,
        }

    @classmethod
    def restored(cls, held: Mapping[str, Any]) -> Problem:
        """A problem out of what is kept."""
        text = Text(zh=held["zh"], en=held["en"])
        return cls(held["code"], text, held.get("pointer", ""), held.get("line"))
