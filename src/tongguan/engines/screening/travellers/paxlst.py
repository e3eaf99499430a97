"""PAXLST, the passenger list message: UN/EDIFACT D.02B and later as IATA/WCO/ICAO use it, and the US dialect.

Source: WCO/IATA/ICAO Guidelines on Advance Passenger Information, appendix II (PAXLST implementation guide). The US
dialect differs by qualifiers (`VW` crew of a vehicle), by document types that are numbers, and by dates with a format.
"""

from __future__ import annotations

import datetime as dt

from tongguan.engines.edifact import Message, Segment
from tongguan.engines.problems import Problem, Text
from tongguan.engines.screening.countries import country
from tongguan.engines.screening.dates import misread, parse_date
from tongguan.engines.screening.documents import Document, tidy_number
from tongguan.engines.screening.travellers.model import Role, Traveller, sex_of
from tongguan.engines.screening.travellers.spoken import put_name, settle, tell
from tongguan.engines.screening.travellers.voyage import place_code

ROLES = {
    "FL": Role.PASSENGER, "DDU": Role.PASSENGER, "FM": Role.CREW, "DDT": Role.CREW, "VW": Role.CREW,
}  # fmt: skip
NOT_PERSONS = frozenset({"MS", "MR", "GR", "CA", "CN", "CZ", "FR", "AG", "SR"})
BIRTH, EXPIRY, NATIONALITY, ISSUED, CREW_COUNT, PASSENGER_COUNT = "329", "36", "2", "91", "41", "42"
EMBARKS, LEAVES = "178", "179"

BAD_DATE = Text(zh="出生日期无法读取：{text}", en="the date of birth cannot be read: {text}")
BAD_NUMBER = Text(zh="证件号码无法使用：{text}", en="the document number cannot be used: {text}")
BAD_COUNTRY = Text(zh="国家代码不明：{text}", en="not a country: {text}")
NO_DOCUMENT = Text(
    zh="没有证件，仅按姓名筛查；婴儿的证件可能记在母亲名下",
    en="no document, screened by name alone; an infant's may stand with its mother",
)
SEVERAL = Text(
    zh="同一人有 {count} 本护照，其中可能有婴儿的",
    en="{count} passports for one person; one may be an infant's",
)
UNKNOWN_ROLE = Text(
    zh="NAD 限定符 {code} 不明，按旅客读取", en="NAD qualifier {code} is unknown; read as a passenger"
)
WRONG_COUNT = Text(
    zh="CNT 称有 {claimed} 人，实为 {found} 人", en="CNT claims {claimed} persons, there are {found}"
)


def read_paxlst(message: Message, today: dt.date) -> tuple[list[Traveller], list[Problem]]:
    """Everybody a message names: one traveller for each NAD that is not a sender or a contact."""
    people: list[Traveller] = []
    problems: list[Problem] = []
    flight, current, after_document = "", None, False
    for segment in message.segments:
        if segment.tag == "NAD":
            after_document = False
            current = _person(segment, flight)
            if current is not None:
                people.append(current)
        elif segment.tag == "TDT" and current is None:
            flight = segment.component(1)
        elif segment.tag == "CNT":
            problems += _counted(segment, people)
        elif current is not None:
            after_document = after_document or segment.tag == "DOC"
            _detail(current, segment, today, after_document)
    for person in people:
        _settle(person)
    return people, problems


def _person(segment: Segment, flight: str) -> Traveller | None:
    code = segment.component(0).upper()
    if code in NOT_PERSONS:
        return None
    place = f"segment {segment.number}"
    person = Traveller(place, role=ROLES.get(code, Role.PASSENGER), flight=flight, position=place)
    if code not in ROLES:
        tell(person, "paxlst.unknown_role", UNKNOWN_ROLE.filled(code=code[:10] or "—"))
    named = next((e for e in (segment.elements[3:4] + segment.elements[1:3]) if any(e)), ())
    # The third and later components are further given names, except the coded name format.
    put_name(person, *(part for part in named[:5] if not part.isdigit()))
    return person


def _detail(person: Traveller, segment: Segment, today: dt.date, after_document: bool) -> None:
    first, second = segment.component(0), segment.component(0, 1)
    if segment.tag == "ATT" and first == "2":
        person.sex = sex_of(segment.component(2)) or person.sex
    elif segment.tag == "DTM" and first == BIRTH:
        birth = parse_date(second, today)
        if misread(second, birth):
            tell(person, "traveller.bad_date", BAD_DATE.filled(text=second[:20] or "—"))
        if birth is not None and birth not in person.births:
            person.births.append(birth)
    elif segment.tag == "LOC" and first in (EMBARKS, LEAVES):
        place = place_code(segment.component(1))
        if first == EMBARKS:
            person.embarks = place
        else:
            person.leaves = place
    elif segment.tag == "RFF" and first in ("AVF", "SEA"):
        if first == "AVF":
            person.booking = second[:20]
        else:
            person.seat = second[:6]
    elif segment.tag == "NAT":
        _nationality(person, segment.component(1) or second)
    elif segment.tag == "DOC":
        _document(person, segment)
    elif segment.tag == "LOC" and first == ISSUED and after_document and person.documents:
        last = person.documents[-1]
        person.documents[-1] = Document(last.number, country(segment.component(1)), last.kind)


def _nationality(person: Traveller, text: str) -> None:
    found = country(text)
    if text and not found:
        tell(person, "traveller.bad_country", BAD_COUNTRY.filled(text=text[:20]))
    person.nationality = found or person.nationality


def _document(person: Traveller, segment: Segment) -> None:
    raw = segment.component(1)
    number = tidy_number(raw)
    if number:
        person.documents.append(Document(number, "", segment.component(0)))
    elif raw:
        tell(person, "traveller.bad_number", BAD_NUMBER.filled(text=raw[:20]))


def _settle(person: Traveller) -> None:
    passports = {document.number for document in person.documents if document.kind in ("P", "")}
    if not person.documents:
        tell(person, "traveller.no_document", NO_DOCUMENT)
    elif len(passports) > 1:
        tell(person, "traveller.several_passports", SEVERAL.filled(count=len(passports)))
    settle(person)


def _counted(segment: Segment, people: list[Traveller]) -> list[Problem]:
    parts = [part for element in segment.elements for part in element if part]
    if len(parts) < 2 or parts[0] not in (CREW_COUNT, PASSENGER_COUNT):
        return []
    found = len(people)
    if parts[1].lstrip("0") == str(found):
        return []
    text = WRONG_COUNT.filled(claimed=parts[1][:10], found=found)
    return [segment.problem("paxlst.wrong_count", text)]
