"""A list as a table: one person a row; close contacts with the days they count, or plain without."""

from __future__ import annotations

import datetime as dt

from tongguan.engines.problems import Problem, Text
from tongguan.engines.screening import tables
from tongguan.engines.screening.countries import country
from tongguan.engines.screening.dates import misread, parse_date
from tongguan.engines.screening.documents import Document, tidy_number
from tongguan.engines.screening.lists.entry import Entry, EntryList
from tongguan.engines.screening.travellers.manifest_csv import COLUMNS as PERSON_COLUMNS
from tongguan.engines.screening.travellers.model import sex_of

COLUMNS = PERSON_COLUMNS | {
    "reference": ("id", "entry", "reference", "list_id", "编号", "序号"),
    "other_names": ("alias", "aliases", "other_names", "aka", "别名", "曾用名"),
    "valid_from": ("valid_from", "from", "start", "effective_from", "生效日期", "起始日期"),
    "valid_to": ("valid_to", "to", "until", "end", "effective_to", "失效日期", "截止日期"),
    "source": ("source", "来源"),
    "reason": ("reason", "category", "原因"),
}
WINDOW_DAYS = 14
"""How long an entry counts that names its first day alone (unverified default)."""

NO_COLUMNS = Text(
    zh="第一行没有姓名或证件号码列", en="the first row names no column of names or document numbers"
)
EMPTY_ROW = Text(zh="既无姓名也无证件号码", en="neither name nor document number")
BAD_DAY = Text(zh="有效期无法读取：{text}", en="a day of validity cannot be read: {text}")
BACKWARDS = Text(zh="失效日期早于生效日期", en="the last day is before the first")
FUTURE = Text(zh="生效日期 {day} 在将来", en="the first day {day} is in the future")
TWICE = Text(zh="与第 {line} 行重复", en="the same as row {line}")
BAD_BIRTH = Text(
    zh="出生日期无法使用：{text}，仍按姓名筛查",
    en="the date of birth cannot be used: {text}; still screened by name",
)


def read_listed_csv(text: str, today: dt.date, window_days: int = WINDOW_DAYS) -> EntryList:
    """Everybody in the table; rejected are rows without a person, with impossible or future days, or given twice."""
    out = EntryList("CSV")
    at: dict[str, int] | None = None
    seen: dict[tuple[object, ...], int] = {}
    for line, cells in tables.rows(text):
        if at is None:
            at = tables.columns(cells, COLUMNS)
            if not {"name", "family", "given", "number"} & at.keys():
                out.rejects.append(Problem("list.no_columns", NO_COLUMNS, "row 1", line))
                return out
            continue
        held = {field: cells[place] if place < len(cells) else "" for field, place in at.items()}
        entry = _entry(held, line, today, window_days, out)
        if entry is None:
            continue
        key = (entry.names, entry.births, entry.documents, entry.valid_from, entry.valid_to)
        if key in seen:
            out.rejects.append(Problem("list.twice", TWICE.filled(line=seen[key]), f"row {line}", line))
            continue
        seen[key] = line
        out.entries.append(entry)
    return out


def _entry(held: dict[str, str], line: int, today: dt.date, window_days: int, out: EntryList) -> Entry | None:
    def rejected(code: str, message: Text) -> None:
        out.rejects.append(Problem(code, message, f"row {line}", line))

    parts = " ".join(filter(None, (held.get(field, "") for field in ("given", "middle", "family"))))
    others = held.get("other_names", "").replace("|", ";").split(";")
    names = tuple(dict.fromkeys(filter(None, (held.get("name", ""), parts, *(n.strip() for n in others)))))
    number = tidy_number(held.get("number", ""))
    if not names and not number:
        return rejected("list.empty_row", EMPTY_ROW)
    days: list[dt.date | None] = []
    for field in ("valid_from", "valid_to"):
        raw = held.get(field, "")
        day = _day(raw)
        if raw and day is None:
            return rejected("list.bad_day", BAD_DAY.filled(text=raw[:20]))
        days.append(day)
    first, last = days
    if first and last is None:
        last = first + dt.timedelta(days=window_days)
    if first and last and last < first:
        return rejected("list.backwards", BACKWARDS)
    if first and first > today:
        return rejected("list.future", FUTURE.filled(day=first))
    born = held.get("birth", "")
    birth = parse_date(born, today)
    if born and misread(born, birth):
        rejected("list.bad_birth", BAD_BIRTH.filled(text=born[:20]))
    nation = country(held.get("nationality", ""))
    issuer = country(held.get("issuer", "")) or nation
    return Entry(
        reference=held.get("reference") or f"row {line}",
        names=names,
        births=(birth,) if birth else (),
        sex=sex_of(held.get("sex", "")),
        nationalities=(nation,) if nation else (),
        documents=(Document(number, issuer, "P"),) if number else (),
        valid_from=first,
        valid_to=last,
        source=held.get("source", ""),
        reason=held.get("reason", ""),
    )


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text.strip()[:10].replace("/", "-"))
    except ValueError:
        return None
