"""Delimited files: their text in any encoding, their columns under any of their names, their rows with line numbers."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping

MAX_BYTES = 512 * 1024 * 1024
MAX_CELL_CHARS = 10_000
_ENCODINGS = ("utf-8-sig", "gb18030", "cp1252")


def decoded(data: bytes) -> str:
    """The text of a file in UTF-8, GB 18030 or, failing both, Windows-1252 with odd bytes replaced."""
    for encoding in _ENCODINGS[:-1]:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode(_ENCODINGS[-1], "replace")


def rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Every row that has a cell with something in it, with the number of the line it ends on. Never raises."""
    head = text[:4_096].split("\n", 1)[0]
    delimiter = max(",;\t|", key=head.count)
    lines = io.StringIO(text.replace("\x00", ""), newline="")
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            continue
        cells = [cell.strip()[:MAX_CELL_CHARS] for cell in row]
        if any(cell.strip(" \x1a") for cell in cells):
            yield reader.line_num, cells


def columns(header: list[str], known: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    """Which column holds which field: `known` has each field's column names, compared without case and signs."""
    plain = [_plain(cell) for cell in header]
    found: dict[str, int] = {}
    for field, names in known.items():
        at = next((plain.index(name) for name in map(_plain, names) if name in plain), None)
        if at is not None:
            found[field] = at
    return found


def _plain(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())
