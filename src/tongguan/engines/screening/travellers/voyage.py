"""Which flight a message is about, and what it does to the list of those on board.

Times are local to their port, as messages give them. Sources: WCO/IATA/ICAO PAXLST Implementation Guide (TDT,
LOC 125, 87, 92, DTM 189, 232; BGM 1004 CP, XR, RP, CLNB, CLOB), UN/EDIFACT code list 1225, PNRGOV guide (TVL, MSG).
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum

from tongguan.engines.edifact import Message, Segment

_NUMBER = re.compile(r"([A-Z]{3}|[A-Z][A-Z0-9]|[0-9][A-Z])0*([0-9]{1,4})([A-Z]?)")
_PLACE = re.compile(r"[A-Z]{3}|[A-Z]{2}[A-Z2-9]{3}")
MAX_TRANSITS = 8


class Function(StrEnum):
    """What a message does: name people, name all there are, take people off, or call the whole list back."""

    LIST = "list"
    REPLACE = "replace"
    WITHDRAW = "withdraw"
    CANCEL = "cancel"


FUNCTIONS = {
    "5": Function.REPLACE, "3": Function.WITHDRAW, "1": Function.CANCEL, "XR": Function.WITHDRAW,
    "RP": Function.WITHDRAW, "CLNB": Function.WITHDRAW,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Voyage:
    """A flight as a message names it; what it does not say is empty. Days and times are those of the port."""

    number: str = ""
    carrier: str = ""
    origin: str = ""
    destination: str = ""
    transits: tuple[str, ...] = ()
    departure: dt.datetime | None = None
    arrival: dt.datetime | None = None


def flight_number(text: str) -> tuple[str, str]:
    """Carrier and number in one spelling (`CA 0988` → `CA`, `CA988`); two empty texts where it is none."""
    found = _NUMBER.fullmatch("".join(char for char in text.upper()[:20] if char.isalnum()))
    return (found[1], f"{found[1]}{found[2]}{found[3]}") if found else ("", "")


def place_code(text: str) -> str:
    """An IATA code of three letters or a UN/LOCODE; empty where it is neither."""
    word = text.strip().upper()
    return word if _PLACE.fullmatch(word) else ""


def local_time(text: str, form: str = "") -> dt.datetime | None:
    """YYMMDD or CCYYMMDD with HHMM or without (formats 101 to 204), or ISO 8601; midnight without time."""
    word = text.strip()[:25]
    for pattern in ("%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d", "%Y/%m/%d"):
        try:
            return dt.datetime.strptime(word, pattern)  # noqa: DTZ007 - local to a port whose zone is not sent
        except ValueError:
            continue
    patterns = {
        "101": "%y%m%d",
        "102": "%Y%m%d",
        "201": "%y%m%d%H%M",
        "203": "%Y%m%d%H%M",
        "204": "%Y%m%d%H%M%S",
    }
    by_length = {6: "101", 8: "102", 10: "201", 12: "203", 14: "204"}
    pattern = patterns.get(form) or patterns.get(by_length.get(len(word), ""), "")
    if not pattern or not (word.isascii() and word.isdigit()):
        return None
    try:
        return dt.datetime.strptime(word, pattern)  # noqa: DTZ007
    except ValueError:
        return None


def paxlst_voyage(message: Message) -> Voyage:
    """Of the first TDT group: the leg the list is of."""
    number = carrier = origin = destination = ""
    transits: list[str] = []
    times: dict[str, dt.datetime | None] = {}
    legs = 0
    for segment in message.segments:
        if segment.tag == "NAD" and legs:
            break
        if segment.tag == "TDT":
            legs += 1
            if legs == 1:
                carrier, number = flight_number(segment.component(1))
        elif segment.tag == "LOC" and legs:
            place = place_code(segment.component(1))
            code = segment.component(0)
            if code == "125" and not origin:
                origin = place
            elif code == "87":
                transits += [destination] if destination and destination != place else []
                destination = place
            elif code == "92" and place:
                transits.append(place)
        elif segment.tag == "DTM" and segment.component(0) in ("189", "232") and legs:
            code = segment.component(0)
            if code == "232" or code not in times:
                times[code] = local_time(segment.component(0, 1), segment.component(0, 2))
    between = tuple(dict.fromkeys(p for p in transits if p not in (origin, destination)))[:MAX_TRANSITS]
    return Voyage(number, carrier, origin, destination, between, times.get("189"), times.get("232"))


def pnrgov_voyage(message: Message) -> Voyage:
    """Of the TVL before the first reservation."""
    segment = next((each for each in message.segments if each.tag == "TVL"), None)
    if segment is None:
        return Voyage()
    carrier, number = flight_number(segment.component(3) + segment.component(4))
    return Voyage(
        number,
        carrier,
        place_code(segment.component(1)),
        place_code(segment.component(2)),
        departure=_day_first(segment.component(0), segment.component(0, 1)),
        arrival=_day_first(segment.component(0, 2), segment.component(0, 3)),
    )


def function_of(message: Message) -> Function:
    """By BGM 1004 or 1225; a message that says nothing names people."""
    head: Segment | None = next((each for each in message.segments if each.tag == "BGM"), None)
    if head is None:
        return Function.LIST
    said = head.component(1).upper(), head.component(2).upper()
    return next((FUNCTIONS[code] for code in said if code in FUNCTIONS), Function.LIST)


def _day_first(day: str, time: str) -> dt.datetime | None:
    """DDMMYY and HHMM, as PNRGOV writes them."""
    if len(day) != 6 or not (day.isascii() and day.isdigit()):
        return None
    return local_time(day[4:] + day[2:4] + day[:2] + (time if len(time) == 4 and time.isdigit() else ""))
