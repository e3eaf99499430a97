"""How text is cut for search: Han by overlapping pairs, the rest by words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]+")
WORD = re.compile(r"[0-9a-z][0-9a-z.\-_/]*")
LONGEST_TEXT = 50_000
DEEPEST = 12


def tokens(text: str) -> list[str]:
    """Lower-case words and Han bigrams (a lone Han character is itself) in order, width variants folded."""
    folded = unicodedata.normalize("NFKC", text[:LONGEST_TEXT]).lower()
    found: list[str] = []
    for run in HAN.findall(folded):
        found += [run] if len(run) == 1 else [run[i : i + 2] for i in range(len(run) - 1)]
    return found + WORD.findall(folded)


def text_of(values: Iterable[Any]) -> str:
    """All strings and numbers of nested content, joined by lines."""
    return "\n".join(part for value in values for part in _parts(value, 0))[:LONGEST_TEXT]


def _parts(value: Any, depth: int) -> Iterator[str]:
    if depth > DEEPEST:
        return
    if isinstance(value, dict):
        for item in value.values():
            yield from _parts(item, depth + 1)
    elif isinstance(value, list):
        for item in value:
            yield from _parts(item, depth + 1)
    elif value is not None and not isinstance(value, bool):
        yield str(value)
