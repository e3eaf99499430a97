"""Passenger messages: everybody once, flights made, updates and cancellations, repetition, broken and hostile files."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db.models import Q
from django.utils import timezone

from tests.factories.travellers import IMRAN, MEI, OTHER, paxlst
from tongguan.engines.screening import read_travellers
from tongguan.operations.travellers.actions.manifests import receive
from tongguan.operations.travellers.interface import DocumentFields, flight_on, passenger_on
from tongguan.operations.travellers.models import Flight, Passenger
from tongguan.platform.audit.interface import AuditEntry
from tongguan.platform.permissions.interface import SYSTEM, NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def house(world):
    return world


def listed() -> set[str]:
    return {row.data["names"][0] for row in Passenger.objects.filter(presence="listed")}


def test_a_message_makes_its_flight_and_its_passengers():
    told = receive(actor=SYSTEM, content=paxlst(IMRAN, MEI))
    assert (told.people, told.added, told.replayed) == (2, 2, False)
    flight = flight_on("TG 0101", timezone.localdate())
    assert flight is not None
    assert (flight.origin, flight.destination, flight.carrier) == ("BKK", "XYG", "TG")
    assert flight.arrives_at is not None
    assert flight.arrives_at.utcoffset() is not None
    assert flight.departs_at < flight.arrives_at
    row = Flight.objects.get()
    assert (row.departure_zone, row.arrival_zone, row.office.code) == (
        "Asia/Bangkok",
        "Asia/Shanghai",
        "9902",
    )
    found = passenger_on(flight, " l898 902-c3 ")
    assert found is not None
    assert found.names == ("LOVELL IMRAN",)
    assert passenger_on(flight, DocumentFields(number="X9999999")) is None


def test_the_same_bytes_again_change_nothing():
    first = receive(actor=SYSTEM, content=paxlst(IMRAN))
    again = receive(actor=SYSTEM, content=paxlst(IMRAN))
    assert again.replayed
    assert again.transmission == first.transmission
    assert Passenger.objects.count() == 1
    assert AuditEntry.objects.filter(action="travellers.manifest_received").count() == 1


def test_the_same_people_under_another_reference_are_the_same_people():
    receive(actor=SYSTEM, content=paxlst(IMRAN, MEI))
    told = receive(actor=SYSTEM, content=paxlst(MEI, IMRAN, reference="2"))
    assert (told.added, told.changed) == (0, 0)
    assert Passenger.objects.count() == 2


def test_an_update_changes_data_and_adds_people_but_takes_nobody_off():
    receive(actor=SYSTEM, content=paxlst(IMRAN, MEI))
    renewed = ("LOVELL:IMRAN", "710304", "IRL", "L898902C3")
    told = receive(actor=SYSTEM, content=paxlst(renewed, OTHER, reference="2", prepared="261130:0700"))
    assert (told.added, told.changed, told.withdrawn) == (1, 1, 0)
    assert listed() == {"LOVELL IMRAN", "WU MEI LING", "KEENE MARIA"}
    assert passenger_on(Flight.objects.get().pk, "L898902C3").nationality == "IRL"


def test_a_replacement_takes_off_whom_it_does_not_name_and_a_cancellation_everybody():
    receive(actor=SYSTEM, content=paxlst(IMRAN, MEI))
    told = receive(actor=SYSTEM, content=paxlst(MEI, reference="2", function="5", prepared="261130:0700"))
    assert told.withdrawn == 1
    assert listed() == {"WU MEI LING"}
    receive(actor=SYSTEM, content=paxlst(reference="3", function="1", prepared="261130:0800"))
    assert listed() == set()
    assert Flight.objects.get().cancelled_at is not None
    receive(actor=SYSTEM, content=paxlst(IMRAN, reference="4", prepared="261130:0900"))
    assert listed() == {"LOVELL IMRAN"}
    assert Flight.objects.get().cancelled_at is None


def test_a_reduction_takes_off_whom_it_names():
    receive(actor=SYSTEM, content=paxlst(IMRAN, MEI))
    assert receive(actor=SYSTEM, content=paxlst(IMRAN, reference="2", function="XR")).withdrawn == 1
    assert listed() == {"WU MEI LING"}


def test_an_older_message_that_comes_late_overwrites_nothing():
    receive(actor=SYSTEM, content=paxlst(IMRAN, prepared="261130:0700"))
    old = ("LOVELL:IMRAN", "710304", "FRA", "L898902C3")
    told = receive(actor=SYSTEM, content=paxlst(old, reference="2", prepared="261130:0500"))
    assert told.changed == 0
    assert "manifest.older" in {p.code for p in told.problems}
    assert passenger_on(Flight.objects.get().pk, "L898902C3").nationality == "GBR"


def test_two_people_of_one_number_are_two_people():
    twins = [
        ("PELZING:MELISSA", "780710", "GBR", "123456789"),
        ("MERFORT:KEVIN", "780711", "GBR", "123456789"),
    ]
    receive(actor=SYSTEM, content=paxlst(*twins))
    told = receive(actor=SYSTEM, content=paxlst(*reversed(twins), reference="2"))
    assert told.added == 0
    assert listed() == {"PELZING MELISSA", "MERFORT KEVIN"}
    flight = Flight.objects.get().pk
    named = passenger_on(flight, DocumentFields(number="123456789", names=("Merfort Kevin",)))
    assert named.names == ("MERFORT KEVIN",)


def test_a_table_tells_flights_by_row_and_bad_rows_by_line():
    text = (
        "flight,departure,arrival,origin,destination,name,birth_date,nationality,passport,seat\n"
        "MU5001,2026-11-30 08:00,2026-11-30 12:00,NRT,XYG,Mori Aoi,1990-01-02,JPN,TK1234567,12A\n"
        "MU5002,2026-12-01,2026-12-01,ICN,XYG,Han Seo,1991-01-02,KOR,M12345678,\n"
        "MU5001,2026-11-30 08:00,2026-11-30 12:00,NRT,XYG,,,,,\n"
    )
    told = receive(actor=SYSTEM, content=text.encode())
    assert told.people == 2
    assert [p.pointer for p in told.problems] == ["row 4"]
    assert {f.number for f in Flight.objects.all()} == {"MU5001", "MU5002"}
    assert passenger_on(flight_on("MU5001", dt.date(2026, 11, 30)), "TK1234567").seat == "12A"


def test_without_a_flight_nobody_is_lost():
    told = receive(actor=SYSTEM, content=b"name,passport\nAda Invented,X1234567\n")
    assert told.added == 1
    assert "manifest.no_flight" in {p.code for p in told.problems}


def test_names_are_nowhere_but_sealed():
    receive(actor=SYSTEM, content=paxlst(IMRAN))
    from django.db import connection

    for table in (
        "travellers_passenger",
        "travellers_transmission",
        "audit_auditentry",
        "events_outboxevent",
    ):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT t::text FROM {table} t")
            rows = " ".join(row[0] for row in cursor.fetchall()).upper()
        hidden = b"LOVELL".hex().upper()
        assert "LOVELL" not in rows
        assert hidden not in rows
        assert "L898902C3" not in rows


def test_only_who_may_sends(world):
    with pytest.raises(NotAllowed):
        receive(actor=world.actor("auditor"), content=paxlst(IMRAN))


HOSTILE = (
    b"", b"\x00" * 500, b"UNB", b"UNA:+.? 'UNB+", b"\xff\xfe" * 900, b"{" * 5_000, b"name\n" + b"\x00" * 50,
    b"UNB+UNOA:4+A+B+990231:9999+1'UNH+1+PAXLST:D:02B:UN'BGM+745'TDT+20+" + b"9" * 900 + b"'NAD+FL+++" + b"A" * 9000,
    b"UNH+1+PAXLST'TDT+20+CA1'DTM+189:99999999999999:203'LOC+87+\xe2\x80\x99'NAD+FL+++X:Y'DOC+P+" + b"1" * 300,
    "航班,姓名,证件号码,出发日期\nCA1,张三丰,E00000001,9999-12-31\n".encode("gb18030"),
    b"flight,arrival,name\nCA1,9999-12-31,Late Body\n",
)  # fmt: skip


@pytest.mark.parametrize("content", HOSTILE)
def test_hostile_files_give_problems_never_errors(content):
    told = receive(actor=SYSTEM, content=content)
    assert told.people or told.problems
    assert Passenger.objects.count() == told.people


def test_every_real_file_goes_through(real_inputs):
    """Whatever it is: everybody the engine reads is a passenger; the second time nothing changes."""
    tried = 0
    for folder in ("passengers", "edifact", "mrz", "names", "sanctions", "watchlist"):
        for path in sorted((real_inputs / "data" / folder).rglob("*")):
            if not path.is_file() or path.stat().st_size > 400_000:
                continue
            tried += 1
            content = path.read_bytes()
            before = Passenger.objects.count()
            told = receive(actor=SYSTEM, content=content)
            assert Passenger.objects.count() == before + told.added, path.name
            meant = [
                tuple(person.names) for person in read_travellers(content, timezone.localdate()).travellers
            ]
            on = Q(message__transmission=told.transmission) | Q(flight__in=told.flights)
            held = {tuple(row.data["names"]) for row in Passenger.objects.filter(on)}
            assert set(meant) <= held, path.name
            assert receive(actor=SYSTEM, content=content).replayed
    assert tried > 60
