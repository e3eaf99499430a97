"""The dated rows a calendar is made of, each with its source."""

from __future__ import annotations

import csv
import enum
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tongguan.engines.problems import Problem, Text

COLUMNS = ("year", "first", "last", "kind", "name_zh", "name_en", "announced", "source")
MOST_ROWS = 10_000
LONGEST_ROW_DAYS = 60
HERE = Path(__file__).parent


class Kind(enum.Enum):
    """What a row makes of its days, whatever the day of the week."""

    HOLIDAY = "holiday"
    WORKING_DAY = "working_day"  # a make-up working day, on a weekend


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """Days `first` to `last` by the arrangement for `year`; `announced` is the day it became known.

    Where two rows speak of one day, the one announced later holds.
    """

    year: int
    first: date
    last: date
    kind: Kind
    name: Text
    announced: date
    source: str


@dataclass(frozen=True, slots=True)
class RollRule:
    """From `valid_from`: whether a period in days that ends on a day off ends on the next working day."""

    valid_from: date
    rolls: bool
    source: str


def read_rows(text: str) -> tuple[list[CalendarRow], list[Problem]]:
    """Read rows from CSV with the columns year, first, last, kind, name_zh, name_en, announced, source.

    Days are ISO 8601. Never raises: a line that cannot be read becomes a Problem with its line number.
    """
    rows: list[CalendarRow] = []
    problems: list[Problem] = []
    reader = csv.DictReader(io.StringIO(text))
    try:
        if tuple(reader.fieldnames or ()) != COLUMNS:
            return [], [wrong("columns", 1, Text(zh=f"列应为 {COLUMNS}。", en=f"The columns are {COLUMNS}."))]
        for count, fields in enumerate(reader):
            if count >= MOST_ROWS:
                problems.append(
                    wrong("too_many", reader.line_num, Text(zh="行数过多。", en="Too many rows."))
                )
                break
            row = read_row(fields, reader.line_num)
            (rows if isinstance(row, CalendarRow) else problems).append(row)  # type: ignore[arg-type]
    except csv.Error as error:
        problems.append(wrong("csv", reader.line_num, Text(zh=f"不是 CSV：{error}", en=f"Not CSV: {error}")))
    return rows, problems


def read_row(fields: dict[str, str], line: int) -> CalendarRow | Problem:
    """One line, or what is wrong with it."""
    try:
        row = CalendarRow(
            year=int(fields["year"]),
            first=date.fromisoformat(fields["first"]),
            last=date.fromisoformat(fields["last"]),
            kind=Kind(fields["kind"]),
            name=Text(zh=fields["name_zh"], en=fields["name_en"]),
            announced=date.fromisoformat(fields["announced"]),
            source=fields["source"],
        )
    except (ValueError, TypeError, KeyError) as error:
        return wrong("value", line, Text(zh=f"值不可用：{error}", en=f"Unusable value: {error}"))
    if not 0 <= (row.last - row.first).days < LONGEST_ROW_DAYS or abs(row.first.year - row.year) > 1:
        return wrong("range", line, Text(zh="起止日期不合理。", en="The first and last day do not fit."))
    if not row.source:
        return wrong("source", line, Text(zh="缺少依据。", en="The source is missing."))
    return row


def wrong(what: str, line: int, message: Text) -> Problem:
    """A finding about one line of a calendar file."""
    return Problem(f"calendar.{what}", message, pointer=f"row/{line}", line=line)


def shipped_rows() -> list[CalendarRow]:
    """China's public holidays and make-up days, 2019 to 2026, after the State Council's yearly notices."""
    rows, problems = read_rows((HERE / "china.csv").read_text(encoding="utf-8"))
    if problems:
        raise ValueError(problems)
    return rows


def shipped_rules() -> list[RollRule]:
    """Whether a period's last day moves off a day of rest: General Principles of Civil Law, then Civil Code."""
    with (HERE / "roll_rules.csv").open(encoding="utf-8", newline="") as lines:
        return [as_rule(fields) for fields in csv.DictReader(lines)]


def as_rule(fields: dict[str, str]) -> RollRule:
    """One line of the rules."""
    return RollRule(date.fromisoformat(fields["valid_from"]), fields["rolls"] == "yes", fields["source"])


def in_order(rows: Iterable[CalendarRow]) -> list[CalendarRow]:
    """Earlier announcements first, so that later ones overwrite them."""
    return sorted(rows, key=lambda row: (row.announced, row.first, row.kind.value))
