"""Numbers on tubes: two letters, nine digits and two check digits (ISO/IEC 7064 MOD 97-10), so that one wrong sign and
two neighbours that changed places are always seen."""

from __future__ import annotations

import re

_BODY = re.compile(r"[A-Z]{2}\d{9}\Z", re.ASCII)
_TUBE = re.compile(r"[A-Z]{2}\d{11}\Z", re.ASCII)


def _rest(text: str) -> int:
    """The text as a number, letters as 10 to 35, modulo 97."""
    return int("".join(str(int(sign, 36)) for sign in text)) % 97


def tube_number(letters: str, year: int, number: int) -> str:
    """`NS`, 2026, 17 → `NS260000017` and its check digits. ValueError where it does not fit."""
    text = f"{letters}{year % 100:02d}{number:07d}"
    if not _BODY.match(text):
        raise ValueError(f"two letters and at most seven digits: {text}")
    return f"{text}{98 - _rest(text + '00'):02d}"


def read_tube(scanned: str) -> str | None:
    """A scanned number in its plain form; None where it is none or its check digits are wrong."""
    text = re.sub(r"[\s-]", "", scanned[:40]).upper()
    return text if _TUBE.match(text) and _rest(text) == 1 else None
