"""Every translatable sentence of the house, found in its templates and its Python."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.extract import extract
from django.utils.translation.template import templatize

SOURCE = Path(__file__).resolve().parents[3] / "src" / "tongguan"
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


_STRING = r"""u?(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')"""
CALL = re.compile(
    rf"\b(?:_|gettext|ngettext|pgettext|npgettext)\(\s*{_STRING}(?:,\s*(?:{_STRING}|count))*\s*\)"
)


def _source(path: Path) -> io.BytesIO:
    """Python as it is; of a template, the calls that its tags amount to, each on the line it stands on."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        whole = templatize(text, origin=str(path))
        lines: dict[int, list[str]] = {}
        for call in CALL.finditer(whole):
            lines.setdefault(whole.count("\n", 0, call.start()), []).append(call[0].replace("\n", " "))
        text = "\n".join(";".join(lines.get(n, ())) for n in range(max(lines, default=-1) + 1))
    return io.BytesIO(text.encode())


def used(root: Path = SOURCE) -> Iterator[tuple[Any, str | None, str]]:
    """(msgid or (singular, plural), context, where) of each use."""
    templates = [path for path in root.rglob("templates/**/*") if path.suffix in {".html", ".txt"}]
    for path in sorted([*root.rglob("*.py"), *templates]):
        for line, message, _comments, context in extract("python", _source(path), keywords=KEYWORDS):
            if message:
                yield message, context, f"{path.relative_to(root)}:{line}"
