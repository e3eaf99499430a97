"""Dates of birth as lists and messages give them: in many spellings, often only a year, sometimes a span of years."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import OSA

MONTHS = {
    name: number
    for number, name in enumerate(
        ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"), start=1
    )
}
MAX_DATE_CHARS = 60
OLDEST_YEAR, CIRCA_YEARS = 1850, 2
NEAR_YEARS, APART_YEARS = 1, 3
"""Years by which dates known in part are near, and up to which dates that contradict are only apart."""
_WORDED = re.compile(r"(?:(\d{1,2})[\s\-./]*)?([A-Za-z]{3})[A-Za-z]*[\s\-./,]*(\d{4}|\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})[-./年](\d{1,2})(?:[-./月](\d{1,2})日?|月)?(?:T.*)?")
_YEAR_LAST = re.compile(r"(\d{1,2})[-./](\d{1,2})[-./](\d{4})")
_SPAN = re.compile(r".*?(\d{4})\s*(?:to|-|–|and|至|到)\s*.*?(\d{4})")
_CIRCA = re.compile(r"(?:circa|approximately|about|ca?\.|约)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A year, with month and day where known; `spread_years` more or less where a source is not sure."""

    year: int
    month: int | None = None
    day: int | None = None
    spread_years: int = 0

    def __str__(self) -> str:
        text = f"{self.year:04}" + (f"-{self.month:02}" if self.month else "")
        text += f"-{self.day:02}" if self.month and self.day else ""
        return text + (f"±{self.spread_years}" if self.spread_years else "")


def parse_date(text: str, today: dt.date) -> PartialDate | None:
    """The date a text gives; None where it gives none. Years of two digits are the latest not after `today`.

    Blanks inside digits are ignored; a month or day that is zero or impossible is unknown; of a day and month
    that could change places the day is taken first.
    """
    text = text.strip()[:MAX_DATE_CHARS]
    circa = _CIRCA.match(text)
    if circa:
        text = text[circa.end() :]
    spread = CIRCA_YEARS if circa else 0
    span = _SPAN.fullmatch(text)
    if span and int(span[1]) <= int(span[2]):
        middle = (int(span[1]) + int(span[2]) + 1) // 2
        return _made(middle, None, None, middle - int(span[1]) + spread, today)
    worded = _WORDED.fullmatch(text.replace(" ", "") if len(text) < 12 else text)
    if worded and worded[2].upper() in MONTHS:
        year = _year(worded[3], MONTHS[worded[2].upper()], int(worded[1] or 1), today)
        return _made(year, MONTHS[worded[2].upper()], int(worded[1] or 0), spread, today)
    if year_first := _YEAR_FIRST.fullmatch(text):
        return _made(int(year_first[1]), int(year_first[2]), int(year_first[3] or 0), spread, today)
    if year_last := _YEAR_LAST.fullmatch(text):
        day, month = int(year_last[1]), int(year_last[2])
        if month > 12:
            day, month = month, day
        return _made(int(year_last[3]), month, day, spread, today)
    return _digits("".join(text.split()), spread, today)


def _digits(text: str, spread: int, today: dt.date) -> PartialDate | None:
    if not (text.isascii() and text.isdigit()):
        return None
    if len(text) == 4:
        return _made(int(text), None, None, spread, today)
    if len(text) == 6:
        month, day = int(text[2:4]), int(text[4:6])
        return _made(_year(text[:2], month, day, today), month, day, spread, today)
    if len(text) == 8:
        return _made(int(text[:4]), int(text[4:6]), int(text[6:8]), spread, today)
    return None


def _year(digits: str, month: int, day: int, today: dt.date) -> int:
    if len(digits) == 4:
        return int(digits)
    year = today.year - today.year % 100 + int(digits)
    return year - 100 if (year, month, day) > (today.year, today.month, today.day) else year


def _made(year: int, month: int | None, day: int | None, spread: int, today: dt.date) -> PartialDate | None:
    if not OLDEST_YEAR <= year <= today.year + 1:
        return None
    if not month:
        return PartialDate(year, None, None, spread)
    if not 1 <= month <= 12:
        return PartialDate(year, None, None, spread)
    try:
        dt.date(year, month, day or 1)
    except ValueError:
        day = None
    return PartialDate(year, month, day or None, spread)


def misread(text: str, date: PartialDate | None) -> bool:
    """Whether a text that is to give a whole date gives none, or not its day: it names an impossible one."""
    digits = sum(char.isdigit() for char in text)
    return date is None or (digits >= 6 and not date.day and not date.spread_years)


class Births(StrEnum):
    """How two sets of birth dates stand to each other, from best to worst."""

    EXACT = "exact"
    SLIP = "slip"
    YEAR = "year"
    NEAR = "near"
    UNKNOWN = "unknown"
    APART = "apart"
    FAR = "far"


_ORDER = list(Births)


def compare_births(left: tuple[PartialDate, ...], right: tuple[PartialDate, ...]) -> Births:
    """The best standing among all pairs; symmetric. A year alone is evidence, and so is a year that differs."""
    if not left or not right:
        return Births.UNKNOWN
    return min((_pair(a, b) for a in left for b in right), key=_ORDER.index)


def _pair(a: PartialDate, b: PartialDate) -> Births:
    apart_years = abs(a.year - b.year)
    spread = max(a.spread_years, b.spread_years)
    if a.month and b.month and a.day and b.day:
        if (a.year, a.month, a.day) == (b.year, b.month, b.day):
            return Births.EXACT
        if _slip(a, b):
            return Births.SLIP
        if 0 < apart_years <= spread or (apart_years == 0 and (spread or _first_of_january(a, b))):
            return Births.YEAR
    elif not (a.month and b.month and a.month != b.month):
        if apart_years == 0:
            return Births.YEAR
        if apart_years <= max(NEAR_YEARS, spread):
            return Births.NEAR
    return Births.APART if apart_years <= APART_YEARS + spread else Births.FAR


def _first_of_january(a: PartialDate, b: PartialDate) -> bool:
    """Lists write the first of January where they know the year alone."""
    return (a.month, a.day) == (1, 1) or (b.month, b.day) == (1, 1)


def _slip(a: PartialDate, b: PartialDate) -> bool:
    """Day and month changed places, one digit differs, or two neighbours changed places."""
    if a.year == b.year and (a.month, a.day) == (b.day, b.month):
        return True
    left, right = (f"{d.year:04}{d.month:02}{d.day:02}" for d in (a, b))
    return OSA.distance(left, right, score_cutoff=1) <= 1
