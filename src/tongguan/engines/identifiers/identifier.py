"""What an identifier kind is: its name, how it is tidied, checked and shown."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from tongguan.engines.problems import Text

MAX_RAW_LENGTH = 100
_BLANKS = re.compile(r"[\s\u200b\ufeff]+")


def _always(_value: str) -> bool:
    return True


def _as_is(value: str) -> str:
    return value


@dataclass(frozen=True, slots=True)
class Identifier:
    """One kind of identifier.

    `pattern` is matched against the whole normalised value, `check` then decides what a pattern cannot (a
    check digit); `drop` are the characters people write for reading's sake and a system must ignore.
    """

    code: str
    name: Text
    pattern: re.Pattern[str]
    source: str
    check: Callable[[str], bool] = _always
    shown: Callable[[str], str] = _as_is
    drop: str = "-."

    def normalize(self, raw: str) -> str:
        """The stored form: compatibility characters folded, blanks and `drop` gone, upper case."""
        folded = unicodedata.normalize("NFKC", raw[:MAX_RAW_LENGTH])
        text = _BLANKS.sub("", folded).upper()
        return text.translate({ord(char): None for char in self.drop})

    def is_valid(self, value: str) -> bool:
        """Whether a value is in its stored form and right; normalise what people typed first."""
        return bool(self.pattern.fullmatch(value)) and self.check(value)

    def format(self, value: str) -> str:
        """The form for people; a value that is not valid is shown as it is."""
        return self.shown(value) if self.is_valid(value) else value
