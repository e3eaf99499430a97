"""A machine-readable zone read from text: its fields, which check digits hold, and what one slip could have been."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any

from tongguan.engines.mrz import messages
from tongguan.engines.mrz.check import ALPHABET, FILLER, holds
from tongguan.engines.mrz.dates import date_of
from tongguan.engines.mrz.layout import Layout, layout_of
from tongguan.engines.mrz.repairs import Candidate, candidates_of
from tongguan.engines.problems import Problem

MAX_CHARACTERS = 2_000
_LOOKALIKES = str.maketrans({"«": "<<", "‹": FILLER, "〈": FILLER, "＜": FILLER, "_": FILLER})
_BLANKS = re.compile(r"[ \t\u00a0\u200b\ufeff]+")


@dataclass(frozen=True, slots=True)
class CheckResult:
    """A check digit: the one that stands there and whether it is right."""

    name: str
    digit: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read. `valid` is true only where every check digit of a known form holds and nothing was changed;
    `candidates` are readings with one character changed that would hold: for a person to compare, never accepted."""

    lines: tuple[str, ...] = ()
    layout: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    checks: tuple[CheckResult, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def valid(self) -> bool:
        """Whether the zone has a known form, every check digit holds and no finding speaks against it."""
        return bool(self.layout) and all(each.holds for each in self.checks) and not self.problems

    def as_dict(self, language: str = "en") -> dict[str, Any]:
        """JSON-ready."""
        return {
            "valid": self.valid,
            "layout": self.layout,
            "lines": list(self.lines),
            "fields": dict(self.fields),
            "check_digits": {each.name: {"digit": each.digit, "holds": each.holds} for each in self.checks},
            "candidates": [each.as_dict() for each in self.candidates],
            "problems": [each.as_dict(language) for each in self.problems],
        }


def read_text(text: str, today: dt.date | None = None) -> Reading:
    """Read a zone out of text, surrounding lines included; never raises. `today` decides the century of dates."""
    today = today or dt.datetime.now(dt.UTC).date()
    if len(text) > MAX_CHARACTERS:
        return Reading(problems=(Problem("mrz.too_long", messages.TOO_LONG.filled(most=MAX_CHARACTERS)),))
    lines = zone_of(text)
    layout = layout_of(lines)
    if layout is None or not _pure(lines):
        return Reading(lines, problems=tuple(_formless(lines)))
    checks = tuple(_checked(lines, layout))
    problems, fields = _fields(lines, layout, today)
    found = () if all(each.holds for each in checks) else candidates_of(lines, layout)
    wrong = [messages.wrong_digit(each.name, each.digit) for each in checks if not each.holds]
    return Reading(lines, layout.code, fields, checks, found, (*wrong, *problems))


def zone_of(text: str) -> tuple[str, ...]:
    """The lines of the zone: the last two or three neighbours of one width, without blanks; else all that remain."""
    plain = unicodedata.normalize("NFKC", text).translate(_LOOKALIKES)
    lines = [_BLANKS.sub("", line).upper() for line in plain.splitlines()]
    lines = [line for line in lines if line]
    for height in (3, 2):
        for start in range(len(lines) - height, -1, -1):
            part = tuple(lines[start : start + height])
            if _pure(part) and layout_of(part):
                return part
    return tuple(lines[:8])


def _pure(lines: tuple[str, ...]) -> bool:
    return set("".join(lines)) <= set(ALPHABET)


def _formless(lines: tuple[str, ...]) -> list[Problem]:
    """Why lines are no zone, with the place."""
    if not lines:
        return [Problem("mrz.empty", messages.EMPTY)]
    found = [
        Problem("mrz.character", messages.CHARACTER.filled(char=char), f"/lines/{row}", row + 1, place + 1)
        for row, line in enumerate(lines)
        for place, char in enumerate(line)
        if char not in ALPHABET
    ][:8]
    if layout_of(lines) is None:
        widths = ", ".join(str(len(line)) for line in lines)
        found.append(Problem("mrz.form", messages.FORM.filled(widths=widths), "/lines"))
    return found


def _checked(lines: tuple[str, ...], layout: Layout) -> list[CheckResult]:
    return [
        CheckResult(check.name, digit, holds(text, digit)) for check, text, digit in layout.checked(lines)
    ]


def _fields(lines: tuple[str, ...], layout: Layout, today: dt.date) -> tuple[list[Problem], dict[str, str]]:
    """The fields in words; dates as ISO 8601, an unknown month or day left out."""
    raw = {name: span.of(lines) for name, span in layout.fields.items()}
    long = layout.long_number(lines)
    surname, _, given = raw.pop("names").partition("<<")
    fields = {name: text.strip(FILLER) for name, text in raw.items()}
    if long:
        fields["number"] = long[0].strip(FILLER)
        fields["optional"] = raw["optional"].split(FILLER, 1)[-1].strip(FILLER)
    fields["surname"] = surname.replace(FILLER, " ").strip()
    fields["given_names"] = " ".join(given.replace(FILLER, " ").split())
    fields["sex"] = {"M": "M", "F": "F", FILLER: "X", "X": "X"}.get(raw["sex"], raw["sex"])
    problems = []
    for name, future in (("birth_date", False), ("expiry_date", True)):
        date = date_of(raw[name], today, future=future)
        if date is None:
            problems.append(Problem("mrz.date", messages.DATE.filled(text=raw[name]), f"/fields/{name}"))
        fields[name] = date or ""
    if raw["sex"] not in ("M", "F", "X", FILLER):
        problems.append(Problem("mrz.sex", messages.SEX.filled(text=raw["sex"]), "/fields/sex"))
    if not fields["surname"] and not fields["given_names"]:
        problems.append(Problem("mrz.name", messages.NAME, "/fields/surname"))
    return problems, {name: text for name, text in fields.items() if text}
