"""Flights, passengers and lists of the test world; everybody is invented."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from tests.factories.world import World

PASSPORT = (
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
    "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
)


def paxlst(
    *people: tuple[str, str, str, str],
    flight: str = "TG101",
    day: dt.date | None = None,
    reference: str = "1",
    function: str = "",
    prepared: str = "261130:0600",
    origin: str = "BKK",
    destination: str = "XYG",
) -> bytes:
    """A message of people (name as `FAMILY:GIVEN`, birth YYMMDD, nation, number) on a flight of a day."""
    day = day or timezone.localdate()
    lines = [
        "UNA:+.? '",
        f"UNB+UNOA:4+AIR+CUSTOMS+{prepared}+{reference}'",
        f"UNH+{reference}+PAXLST:D:02B:UN:IATA'",
        f"BGM+745{'++' + function if function.isdigit() else '+' + function if function else ''}'",
        f"TDT+20+{flight}'",
        f"LOC+125+{origin}'",
        f"DTM+189:{day:%y%m%d}0830:201'",
        f"LOC+87+{destination}'",
        f"DTM+232:{day:%y%m%d}1345:201'",
    ]
    for name, birth, nation, number in people:
        lines += [f"NAD+FL+++{name}:'"]
        lines += [f"DTM+329:{birth}'"] if birth else []
        lines += [f"NAT+2+{nation}'"] if nation else []
        lines += [f"DOC+P+{number}'", f"LOC+91+{nation}'"] if number else []
    lines += [f"CNT+42:{len(people)}'", f"UNT+{len(lines)}+{reference}'", f"UNZ+1+{reference}'"]
    return "\n".join(lines).encode()


def airport_inspector(world: World):
    """An inspecting officer of the airport's office."""
    from tongguan.platform.identity.interface import actor_of
    from tongguan.platform.identity.models import Position, User

    user, made = User.objects.get_or_create(username="airport_inspector")
    if made:
        Position.objects.create(
            user=user,
            organisation=world.organisations["airport"],
            role="inspector",
            valid_from=dt.date(2020, 1, 1),
        )
    return actor_of(user)


CONTACTS = """id,name,birth_date,nationality,passport_number,valid_from,reason
C1,Imran Lovell,1971-03-04,GBR,L898902C3,{today},close contact
C2,Wu Meiling,1988-08-07,CHN,E1234567,{today},close contact
C3,,,,,,
C4,Nobody Yet,,,,2999-01-01,close contact
"""
IMRAN = ("LOVELL:IMRAN", "710304", "GBR", "L898902C3")
MEI = ("WU:MEI LING", "880807", "CHN", "")
OTHER = ("KEENE:MARIA", "900101", "IRL", "PK1122334")


def contacts(world: World, text: str = CONTACTS, code: str = "contacts", consequence: int = 9):
    """A list of close contacts of this day, imported by the risk officer."""
    from tongguan.operations.travellers.actions.lists import create_source, import_list
    from tongguan.operations.travellers.models import ListSource

    actor = world.actor("risk_officer")
    if not ListSource.objects.filter(code=code).exists():
        create_source(
            actor=actor, code=code, title_zh="密切接触者", title_en="Close contacts", kind="contacts",
            consequence=consequence,
        )  # fmt: skip
    today = timezone.localdate().isoformat()
    return import_list(
        actor=actor, code=code, content=text.replace("{today}", today).encode(), confirmed=True
    )
