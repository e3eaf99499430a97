"""The alphabet of machine-readable zones and its check digits (ICAO Doc 9303 part 3, section 4.9: weights 7, 3, 1)."""

from __future__ import annotations

FILLER = "<"
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<"
_VALUES = {char: int(char, 36) for char in ALPHABET if char != FILLER} | {FILLER: 0}
_WEIGHTS = (7, 3, 1)


def check_digit(text: str) -> str:
    """The check digit of characters of the alphabet; letters count from 10, the filler is 0. KeyError on others."""
    return str(sum(_VALUES[char] * _WEIGHTS[place % 3] for place, char in enumerate(text)) % 10)


def holds(text: str, digit: str) -> bool:
    """Whether the digit is the text's. A filler stands for 0 where nothing but fillers is checked (part 4, 4.2.2)."""
    return check_digit(text) == digit or (digit == FILLER and not text.strip(FILLER))
