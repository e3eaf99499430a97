"""Flights into the demonstration's airport: their passenger lists, the lists of people to look for, the counter.

Everybody is invented. Few on a flight are on a list, under names written a little otherwise.
"""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tongguan.simulator.client import Client
from tongguan.simulator.traders import LOCAL

AIRPORT = "XYG"
ROUTES = (
    ("YUN801", "NRT", "JPN", 3.0), ("YUN803", "ICN", "KOR", 2.3), ("YUN811", "FRA", "DEU", 11.2),
    ("YUN815", "CDG", "FRA", 11.8), ("YUN821", "SIN", "SGP", 5.5), ("YUN827", "BKK", "THA", 4.4),
    ("YUN831", "SVO", "RUS", 8.6), ("YUN841", "LAX", "USA", 13.0),
)  # fmt: skip
PEOPLE: dict[str, tuple[str, str]] = {
    "CHN": ("WANG LI ZHANG LIU CHEN YANG ZHAO HUANG ZHOU WU XU SUN",
            "WEI FANG LAN MIN JING LEI QIANG YAN JUN YING XIAOMING MEILING HAORAN ZIXUAN"),
    "JPN": ("SATO SUZUKI TAKAHASHI TANAKA ITO WATANABE YAMAMOTO", "HARUTO YUI SOTA AOI REN HINA KENJI YOKO"),
    "KOR": ("KIM LEE PARK CHOI JUNG KANG CHO", "MINJUN SEOYEON JIHOON HAEUN DONGHYUN YUNA"),
    "DEU": ("MUELLER SCHMIDT WEBER FISCHER WAGNER BECKER", "LUKAS ANNA JONAS LENA FELIX CLARA"),
    "FRA": ("MARTIN BERNARD DUBOIS LAURENT MOREAU PETIT", "LOUIS CAMILLE HUGO MANON JULES CHLOE"),
    "RUS": ("IVANOV SMIRNOV KUZNETSOV POPOV VOLKOV", "ALEXEI DMITRII SERGEI NIKOLAI MAKSIM"),
    "USA": ("SMITH JOHNSON BROWN DAVIS WILSON CARTER", "JAMES EMMA OLIVER SOPHIA HENRY GRACE"),
    "SGP": ("TAN LIM NG ONG GOH", "WEI JIE HUI MIN KAI XIN RUI EN"),
    "THA": ("SOMBAT CHAIYA THONGDEE SRISAI", "ANAN MALEE NIRAN SUDA"),
}  # fmt: skip
LISTS = (
    ("contacts", "密切接触者名单", "Close contacts", "contacts", 9, "密切接触者"),
    ("attention", "重点关注人员名单", "Persons of attention", "csv", 6, "重点关注"),
)
LISTED_PEOPLE = 60
FLIGHT_EVERY_S, FIRST_FLIGHT_S, CONTACT_EVERY_S, LOOK_UP_EVERY_S, DECIDE_LOOK_S = (
    150.0,
    15.0,
    400.0,
    45.0,
    20.0,
)
LEFT_SHARE = 0.4
"""So many hits are left to whoever sits before the pages."""


@dataclass(frozen=True, slots=True)
class Body:
    """Somebody invented."""

    family: str
    given: str
    birth: str
    nation: str
    number: str
    sex: str


def body(rng: random.Random, nation: str = "") -> Body:
    """Somebody of a nation, or of any."""
    nation = nation or rng.choice(tuple(PEOPLE))
    families, givens = (words.split() for words in PEOPLE[nation])
    birth = f"{rng.randint(1945, 2010)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
    number = f"{rng.choice('EGKMT')}{rng.randrange(10**8):08}"
    return Body(rng.choice(families), rng.choice(givens), birth, nation, number, rng.choice("MF"))


def blurred(rng: random.Random, who: Body) -> Body:
    """The same person as another office wrote them down."""
    how = rng.randrange(5)
    if how == 0:
        return who
    family, given, number, birth = who.family, who.given, who.number, who.birth
    if how == 1 and len(given) > 4:
        given = given[:2] + given[3:]
    elif how == 2:
        number = f"{rng.choice('EGKMT')}{rng.randrange(10**8):08}"
    elif how == 3:
        birth, number = birth[:4] + "-01-01", f"{rng.choice('EGKMT')}{rng.randrange(10**8):08}"
    else:
        family, given = given, family
    return Body(family, given, birth, who.nation, number, who.sex)


def table(people: list[Body], reason: str, since: str) -> str:
    """A list as a file."""
    rows = ["id,name,birth_date,nationality,passport_number,valid_from,reason"]
    rows += [
        f"P{at:03},{who.given} {who.family},{who.birth},{who.nation},{who.number},{since},{reason}"
        for at, who in enumerate(people, start=1)
    ]
    return "\n".join(rows) + "\n"


def paxlst(
    number: str, origin: str, leaves: datetime, comes: datetime, people: list[Body], reference: str
) -> str:
    """A passenger list of UN/EDIFACT D.02B."""
    lines = [
        "UNA:+.? '", f"UNB+UNOA:4+YUNAIR:ZZ+XYGAPIS:ZZ+{leaves:%y%m%d}:{leaves:%H%M}+{reference}++APIS'",
        f"UNH+{reference}+PAXLST:D:02B:UN:IATA'", "BGM+745'", "NAD+MS+++YUN AIR OPERATIONS'", f"TDT+20+{number}'",
        f"LOC+125+{origin}'", f"DTM+189:{leaves:%y%m%d%H%M}:201'", f"LOC+87+{AIRPORT}'",
        f"DTM+232:{comes:%y%m%d%H%M}:201'",
    ]  # fmt: skip
    for at, who in enumerate(people):
        lines += [
            f"NAD+FL+++{who.family}:{who.given}'", f"ATT+2++{who.sex}'", f"DTM+329:{who.birth[2:].replace('-', '')}'",
            f"LOC+178+{origin}'", f"LOC+179+{AIRPORT}'", f"NAT+2+{who.nation}'",
            f"RFF+SEA:{10 + at // 6}{'ABCDEF'[at % 6]}'", f"DOC+P+{who.number}'", f"LOC+91+{who.nation}'",
        ]  # fmt: skip
    lines += [f"CNT+42:{len(people)}'", f"UNT+{len(lines)}+{reference}'", f"UNZ+1+{reference}'"]
    return "\n".join(lines) + "\n"


