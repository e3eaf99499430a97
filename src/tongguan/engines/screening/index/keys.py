"""The keys under which births and documents are kept."""

from __future__ import annotations

from tongguan.engines.screening.dates import PartialDate
from tongguan.engines.screening.documents import Document, look_alike
from tongguan.engines.screening.index.postings import key_of


def birth_keys(birth: PartialDate) -> tuple[int, ...]:
    """The whole date, and with day and month in each other's place; none where it is not whole."""
    if not birth.month or not birth.day:
        return ()
    return key_of(birth.year, birth.month, birth.day), key_of(birth.year, birth.day, birth.month)


def document_keys(document: Document) -> tuple[int, ...]:
    """The number, as it looks, and its halves: one slip leaves one half whole."""
    number = document.number
    half = max(3, len(number) // 2)
    return (
        key_of("d", look_alike(number)),
        key_of("<", number[:half]),
        key_of(">", number[-half:]),
        key_of("<", number[: half + 1]),
    )
