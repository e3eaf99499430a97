"""A name as written → its parts. Any text is a name of some parts, possibly none; nothing raises."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from anyascii import anyascii

from tongguan.engines.screening.names.chinese import HAN, characters, pinyin_of, simplified, split_han
from tongguan.engines.screening.names.lexicon import Kind
from tongguan.engines.screening.names.part import Part, part_of

MAX_CHARS, MAX_PARTS = 200, 16
_DOTTED = re.compile(r"\b(?:[^\W\d_]\.){2,}(?:[^\W\d_]\b)?")
_APOSTROPHES = re.compile(r"['’‘`´ʻʼ]")
_TOKEN = re.compile(
    r"[^\W_]+(?:[\u0300-\u036f\u0900-\u0dff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u064b-\u065f][^\W_]*)*"
)
_HANGUL = re.compile(r"[\uac00-\ud7a3]+")
_ABJAD = re.compile(r"[\u0590-\u06ff\u0750-\u077f\ufb1d-\ufdff\ufe70-\ufefc]")
NAME = Kind.NAME
_NO_WORDS: frozenset[str] = frozenset()
_ALL = tuple(range(count) for count in range(MAX_PARTS + 1))
_ARABIC_ARTICLE = "ال"
_ARTICLE = part_of("al")


class Name:
    """A name: all its parts in order, those that carry it (`content`, and their `places`), and its letters glued.

    `ordered` tells that the order of the parts says nothing (a comma, or a script with the family name first).
    """

    __slots__ = ("content", "glued", "information", "legal", "ordered", "parts", "places", "text")

    def __init__(self, text: str, parts: tuple[Part, ...], ordered: bool) -> None:
        self.text, self.parts, self.ordered = text, parts, ordered
        self.content, self.legal = parts, _NO_WORDS
        self.places: Sequence[int] = _ALL[len(parts)]
        for part in parts:
            if part.kind is not NAME:
                self.places = _carrying(parts)
                self.content = tuple([parts[at] for at in self.places])
                self.legal = frozenset([part.word for part in parts if part.kind is Kind.LEGAL])
                break
        self.information = sum([part.info for part in self.content])
        self.glued = "".join([part.form for part in self.content])


def _carrying(parts: tuple[Part, ...]) -> list[int]:
    """Where no name is among the parts, all but legal forms carry it; where there is nothing else, these."""
    places = [at for at, part in enumerate(parts) if part.carries]
    if any(parts[at].kind is NAME for at in places):
        return places
    return [at for at, part in enumerate(parts) if part.kind is not Kind.LEGAL] or list(range(len(parts)))


@lru_cache(maxsize=100_000)
def parse_name(text: str) -> Name:
    """Read a name, or take it as read before."""
    return read_name(text)


def read_name(text: str) -> Name:
    """Read a name of at most 200 characters and 16 parts; what is beyond is left out."""
    text = text[:MAX_CHARS]
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    if "." in plain:
        plain = _DOTTED.sub(lambda found: found[0].replace(".", ""), plain)
    if "'" in plain or "`" in plain or not plain.isascii():
        plain = _APOSTROPHES.sub("", plain)
    family, comma, given = plain.partition(",")
    ordered = False
    if comma and family.strip() and given.strip() and "," not in given:
        plain, ordered = f"{given} {family}", True
    if plain.isascii():
        latin = [part_of(token) for token in _TOKEN.findall(plain.lower())[:MAX_PARTS]]
        return Name(text, tuple(latin), ordered)
    parts: list[Part] = []
    for token in _TOKEN.findall(plain):
        if token.isascii():
            parts.append(part_of(token.lower()))
        else:
            found = _other_script(token)
            ordered = ordered or any(part.native for part in found)
            parts += found
    return Name(text, tuple(parts[:MAX_PARTS]), ordered)


@lru_cache(maxsize=200_000)
def _other_script(token: str) -> tuple[Part, ...]:
    han = HAN.fullmatch(token)
    if han:
        pieces = split_han(token)
        return tuple([_han_part(piece, at == 0) for at, piece in enumerate(pieces)])
    if _HANGUL.fullmatch(token):
        family = characters("korean").get(token[0])
        if family and 2 <= len(token) <= 4:
            return (part_of(family, token[0]), _latin(token[1:], token[1:]))
        return (_latin(token, token),)
    if _ABJAD.search(token):
        if token.startswith(_ARABIC_ARTICLE) and len(token) > 4:
            return (_ARTICLE, _latin(token[2:], abjad=True))
        return (_latin(token, abjad=True),)
    return (_latin(token),)


def _han_part(text: str, family: bool) -> Part:
    text = simplified(text)
    return part_of(pinyin_of(text, family) or text, text, family=family)


def _latin(token: str, native: str = "", *, abjad: bool = False) -> Part:
    plain = "".join(char for char in anyascii(token).lower() if char.isalnum())
    return part_of(plain or token.casefold(), native, abjad=abjad)
