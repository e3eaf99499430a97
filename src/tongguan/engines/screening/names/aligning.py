"""Which part of one name stands for which of the other, and what is left on both sides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from tongguan.engines.screening.names.chinese import latin_readings
from tongguan.engines.screening.names.lexicon import Kind
from tongguan.engines.screening.names.likeness import LEAST, Way, likeness
from tongguan.engines.screening.names.name import Name
from tongguan.engines.screening.names.part import Part, part_of

JOIN_LEAST, MAX_JOINED, SHORTEST_JOIN, LONGER, LONGER_CHINESE = 0.8, 4, 4, 2, 4
Pair = tuple[tuple[int, ...], tuple[int, ...], float, Way]


@dataclass(slots=True)
class Alignment:
    """Pairs of places in `left.parts` and `right.parts` with likeness and way; and the places of content left over."""

    left: Name
    right: Name
    pairs: list[Pair]
    left_over: list[int]
    right_over: list[int]


def align(left: Name, right: Name) -> Alignment:
    """Equal parts first, then glued ones, then the most alike; each part at most once. The sides may change places."""
    pairs: list[Pair] = []
    ours, theirs = list(left.places), list(right.places)
    a, b = left.parts, right.parts
    for i in tuple(ours):
        for j in theirs:
            if a[i] is b[j]:
                pairs.append(((i,), (j,), 1.0, Way.SAME))
                ours.remove(i)
                theirs.remove(j)
                break
    if ours and theirs:
        if len(a) != len(b) or len(ours) > 1:
            _join(a, b, ours, theirs, pairs, flipped=False)
            _join(b, a, theirs, ours, pairs, flipped=True)
        _fuzzy(a, b, ours, theirs, pairs)
    elif ours or theirs:
        _join(a, b, ours, theirs, pairs, flipped=False) if ours else None
    if ours and theirs:
        _initials(a, b, ours, theirs, pairs, flipped=False)
        _initials(b, a, theirs, ours, pairs, flipped=True)
    return Alignment(left, right, pairs, ours, theirs)


def _fuzzy(
    a: Sequence[Part], b: Sequence[Part], ours: list[int], theirs: list[int], pairs: list[Pair]
) -> None:
    found = []
    for i in ours:
        for j in theirs:
            value, way = likeness(a[i], b[j])
            if value >= LEAST:
                found.append((-value, abs(i - j), i, j, way))
    if len(found) > 1:
        # Ties are broken by what the parts are, not by side, so that the result is symmetric.
        found.sort(key=lambda each: (*each[:2], *sorted((a[each[2]].form, b[each[3]].form)), *each[2:4]))
    for minus, _, i, j, way in found:
        if i in ours and j in theirs:
            pairs.append(((i,), (j,), -minus, way))
            ours.remove(i)
            theirs.remove(j)


def _join(
    a: Sequence[Part],
    b: Sequence[Part],
    ours: list[int],
    theirs: list[int],
    pairs: list[Pair],
    *,
    flipped: bool,
) -> None:
    """A part of `a` that several neighbours of `b`, particles among them, make when glued."""
    for i in tuple(ours):
        length = len(a[i].form)
        if length < SHORTEST_JOIN or a[i].kind is not Kind.NAME:
            continue
        longer = LONGER_CHINESE if a[i].readings else LONGER
        best: tuple[float, tuple[int, ...]] | None = None
        for start in range(len(b) - 1):
            glued = b[start].form
            for end in range(start + 1, min(len(b), start + MAX_JOINED)):
                glued += b[end].form
                if len(glued) > length + longer:
                    break
                span = tuple(range(start, end + 1))
                if len(glued) < length - longer or not _free(span, b, theirs):
                    continue
                value = _glue_likeness(a[i], glued)
                if value >= JOIN_LEAST and (best is None or value > best[0]):
                    best = (value, span)
        if best is not None and best[0] > max((likeness(a[i], b[j])[0] for j in best[1]), default=0.0):
            ours.remove(i)
            for j in best[1]:
                if j in theirs:
                    theirs.remove(j)
            pair = (best[1], (i,)) if flipped else ((i,), best[1])
            pairs.append((*pair, best[0] * 0.99, Way.JOINED))


def _glue_likeness(part: Part, glued: str) -> float:
    """By letters where they are near; by sound and script where there is more to a part than letters."""
    letters = OSA.normalized_similarity(part.form, glued)
    if letters >= JOIN_LEAST:
        return letters
    if part.native or part.abjad or (part.readings and latin_readings(glued)) or letters >= LEAST:
        return likeness(part, part_of(glued))[0]
    return letters


def _free(span: tuple[int, ...], b: Sequence[Part], theirs: list[int]) -> bool:
    """Every part of the span is still to be paired or is no content, and one at least is to be paired."""
    content = [j for j in span if b[j].kind in (Kind.NAME, Kind.INITIAL, Kind.NUMBER)]
    return bool(content) and all(j in theirs for j in content)


def _initials(
    a: Sequence[Part],
    b: Sequence[Part],
    ours: list[int],
    theirs: list[int],
    pairs: list[Pair],
    *,
    flipped: bool,
) -> None:
    """`JC` for Jean-Claude: a part of two or three letters that begin as many neighbours."""
    for i in tuple(ours):
        form = a[i].form
        if not 2 <= len(form) <= 3 or len(theirs) < len(form):
            continue
        for start in range(len(theirs) - len(form) + 1):
            span = theirs[start : start + len(form)]
            if all(b[j].initial == letter for j, letter in zip(span, form, strict=True)):
                ours.remove(i)
                del theirs[start : start + len(form)]
                pair = (tuple(span), (i,)) if flipped else ((i,), tuple(span))
                pairs.append((*pair, 0.8, Way.INITIAL))
                break
