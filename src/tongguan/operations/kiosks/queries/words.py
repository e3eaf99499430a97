"""What a call says to a traveller, in their language."""

from __future__ import annotations

from tongguan.operations.kiosks.rules import spoken
from tongguan.platform.ui.interface import TRAVELLER_LANGUAGES, traveller_words

PREFIX = "call."
"""How the keys of a call's sentences begin in this module's `locale`."""


def call_words(language: str) -> dict[str, str]:
    """All of them, with the tag of the language they are in and its direction."""
    told = TRAVELLER_LANGUAGES[spoken(language)]
    words = traveller_words(told.code)
    said = {key.removeprefix(PREFIX): text for key, text in words.items() if key.startswith(PREFIX)}
    return {**said, "lang": told.tag, "dir": told.direction}
