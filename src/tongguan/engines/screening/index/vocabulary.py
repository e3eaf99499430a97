"""Every part that names of the list have, and the keys by which a part of another name finds the like of it.

Keys: the spelling; the spelling with one letter left out (so that one slip meets: Bocek, Hunter, 2007, and SymSpell);
the consonant skeleton, and with one consonant left out; the group of variants; the reading in Chinese syllables.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from tongguan.engines.screening.index.postings import Postings, key_of
from tongguan.engines.screening.names.likeness import likeness
from tongguan.engines.screening.names.part import Part

LEAST_LIKE, LEAST_LETTERS = 0.66, 0.4
"""Parts less alike than this do not lead to one another."""
MAX_LETTERS, SHORTEST_SLIP, SHORTEST_SKELETON_SLIP, MAX_READINGS, MAX_KEPT = 24, 4, 4, 8, 50_000


class Vocabulary:
    """Parts by number; a part is one spelling with its native characters."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.forms: list[str] = []
        self.numbers: dict[Part, int] = {}
        self.latin: dict[str, Part] = {}
        """Parts written in Latin letters alone, by spelling."""
        self.keys = Postings()
        self._found: dict[Part, tuple[int, ...]] = {}

    def number(self, part: Part) -> int:
        """The number of a part, which is added where it is new."""
        number = self.numbers.get(part)
        if number is None:
            number = self.numbers[part] = len(self.parts)
            self.parts.append(part)
            self.forms.append(part.form)
            if not part.native and not part.abjad:
                self.latin[part.form] = part
            for key in letter_keys(part) | other_keys(part, looking=False):
                self.keys.add(key, number)
            self._found.clear()
        return number

    def like(self, part: Part) -> tuple[int, ...]:
        """Numbers of the parts that are like this one."""
        found = self._found.get(part)
        if found is None:
            if len(self._found) > MAX_KEPT:
                self._found.clear()
            found = tuple(self._search(part))
            self._found[part] = found
        return found

    def _search(self, part: Part) -> Iterator[int]:
        """Letters are compared all at once; what they leave open is asked of `likeness`."""
        other = set(self.keys.get_all(other_keys(part, looking=True)).tolist())
        near = set(self.keys.get_all(letter_keys(part)).tolist()) - other
        for number in other:
            if likeness(part, self.parts[number])[0] >= LEAST_LIKE:
                yield number
        numbers = list(near)
        forms = [self.forms[number] for number in numbers]
        if part.native or not forms:
            return
        values = cdist([part.form], forms, scorer=OSA.normalized_similarity, score_cutoff=LEAST_LETTERS)[0]
        for at in np.flatnonzero(values).tolist():
            number = numbers[at]
            if values[at] >= LEAST_LIKE or likeness(part, self.parts[number])[0] >= LEAST_LIKE:
                yield number


def letter_keys(part: Part) -> set[int]:
    """By spelling and consonants, whole and with one letter less."""
    form = part.form[:MAX_LETTERS]
    found = {key_of("f", form)}
    if len(form) >= SHORTEST_SLIP:
        found.update(key_of("f", form[:at] + form[at + 1 :]) for at in range(len(form)))
    skeleton = part.skeleton
    if len(skeleton) >= 2:
        found.add(key_of("s", skeleton))
        if len(skeleton) >= SHORTEST_SKELETON_SLIP:
            found.update(key_of("s", skeleton[:at] + skeleton[at + 1 :]) for at in range(len(skeleton)))
    return found


def other_keys(part: Part, *, looking: bool) -> set[int]:
    """By group of variants, reading in Chinese, and what scripts without vowels keep.

    A part in such a script is looked for among all, any other among those in such a script.
    """
    found = {key_of(kind, group) for kind, groups in part.groups.items() for group in groups}
    found.update(key_of("r", reading) for reading in sorted(part.readings)[:MAX_READINGS])
    if len(part.bare) >= 2:
        if part.abjad or not looking:
            found.add(key_of("all", part.bare))
        if part.abjad != looking:
            found.add(key_of("abjad", part.bare))
    return found
