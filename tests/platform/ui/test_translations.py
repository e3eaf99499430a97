"""Nothing reaches an officer untranslated."""

from __future__ import annotations

import os
from collections import defaultdict
from pathlib import Path

from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from tests.platform.ui.messages import used
from tongguan.platform.ui.translations import LOCALE, compile_translations, merged

PO = """msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "Lodge"
msgstr "{lodge}"

#, fuzzy
msgid "Doubtful"
msgstr "存疑"
"""


def test_every_sentence_has_a_chinese_translation() -> None:
    chinese = merged(LOCALE / "zh_Hans")
    missing = [
        f"{where}: {message!r}" for message, context, where in used() if chinese.get(message, context) is None
    ]
    assert not missing, "\n".join(sorted(set(missing)))


def test_places_to_fill_survive_translation() -> None:
    chinese = merged(LOCALE / "zh_Hans")
    broken = [f"{m.id!r}: {error}" for m in chinese if m.id for error in m.check()]
    braces = [m.id for m in chinese if isinstance(m.id, str) and _places(m.id) != _places(str(m.string))]
    assert not broken + braces


def _places(text: str) -> set[str]:
    return {part.split("}")[0] for part in text.split("{")[1:]}


def test_modules_agree_on_shared_words() -> None:
    said: dict[tuple[object, str | None], dict[str, str]] = defaultdict(dict)
    for path in sorted((LOCALE / "zh_Hans").glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="zh_Hans"):
                if message.id and message.string:
                    said[str(message.id), message.context][path.name] = str(message.string)
    torn = {key: by_file for key, by_file in said.items() if len(set(by_file.values())) > 1}
    assert not torn, "give one of them a context (pgettext): " + repr(torn)


def test_compiles_when_stale_and_only_then(tmp_path: Path) -> None:
    folder = tmp_path / "zh_Hans"
    folder.mkdir()
    (folder / "a.po").write_text(PO.format(lodge="申报"), encoding="utf-8")
    target = folder / "LC_MESSAGES" / "django.mo"
    assert compile_translations(tmp_path) == [target]
    assert compile_translations(tmp_path) == []
    (folder / "a.po").write_text(PO.format(lodge="递交"), encoding="utf-8")
    later = target.stat().st_mtime_ns + 1_000_000_000
    os.utime(folder / "a.po", ns=(later, later))
    assert compile_translations(tmp_path) == [target]
    with target.open("rb") as file:
        catalogue = read_mo(file)
    assert catalogue.get("Lodge").string == "递交"  # type: ignore[union-attr]
    assert catalogue.get("Doubtful") is None
    assert target.stat().st_mode & 0o044, "another account must be able to read it"
