"""Travel document numbers: written alike, told apart by one character, and repaired as candidates only.

Check digit: ICAO Doc 9303-3, section 4.9 (weights 7, 3, 1).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import OSA

LOOKALIKES = str.maketrans("OQDILZSBG", "000112586")
"""Letters that readers and people take for digits, each to its digit."""
SHORTEST_NUMBER = 5
MAX_NUMBER_CHARS = 40


@dataclass(frozen=True, slots=True)
class Document:
    """A number in capitals and digits alone, the issuing country (alpha-3, empty: unknown), kind as sent (`P`, `V`)."""

    number: str
    country: str = ""
    kind: str = ""


class Documents(StrEnum):
    """How two documents stand to each other."""

    SAME = "same"
    NUMBER = "number"
    REPAIRED = "repaired"
    OTHER = "other"


def tidy_number(text: str) -> str:
    """The number without blanks, hyphens and fillers; empty where nothing worth comparing is left."""
    kept = "".join(char for char in text.upper()[:MAX_NUMBER_CHARS] if char.isascii() and char.isalnum())
    return kept if len(kept) >= SHORTEST_NUMBER and any(char.isdigit() for char in kept) else ""


def look_alike(number: str) -> str:
    """The number with every letter that looks like a digit written as that digit."""
    return number.translate(LOOKALIKES)


def compare_documents(left: Document, right: Document) -> Documents:
    """Same number and no contradicting country; the number alone; a number one slip away; or another. Symmetric."""
    if left.number == right.number:
        contradict = left.country and right.country and left.country != right.country
        return Documents.NUMBER if contradict else Documents.SAME
    if left.country and right.country and left.country != right.country:
        return Documents.OTHER
    if look_alike(left.number) == look_alike(right.number):
        return Documents.REPAIRED
    longer, shorter = sorted((left.number, right.number), key=len, reverse=True)
    if len(longer) == len(shorter) + 1 and longer[:-1] == shorter and check_digit(shorter) == longer[-1]:
        return Documents.REPAIRED
    one_slip = OSA.distance(left.number, right.number, score_cutoff=1) <= 1
    return Documents.REPAIRED if one_slip else Documents.OTHER


def check_digit(text: str) -> str:
    """The 7-3-1 digit over capitals, digits and fillers (`<`, counted 0): `L898902C3` → `6`."""
    total = sum((int(char, 36) if char != "<" else 0) * (7, 3, 1)[at % 3] for at, char in enumerate(text))
    return str(total % 10)
