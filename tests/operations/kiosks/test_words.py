"""A traveller is never spoken to in a language they did not choose because a sentence is missing."""

from __future__ import annotations

import re

import pytest

from tongguan.operations.kiosks.queries.words import PREFIX
from tongguan.operations.kiosks.rules import spoken
from tongguan.platform.ui.interface import TRAVELLER_LANGUAGES, traveller_words

LANGUAGES = tuple(TRAVELLER_LANGUAGES)
WORDS = {key: text for key, text in traveller_words("en").items() if key.startswith(PREFIX)}


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
def test_every_sentence_stands_in_every_language(language):
    catalogue = traveller_words(language)
    assert len(WORDS) == 24
    for key, sentence in WORDS.items():
        message = catalogue.get(key)
        assert message is not None, f"{language} lacks {key}"
        assert message != sentence, f"{language}: {key} is English"
        assert set(re.findall(r"\{\w+\}", message)) == set(re.findall(r"\{\w+\}", sentence)), key


def test_words_are_told_in_the_language_with_its_direction(client, db):
    told = {language: client.get(f"/api/v1/kiosks/words/{language}").json() for language in LANGUAGES}
    assert len({words["hang_up"] for words in told.values()}) == len(LANGUAGES)
    assert {language for language, words in told.items() if words["dir"] == "rtl"} == {"ar"}
    assert told["ja"]["title"] == "職員のサポート"


def test_a_language_nobody_knows_is_english_and_tags_are_read():
    assert [spoken(tag) for tag in ("zh-Hans", "pt_BR", "JA", "xx", "", "中")] == [
        "zh",
        "pt",
        "ja",
        "en",
        "en",
        "en",
    ]
