"""Compiles the house's translations: one PO file a module, merged into one catalogue a language, no gettext tools."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).resolve().parents[2] / "locale"
DOMAIN = "django.mo"


def merged(language: Path) -> Catalog:
    """All PO files of a language as one catalogue; fuzzy and empty entries are left out, the first file wins."""
    whole = Catalog(locale=language.name)
    for path in sorted(language.glob("*.po")):
        with path.open("rb") as file:
            part = read_po(file, locale=language.name)
        for message in part:
            done = all(message.string) if isinstance(message.string, tuple | list) else bool(message.string)
            if message.id and done and not message.fuzzy and whole.get(message.id, message.context) is None:
                whole.add(message.id, message.string, context=message.context, flags=message.flags)
    return whole


def _stale(language: Path, target: Path) -> bool:
    if not target.exists():
        return True
    built = target.stat().st_mtime_ns
    return any(path.stat().st_mtime_ns > built for path in (language, *language.glob("*.po")))


def compile_translations(root: Path = LOCALE) -> list[Path]:
    """Write `<language>/LC_MESSAGES/django.mo` where a PO file is newer; return what was written.

    The file is replaced in one step, so processes that start together do each other no harm. Raises OSError where
    the folder cannot be written and ValueError on a PO file that cannot be read.
    """
    written = []
    for language in sorted(path for path in root.iterdir() if path.is_dir() and any(path.glob("*.po"))):
        target = language / "LC_MESSAGES" / DOMAIN
        if not _stale(language, target):
            continue
        target.parent.mkdir(exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as file:
            os.fchmod(file.fileno(), 0o644)
            write_mo(file, merged(language))
        os.replace(file.name, target)
        written.append(target)
    return written
