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
