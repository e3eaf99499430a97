"""How alike two parts of names are, and by which way: the same letters, sound, script, spelling, language or habit."""

from __future__ import annotations

from enum import StrEnum

from rapidfuzz.distance import OSA

from tongguan.engines.screening.names.lexicon import Kind
from tongguan.engines.screening.names.part import Part

LEAST = 0.5
"""Parts less alike than this are not one another."""
MAX_KEPT = 1_000_000


class Way(StrEnum):
    """Why two parts are taken for one."""

    SAME = "same"
    LETTERS = "letters"
    SOUND = "sound"
    SPELLING = "spelling"
    ROMANISATION = "romanisation"
    SCRIPT = "script"
    HOMOPHONE = "homophone"
    LANGUAGE = "language"
    NICKNAME = "nickname"
    INITIAL = "initial"
    JOINED = "joined"


LETTERS, SAME = Way.LETTERS, Way.SAME
Likeness = tuple[float, Way]
NONE: Likeness = (0.0, LETTERS)
_GROUPED = (
    ("spelling", 0.95, Way.SPELLING),
    ("nickname", 0.85, Way.NICKNAME),
    ("language", 0.8, Way.LANGUAGE),
)
_kept: dict[tuple[Part, Part], Likeness] = {}


def likeness(a: Part, b: Part) -> Likeness:
    """From 0 to 1, with the way that gave it; symmetric. Below `LEAST` it is 0."""
    if a is b:
        return 1.0, SAME
    found = _kept.get((a, b))
    if found is None:
        if len(_kept) >= MAX_KEPT:
            _kept.clear()
        found = _compared(a, b)
        if found[0] < LEAST:
            found = NONE
        _kept[a, b] = _kept[b, a] = found
    return found


def _compared(a: Part, b: Part) -> Likeness:
    if a.native and b.native:
        return _natives(a, b)
    if a.form == b.form:
        return 0.98, Way.SCRIPT
    if a.kind is Kind.INITIAL or b.kind is Kind.INITIAL:
        return (0.8, Way.INITIAL) if a.initial == b.initial else NONE
    letters = OSA.normalized_similarity(a.form, b.form)
    best: Likeness = (letters, LETTERS)
    if a.abjad or b.abjad:
        if min(len(a.bare), len(b.bare)) >= 2:
            best = max(best, (0.97 * OSA.normalized_similarity(a.bare, b.bare), Way.SCRIPT))
    elif letters >= 0.4 and a.skeleton == b.skeleton and len(a.skeleton) >= 2:
        best = (0.5 + letters / 2, Way.SOUND)
    if a.groups and b.groups:
        for kind, value, way in _GROUPED:
            if value > best[0] and a.groups.get(kind, _EMPTY) & b.groups.get(kind, _EMPTY):
                best = (value, way)
    if best[0] < 0.95 and a.readings and b.readings and a.readings & b.readings:
        best = (0.95, Way.SCRIPT) if a.native or b.native else max(best, (0.9, Way.ROMANISATION))
    return best


_EMPTY: frozenset[int] = frozenset()


def _natives(a: Part, b: Part) -> Likeness:
    """Han or Hangul on both sides: the characters count, a syllable that only sounds alike counts less."""
    if a.native == b.native:
        return 1.0, Way.SAME
    same = OSA.normalized_similarity(a.native, b.native)
    if a.readings & b.readings:
        return max((same, Way.LETTERS), (0.7, Way.HOMOPHONE))
    if len(a.native) == len(b.native) == 1:
        return NONE
    return same, Way.LETTERS
