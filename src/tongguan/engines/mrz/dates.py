"""Dates of a machine-readable zone: six characters, the century left to the reader (ICAO Doc 9303 part 3, 4.8)."""

from __future__ import annotations

import datetime as dt

FURTHEST_EXPIRY_YEARS = 50
"""No document is valid for longer, so an expiry further ahead lies in the century before."""


def date_of(text: str, today: dt.date, *, future: bool) -> str | None:
    """YYMMDD as ISO 8601: a day, or year and month, or the year alone where the rest is unknown (fillers or zeros);
    empty where all is unknown; None where it is no date. A birth lies before tomorrow, an expiry may lie ahead."""
    if text == "<<<<<<":
        return ""
    year, month, day = text[:2], text[2:4], text[4:6]
    if not (year.isascii() and year.isdigit()):
        return None
    full = _century(int(year), today, future=future)
    if month in ("<<", "00") and day in ("<<", "00"):
        return f"{full:04d}"
    if not (month.isascii() and month.isdigit() and 1 <= int(month) <= 12):
        return None
    if day in ("<<", "00"):
        return f"{full:04d}-{month}"
    try:
        found = dt.date(full, int(month), int(day))
    except ValueError:
        return None
    if not future and found > today:
        found = found.replace(year=full - 100) if not (found.month == 2 and found.day == 29) else None
    return found.isoformat() if found else None


def _century(year: int, today: dt.date, *, future: bool) -> int:
    latest = today.year + (FURTHEST_EXPIRY_YEARS if future else 0)
    return latest - (latest - year) % 100
