"""What travellers read, in thirteen languages: each module's `locale/<language>.json`, from a key to a sentence.

Travellers' pages never fall back to English: a key that one language lacks is a problem of the module check, which
fails the build. Officers' pages use gettext (see `translations`); a traveller's page also runs without a network, so
its words travel with it as data.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from tongguan.engines.problems import Problem, Text
from tongguan.platform.modules.interface import modules, package_folder

_PLACES = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class TravellerLanguage:
    """A language of travellers: its code, its tag for browsers, what it calls itself, its direction."""

    code: str
    tag: str
    name: str
    to_the_left: bool = False

    @property
    def direction(self) -> str:
        """As HTML says it."""
        return "rtl" if self.to_the_left else "ltr"


TRAVELLER_LANGUAGES: Mapping[str, TravellerLanguage] = MappingProxyType(
    {
        each.code: each
        for each in (
            TravellerLanguage("zh", "zh-Hans", "简体中文"),
            TravellerLanguage("en", "en", "English"),
            TravellerLanguage("ja", "ja", "日本語"),
            TravellerLanguage("ko", "ko", "한국어"),
            TravellerLanguage("de", "de", "Deutsch"),
            TravellerLanguage("fr", "fr", "Français"),
            TravellerLanguage("it", "it", "Italiano"),
            TravellerLanguage("es", "es", "Español"),
            TravellerLanguage("ru", "ru", "Русский"),
            TravellerLanguage("pt", "pt", "Português"),
            TravellerLanguage("ar", "ar", "العربية", to_the_left=True),
            TravellerLanguage("th", "th", "ไทย"),
            TravellerLanguage("vi", "vi", "Tiếng Việt"),
        )
    }
)


@cache
def traveller_words(language: str) -> Mapping[str, str]:
    """Every module's words of one of the languages; KeyError for another language."""
    code = TRAVELLER_LANGUAGES[language].code
    found: dict[str, str] = {}
    for folder in word_folders():
        found |= _read(folder / f"{code}.json")
    return MappingProxyType(found)


def word_folders() -> list[Path]:
    """The folders of modules that speak to travellers."""
    inside = (package_folder().joinpath(*module.code.split("."), "locale") for module in modules())
    return [folder for folder in inside if folder.is_dir()]


def word_problems(folders: list[Path] | None = None) -> list[Problem]:
    """A problem for each key that a language lacks or has too much, each empty sentence, each place that a sentence
    loses, and each key that two modules use."""
    found: list[Problem] = []
    owners: dict[str, Path] = {}
    for folder in word_folders() if folders is None else folders:
        by_language = {code: _read(folder / f"{code}.json") for code in TRAVELLER_LANGUAGES}
        known = by_language["zh"]
        for code, words in by_language.items():
            found += [_problem(folder, code, key, what) for key, what in _faults(known, words)]
        found += [
            _problem(folder, "zh", key, "taken") for key in known if owners.setdefault(key, folder) != folder
        ]
    return found


def _faults(known: Mapping[str, str], words: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    yield from ((key, "missing") for key in sorted(known.keys() - words.keys()))
    yield from ((key, "unknown") for key in sorted(words.keys() - known.keys()))
    for key in sorted(known.keys() & words.keys()):
        if not words[key].strip():
            yield key, "empty"
        elif sorted(_PLACES.findall(known[key])) != sorted(_PLACES.findall(words[key])):
            yield key, "places"


def _problem(folder: Path, language: str, key: str, what: str) -> Problem:
    said = {
        "missing": Text(zh="缺少译文：{key}", en="no translation of {key}"),
        "unknown": Text(zh="中文没有的键：{key}", en="{key} is unknown to the Chinese file"),
        "empty": Text(zh="译文为空：{key}", en="{key} is empty"),
        "places": Text(
            zh="占位符不一致：{key}", en="{key} has other places to fill than the Chinese sentence"
        ),
        "taken": Text(zh="另一模块已使用此键：{key}", en="{key} is another module's"),
    }[what]
    shown = folder.relative_to(package_folder()) if folder.is_relative_to(package_folder()) else folder
    return Problem(f"words.{what}", said.filled(key=key), f"{shown.as_posix()}/{language}.json")


def _read(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    words: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return words