@dataclass
class Airport:
    """An airline, a risk officer who keeps the lists, and an officer at the counter."""

    airline: Client
    risk: Client
    counter: Client
    rng: random.Random
    listed: list[Body] = field(default_factory=list)
    landed: list[tuple[str, Body]] = field(default_factory=list)
    left: set[str] = field(default_factory=set)

    async def lists(self) -> None:
        """Make the lists where they are missing, bring today's files; then a new contact now and then."""
        world = random.Random("people to look for")  # noqa: S311 - the same in every run
        today = datetime.now(LOCAL).date()
        for code, zh, en, kind, consequence, reason in LISTS:
            people = [body(world) for _ in range(LISTED_PEOPLE)]
            self.listed += people
            given = {"code": code, "title_zh": zh, "title_en": en, "kind": kind, "consequence": consequence}
            await self.risk.post("/travellers/lists", given)
            since = (today - timedelta(days=3)).isoformat()
            text = table(people, reason, since if kind == "contacts" else "")
            files = {"file": (f"{code}.csv", text.encode(), "text/csv")}
            data = {"of_date": today.isoformat(), "whole": "false"}
            await self.risk.post(f"/travellers/lists/{code}/versions", None, files=files, data=data)
        number = 0
        while True:
            await asyncio.sleep(self.rng.uniform(0.5, 1.5) * CONTACT_EVERY_S)
            if not self.landed:
                continue
            number += 1
            _flight, who = self.rng.choice(self.landed[-200:])
            entry = {
                "reference": f"N{datetime.now(LOCAL):%d%H%M}{number}", "name": f"{who.given} {who.family}",
                "birth_date": who.birth, "nationality": who.nation, "valid_from": today.isoformat(),
                "reason": "密切接触者",
            }  # fmt: skip
            status, _answer = await self.risk.post("/travellers/lists/contacts/entries", entry)
            if status == 201:
                self.risk.tally.count("travellers.contact_added")

    async def flights(self) -> None:
        """For ever: a flight leaves for the airport, and its list is sent."""
        await asyncio.sleep(FIRST_FLIGHT_S)
        while True:
            number, origin, nation, hours = self.rng.choice(ROUTES)
            comes = datetime.now(LOCAL) + timedelta(minutes=self.rng.randint(40, 200))
            people = [
                body(self.rng, nation if self.rng.random() < 0.45 else "CHN")
                for _ in range(self.rng.randint(40, 110))
            ]
            for _ in range(self.rng.choice((0, 1, 1, 2)) if self.listed else 0):
                people.insert(
                    self.rng.randrange(len(people)), blurred(self.rng, self.rng.choice(self.listed))
                )
            reference = f"{comes:%d%H%M}{self.rng.randrange(1000):03}"
            message = paxlst(number, origin, comes - timedelta(hours=hours), comes, people, reference)
            status, _answer = await self.airline.post(
                "/passenger-messages",
                None,
                content=message.encode(),
                headers={"Content-Type": "application/edifact"},
            )
            if status in (200, 201):
                self.airline.tally.count("travellers.message")
                self.landed = [*self.landed, *((number, who) for who in people)][-600:]
            await asyncio.sleep(self.rng.uniform(0.6, 1.4) * FLIGHT_EVERY_S)

    async def look_up(self) -> None:
        """For ever: somebody comes to the counter."""
        while True:
            await asyncio.sleep(self.rng.uniform(0.5, 1.5) * LOOK_UP_EVERY_S)
            if not self.landed:
                continue
            flight, who = self.rng.choice(self.landed)
            document = {
                "number": who.number, "country": who.nation, "name": f"{who.given} {who.family}",
                "birth_date": who.birth, "nationality": who.nation, "sex": who.sex,
            }  # fmt: skip
            asked = {"purpose": "counter", "document": document, "flight": flight}
            status, answer = await self.counter.post("/travellers/look-ups", asked)
            if status == 200:
                self.counter.tally.count(f"travellers.{answer['decision']}")

    async def decide(self) -> None:
        """For ever: hits are decided, likelier ones more often confirmed; some are left to people."""
        while True:
            await asyncio.sleep(self.rng.uniform(0.5, 1.5) * DECIDE_LOOK_S)
            for hit in await self.counter.get("/travellers/hits", state="open") or ():
                if not hit["taken"] and hit["reference"] not in self.left:
                    await self.decided(hit)
                    break

    async def decided(self, hit: dict[str, Any]) -> None:
        """One hit, as if the person had been seen."""
        reference = hit["reference"]
        if self.rng.random() < LEFT_SHARE:
            self.left.add(reference)
            return
        same = self.rng.random() < hit["probability"]
        note = "证件、出生日期与名单一致，本人承认" if same else "照片与出生地不符，非名单人员"
        said = {"state": "confirmed" if same else "not_a_match", "note": note}
        status, _answer = await self.counter.post(f"/travellers/hits/{reference}/decision", said)
        if status == 200:
            self.counter.tally.count(f"travellers.{said['state']}")
        else:
            self.left.add(reference)
