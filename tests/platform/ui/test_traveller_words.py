"""Travellers are never answered in a language they did not choose: what one language lacks is found in time."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tongguan.platform.ui.interface import TRAVELLER_LANGUAGES, traveller_words
from tongguan.platform.ui.traveller_words import word_folders, word_problems

THIRTEEN = {"zh", "en", "ja", "ko", "de", "fr", "it", "es", "ru", "pt", "ar", "th", "vi"}


def test_the_words_of_all_modules_are_whole():
    assert word_folders()
    assert [f"{p.pointer} {p.message.en}" for p in word_problems()] == []


def test_thirteen_languages_and_one_runs_to_the_left():
    assert set(TRAVELLER_LANGUAGES) == THIRTEEN
    assert [code for code, each in TRAVELLER_LANGUAGES.items() if each.direction == "rtl"] == ["ar"]


def written(folder: Path, **changed: dict[str, str]) -> Path:
    folder.mkdir()
    for code in THIRTEEN:
        words = {"a": "A {count}", "b": "B"} | changed.get(code, {})
        told = {key: text for key, text in words.items() if text is not None}
        (folder / f"{code}.json").write_text(json.dumps(told), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"b": None}, "words.missing"),
        ({"c": "C"}, "words.unknown"),
        ({"b": " "}, "words.empty"),
        ({"a": "A"}, "words.places"),
        ({"a": "A {number}"}, "words.places"),
    ],
)
def test_each_fault_of_one_language_is_found(tmp_path, changed, fault):
    folder = written(tmp_path / "locale", th=changed)
    assert [p.code for p in word_problems([folder])] == [fault]
    assert word_problems([folder])[0].pointer.endswith("th.json")


def test_a_missing_file_lacks_everything(tmp_path):
    folder = written(tmp_path / "locale")
    (folder / "vi.json").unlink()
    assert [p.code for p in word_problems([folder])] == ["words.missing", "words.missing"]


def test_two_modules_do_not_share_a_key(tmp_path):
    one, two = written(tmp_path / "one"), written(tmp_path / "two")
    assert {p.code for p in word_problems([one, two])} == {"words.taken"}


def test_another_language_is_none():
    with pytest.raises(KeyError):
        traveller_words("nl")


def test_a_language_speaks_its_own_script():
    """Sentences of a language with a script of its own are in it: a file copied from another would not be."""
    scripts = {
        "ru": (0x400, 0x4FF, 0.9),
        "ar": (0x600, 0x6FF, 0.9),
        "th": (0xE00, 0xE7F, 0.9),
        "ko": (0xAC00, 0xD7A3, 0.9),
        "ja": (0x3040, 0x30FF, 0.7),  # short words are written in the signs that Chinese has, too
    }
    for language, (first, last, share) in scripts.items():
        said = traveller_words(language).values()
        own = sum(any(first <= ord(char) <= last for char in text) for text in said)
        assert own > share * len(said), (language, own, len(said))
