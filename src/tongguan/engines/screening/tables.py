"""Delimited files: their text in any encoding, their columns under any of their names, their rows with line numbers."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping

MAX_BYTES = 512 * 1024 * 1024
MAX_CELL_CHARS, MAX_LINES = 10_000, 10
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
    """Every row that has a cell with something in it, with the number of the line it ends on. Never raises.

    A cell may hold up to `MAX_LINES` lines; a quote that is not closed by then is a character like any other, so that
    one stray quote does not swallow the rest of the file.
    """
    text = text.replace("\x00", "")
    head = text[:4_096].split("\n", 1)[0]
    delimiter = max(",;\t|", key=head.count)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    at = 0
    while at < len(lines):
        end = at + 1
        while _open(lines[at:end]) and end < min(len(lines), at + MAX_LINES):
            end += 1
        quoting = csv.QUOTE_MINIMAL
        if _open(lines[at:end]):
            end, quoting = at + 1, csv.QUOTE_NONE
        row = _row("\n".join(lines[at:end]), delimiter, quoting)
        at = end
        cells = [cell.strip()[:MAX_CELL_CHARS] for cell in row]
        if any(cell.strip(" \x1a") for cell in cells):
            yield at, cells


def _open(lines: list[str]) -> bool:
    return sum(line.count('"') for line in lines) % 2 == 1


def _row(text: str, delimiter: str, quoting: int) -> list[str]:
    try:
        return next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting), [])
    except csv.Error:
        return text.split(delimiter)


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
