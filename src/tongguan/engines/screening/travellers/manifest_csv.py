"""A manifest as a table: one person a row, columns under their English or Chinese names in any order."""

from __future__ import annotations

import datetime as dt

from tongguan.engines.problems import Problem, Text
from tongguan.engines.screening import tables
from tongguan.engines.screening.countries import country
from tongguan.engines.screening.dates import misread, parse_date
from tongguan.engines.screening.documents import Document, tidy_number
from tongguan.engines.screening.travellers.model import Manifest, Role, Sent, Traveller, sex_of
from tongguan.engines.screening.travellers.paxlst import BAD_COUNTRY, BAD_DATE, BAD_NUMBER
from tongguan.engines.screening.travellers.spoken import put_name, settle, tell
from tongguan.engines.screening.travellers.voyage import Voyage, flight_number, local_time, place_code

COLUMNS = {
    "reference": ("id", "reference", "traveller", "traveller_id", "passenger_id", "序号", "编号"),
    "name": ("name", "full_name", "fullname", "passenger_name", "caption", "姓名", "旅客姓名"),
    "family": ("surname", "last_name", "family_name", "family", "lastname", "姓"),
    "given": ("given_name", "given_names", "first_name", "given", "firstname", "forename", "名"),
    "middle": ("middle_name", "middle", "middlename"),
    "sex": ("sex", "gender", "性别"),
    "birth": ("birth_date", "date_of_birth", "dob", "born", "birthdate", "出生日期", "生日"),
    "nationality": ("nationality", "citizenship", "country", "国籍"),
    "number": (
        "document_number", "passport_number", "passport", "document", "passport_no", "document_no", "doc_number",
        "证件号码", "护照号码", "护照号",
    ),
    "issuer": ("document_country", "issuing_country", "passport_country", "issuer", "签发国"),
    "flight": ("flight", "flight_number", "voyage", "航班", "航班号"),
    "departure": ("departure", "departure_time", "departure_date", "std", "起飞时间", "起飞日期"),
    "arrival": ("arrival", "arrival_time", "arrival_date", "sta", "到达时间", "到达日期"),
    "origin": ("origin", "departure_port", "from", "始发地", "始发港"),
    "destination": ("destination", "arrival_port", "to", "目的地", "目的港"),
    "seat": ("seat", "seat_number", "座位", "座位号"),
}  # fmt: skip

NO_COLUMNS = Text(
    zh="第一行没有姓名或证件号码列", en="the first row names no column of names or document numbers"
)
EMPTY_ROW = Text(
    zh="既无姓名也无证件号码，未筛查", en="neither name nor document number; nobody was screened"
)
WRONG_WIDTH = Text(
    zh="应有 {wanted} 列，实有 {found} 列，已尽量读取",
    en="{wanted} columns expected, {found} found; read as far as it goes",
)


def read_manifest_csv(data: bytes, today: dt.date) -> Manifest:
    """Everybody in the table; a row with neither name nor number goes to `rejects`."""
    out = Manifest("CSV")
    by_voyage: dict[Voyage, Sent] = {}
    at: dict[str, int] | None = None
    width = 0
    for line, cells in tables.rows(tables.decoded(data)):
        if at is None:
            at, width = tables.columns(cells, COLUMNS), len(cells)
            if not {"name", "family", "given", "number"} & at.keys():
                out.rejects.append(Problem("manifest.no_columns", NO_COLUMNS, "row 1", line))
                return out
            continue
        held = {field: cells[place] if place < len(cells) else "" for field, place in at.items()}
        traveller = _person(held, line, today)
        if not traveller.names and not traveller.documents and not _named(held):
            out.rejects.append(Problem("manifest.empty_row", EMPTY_ROW, f"row {line}", line))
            continue
        if len(cells) != width:
            tell(traveller, "manifest.wrong_width", WRONG_WIDTH.filled(wanted=width, found=len(cells)))
        settle(traveller)
        out.travellers.append(traveller)
        voyage = _voyage(held)
        by_voyage.setdefault(voyage, Sent("CSV", voyage)).travellers.append(traveller)
    out.messages += by_voyage.values()
    return out


def _voyage(held: dict[str, str]) -> Voyage:
    carrier, number = flight_number(held.get("flight", ""))
    return Voyage(
        number,
        carrier,
        place_code(held.get("origin", "")),
        place_code(held.get("destination", "")),
        departure=local_time(held.get("departure", "")),
        arrival=local_time(held.get("arrival", "")),
    )


def _named(held: dict[str, str]) -> bool:
    """Somebody is meant, even where the name is a placeholder only."""
    return any(held.get(field) for field in ("name", "family", "given"))


def _person(held: dict[str, str], line: int, today: dt.date) -> Traveller:
    place = f"row {line}"
    whole = held.get("name", "")
    parts = [held.get(field, "") for field in ("family", "given", "middle")]
    person = Traveller(
        held.get("reference") or whole or " ".join(filter(None, parts)) or place,
        sex=sex_of(held.get("sex", "")),
        flight=held.get("flight", ""),
        seat=held.get("seat", "")[:6],
        role=Role.PASSENGER,
        position=place,
    )
    if whole:
        put_name(person, whole)
    if any(parts):
        put_name(person, *parts)
    born, nationality, raw = held.get("birth", ""), held.get("nationality", ""), held.get("number", "")
    birth = parse_date(born, today)
    if birth is not None:
        person.births.append(birth)
    if born and misread(born, birth):
        tell(person, "traveller.bad_date", BAD_DATE.filled(text=born[:20]))
    person.nationality = country(nationality)
    if nationality and not person.nationality:
        tell(person, "traveller.bad_country", BAD_COUNTRY.filled(text=nationality[:20]))
    number = tidy_number(raw)
    if number:
        issuer = country(held.get("issuer", "")) or person.nationality
        person.documents.append(Document(number, issuer, "P"))
    elif raw:
        tell(person, "traveller.bad_number", BAD_NUMBER.filled(text=raw[:20]))
    return person
