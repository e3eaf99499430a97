"""Names whose parts are glued or split otherwise on the list."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from tongguan.engines.screening.index.vocabulary import Vocabulary
from tongguan.engines.screening.names.lexicon import Kind
from tongguan.engines.screening.names.name import Name
from tongguan.engines.screening.names.part import Part, part_of

SHORTEST_SPLIT, SHORTEST_HALF, SYLLABLES, MAX_READINGS = 4, 2, 2, 4


def joined(name: Name, vocabulary: Vocabulary) -> Iterator[tuple[Part, tuple[int, ...]]]:
    """What neighbours make when glued, where the list has it; in a Chinese name also what reads the same."""
    chinese = _may_be_chinese(name)
    for first, second in pairwise(name.parts):
        glued = first.form + second.form
        known = vocabulary.latin.get(glued)
        if chinese and (part := known or part_of(glued)).readings:
            yield part, vocabulary.like(part)
        elif known is not None:
            yield known, (vocabulary.numbers[known],)


def split(name: Name, vocabulary: Vocabulary) -> Iterator[tuple[Part, tuple[int, ...]]]:
    """What a part falls into: two parts of the list, or the syllables of a Chinese name."""
    chinese = _may_be_chinese(name)
    for part in name.content:
        if part.kind is not Kind.NAME or len(part.form) < SHORTEST_SPLIT:
            continue
        found = sorted(part.readings) if chinese else ()
        readings = [reading for reading in found if len(reading) == SYLLABLES][:MAX_READINGS]
        # One set of syllables for each place, or the two halves.
        places = [set(place) for place in zip(*readings, strict=True)]
        for place in places or [{half} for half in _halves(part.form, vocabulary)]:
            pieces = [part_of(piece) for piece in sorted(place)]
            yield pieces[0], tuple({number for piece in pieces for number in vocabulary.like(piece)})


def _halves(form: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    for at in range(SHORTEST_HALF, len(form) - SHORTEST_HALF + 1):
        if form[:at] in vocabulary.latin and form[at:] in vocabulary.latin:
            return form[:at], form[at:]
    return ()


def _may_be_chinese(name: Name) -> bool:
    """Whether every part reads as Chinese syllables."""
    return all(part.readings for part in name.content)
