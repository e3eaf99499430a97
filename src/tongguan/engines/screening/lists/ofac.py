"""The OFAC list of Specially Designated Nationals, sdn.csv: twelve columns without header, `-0-` for empty.

Source: US Treasury, SDN data format specification. Births, passports, nationality and other names stand in the remarks.
"""

from __future__ import annotations

import datetime as dt
import re

from tongguan.engines.problems import Problem, Text
from tongguan.engines.screening import tables
from tongguan.engines.screening.countries import country
from tongguan.engines.screening.dates import PartialDate, parse_date
from tongguan.engines.screening.documents import Document, tidy_number
from tongguan.engines.screening.lists.entry import Entry, EntryList
from tongguan.engines.screening.travellers.model import Sex, sex_of

COLUMNS = 12
_BIRTH = re.compile(r"(?:alt\. )?DOB (.+)")
_OTHER_NAME = re.compile(r"(?:a\.k\.a\.|f\.k\.a\.|alt\. name) '([^']+(?:'[^']+)*)'")
_PASSPORT = re.compile(r"(?:alt\. )?Passport ([A-Z0-9 /\-.]+?)(?: \(([^)]+)\).*)?")
_NATION = re.compile(r"(?:alt\. )?(?:nationality|citizen) (.+)")
_GENDER = re.compile(r"Gender (Male|Female)")

SHORT_ROW = Text(zh="应有 12 列，实有 {found} 列", en="12 columns expected, {found} found")
NO_NAME = Text(zh="没有姓名", en="there is no name")


def looks_like_ofac(text: str) -> bool:
    """Whether the first row has twelve columns, a number first and the empty mark among them."""
    _, first = next(tables.rows(text[:20_000]), (0, []))
    return len(first) >= COLUMNS and first[0].isdigit() and any(cell.startswith("-0-") for cell in first)


def read_ofac(text: str, today: dt.date) -> EntryList:
    """Every individual of the list; companies, vessels and aircraft are counted."""
    out = EntryList("OFAC SDN")
    for line, cells in tables.rows(text):
        if len(cells) < COLUMNS:
            out.rejects.append(
                Problem("list.short_row", SHORT_ROW.filled(found=len(cells)), f"row {line}", line)
            )
            continue
        if cells[2].strip().lower() != "individual":
            out.not_persons += 1
        elif not cells[1].strip() or cells[1].startswith("-0-"):
            out.rejects.append(Problem("list.no_name", NO_NAME, f"row {line}", line))
        else:
            out.entries.append(_entry(cells, today))
    return out


def _entry(cells: list[str], today: dt.date) -> Entry:
    names, births, documents, nations = [cells[1].strip()], [], [], []
    sex = Sex.UNKNOWN
    for remark in cells[11].rstrip(". ").split(";"):
        remark = remark.strip()
        if found := _BIRTH.fullmatch(remark):
            births.append(parse_date(found[1], today))
        elif found := _OTHER_NAME.fullmatch(remark):
            names.append(found[1])
        elif found := _PASSPORT.fullmatch(remark):
            documents.append(Document(tidy_number(found[1]), country(found[2] or ""), "P"))
        elif found := _NATION.fullmatch(remark):
            nations.append(country(found[1]))
        elif found := _GENDER.fullmatch(remark):
            sex = sex_of(found[1])
    known: list[PartialDate] = [birth for birth in births if birth is not None]
    return Entry(
        reference=cells[0],
        names=tuple(dict.fromkeys(names)),
        births=tuple(dict.fromkeys(known)),
        sex=sex,
        nationalities=tuple(dict.fromkeys(filter(None, nations))),
        documents=tuple(document for document in documents if document.number),
        source="OFAC SDN",
        reason=cells[3],
    )
