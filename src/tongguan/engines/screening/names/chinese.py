"""Han characters and the ways their names are spelt in Latin: pinyin, Wade–Giles, Jyutping and Hong Kong spellings.

Table: syllables.csv. Wade–Giles by its rules; Cantonese from the readings of the 3,755 commonest characters, kept where
three of them or a surname agree, with the spellings of surnames in use.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import islice, product

from tongguan.engines.screening.names.lexicon import table

HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002ffff]+")
MAX_READINGS, MAX_SYLLABLES, LONGEST_SYLLABLE = 32, 4, 8


@cache
def characters(kind: str) -> dict[str, str]:
    """From characters.csv: `compound` family names, readings of a `surname`, `korean` ones, `traditional` forms."""
    return {row["characters"]: row["reading"] for row in table("characters.csv") if row["kind"] == kind}


@cache
def _simplifying() -> dict[int, str]:
    return {ord(old): new for old, new in characters("traditional").items()}


def simplified(text: str) -> str:
    """With the traditional characters that are common in names in their simplified form."""
    return text.translate(_simplifying())


def split_han(text: str) -> list[str]:
    """A run of Han characters → family and given name; one or more than four characters stay whole."""
    if not 2 <= len(text) <= 4:
        return [text]
    at = 2 if text[:2] in characters("compound") and len(text) > 2 else 1
    return [text[:at], text[at:]]


@lru_cache(maxsize=50_000)
def han_readings(text: str, family: bool) -> frozenset[tuple[str, ...]]:
    """Every way to read the characters, each a tuple of pinyin syllables without tones; the usual one is `pinyin`."""
    from pypinyin import Style, pinyin

    columns = pinyin(text, style=Style.NORMAL, heteronym=True, v_to_u=False, errors="ignore")
    if family and text in characters("surname"):
        columns = [[characters("surname")[text], *columns[0]]] if columns else []
    plain = [[syllable.replace("ü", "u").replace("v", "u") for syllable in column] for column in columns]
    return frozenset(islice(product(*plain), MAX_READINGS)) if plain else frozenset()


def pinyin_of(text: str, family: bool) -> str:
    """The usual reading, glued; empty where the characters have none."""
    from pypinyin import lazy_pinyin

    if family and text in characters("surname"):
        return characters("surname")[text]
    return "".join(lazy_pinyin(text, v_to_u=False, errors="ignore")).replace("v", "u")


@cache
def _syllables() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in table("syllables.csv"):
        found.setdefault(row["syllable"], set()).update(row["pinyin"].split())
    return {form: frozenset(readings) for form, readings in found.items()}


@lru_cache(maxsize=50_000)
def latin_readings(form: str) -> frozenset[tuple[str, ...]]:
    """Every way to read a Latin part as one to four Chinese syllables, in pinyin: `tsetung` → `ze dong` and others."""
    if not 1 < len(form) <= LONGEST_SYLLABLE * MAX_SYLLABLES or not form.isascii():
        return frozenset()
    found: set[tuple[str, ...]] = set()
    for split in _splits(form, MAX_SYLLABLES):
        found.update(islice(product(*(sorted(_syllables()[piece]) for piece in split)), MAX_READINGS))
        if len(found) >= MAX_READINGS * 4:
            break
    return frozenset(found)


def _splits(form: str, left: int) -> list[tuple[str, ...]]:
    if not form:
        return [()]
    if left == 0:
        return []
    return [
        (form[:at], *rest)
        for at in range(1, min(LONGEST_SYLLABLE, len(form)) + 1)
        if form[:at] in _syllables()
        for rest in _splits(form[at:], left - 1)
    ]
