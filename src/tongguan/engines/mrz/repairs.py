"""What a zone with a wrong check digit could have been, had one character been taken for a look-alike.

A misread passes a check digit one time in ten, so a repair is evidence for a person, never a result: it is shown with
the character that was changed, and the reading stays invalid.
"""

from __future__ import annotations

from dataclasses import dataclass

from tongguan.engines.mrz.check import holds
from tongguan.engines.mrz.layout import Layout

ALIKE = (
    "0OQD",
    "1IL",
    "2Z",
    "5S",
    "8B",
    "6G",
    "4A",
    "7T",
    "UV",
    "MN",
    "VY",
    "KX",
    "CG",
    "EF",
    "PR",
    "K<",
    "C<",
    "L<",
)
"""Characters of OCR-B that readers take for each other."""
_NEAR = {
    char: sorted({other for group in ALIKE if char in group for other in group} - {char})
    for char in set("".join(ALIKE))
}
MAX_CANDIDATES = 8


@dataclass(frozen=True, slots=True)
class Candidate:
    """The lines with one character changed so that every check digit holds; line and place count from 1."""

    lines: tuple[str, ...]
    line: int
    place: int
    read: str
    meant: str

    def as_dict(self) -> dict[str, object]:
        """JSON-ready."""
        return {
            "lines": list(self.lines), "line": self.line, "place": self.place, "read": self.read, "meant": self.meant,
        }  # fmt: skip


def candidates_of(lines: tuple[str, ...], layout: Layout) -> tuple[Candidate, ...]:
    """All such readings, those that change a checked field before those that change a digit."""
    digits = {(check.digit.line, check.digit.start) for check in layout.checks}
    covered = {
        (span.line, place)
        for check in layout.checks
        for span in check.covers
        for place in range(span.start, span.stop)
    }
    found = []
    for row, place in sorted(covered | digits, key=lambda at: (at in digits, at)):
        read = lines[row][place]
        for meant in _NEAR.get(read, ()):
            changed = list(lines)
            changed[row] = lines[row][:place] + meant + lines[row][place + 1 :]
            if all(holds(text, digit) for _check, text, digit in layout.checked(tuple(changed))):
                found.append(Candidate(tuple(changed), row + 1, place + 1, read, meant))
    return tuple(found[:MAX_CANDIDATES])
