"""The gateway's door: nobody unknown, nothing twice, nothing acknowledged that is not stored, nothing raises."""

from __future__ import annotations

import json
import random
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories.lanes import lane_with_devices
from tests.factories.world import World
from tongguan.engines.fusion import Channel
from tongguan.operations.lanes.actions import accept, renew_key
from tongguan.operations.lanes.actions.accepting import BURST, Answer, forget_calibrations
from tongguan.operations.lanes.models import LogEntry
from tongguan.operations.lanes.rules import Envelope, read_envelope
from tongguan.platform.measurement.models import Calibration
from tongguan.platform.permissions.interface import SYSTEM
from tongguan.simulator.lanes.people import zone

pytestmark = pytest.mark.django_db
RNG = random.Random(1)
GOOD = {
    Channel.RADIATION: {"counts": 40, "span_ms": 500},
    Channel.TEMPERATURE: {"celsius": 36.5},
    Channel.BIOCLIMATE: {"alarm": False, "span_ms": 500, "co2_ppm": 600},
    Channel.FACE: {"quality": 0.9, "picture": "AAAA"},
    Channel.DOCUMENT: {"mrz": zone(RNG)},
    Channel.HEALTH_CARD: {"code": "HC1"},
    Channel.VIDEO: {"event": "start", "segment": "s1", "people": 1},
}


def one(envelope: Envelope, **given) -> Answer:
    import time

    return accept([(envelope, int(time.time() * 1000))], **given)[0]


@pytest.mark.parametrize("channel", list(Channel))
def test_a_good_sample_of_each_channel_is_stored_and_acknowledged(world: World, channel: Channel) -> None:
    _lane, senders = lane_with_devices(world)
    answer = one(senders[channel].message(data=GOOD[channel]))
    assert (answer.type, answer.problems) == ("ack", ())
    row = LogEntry.objects.get()
    assert (row.channel, row.reading["quality"], row.sequence) == (channel, "good", 1)


def test_a_repeated_sample_is_acknowledged_and_stored_once(world: World) -> None:
    _lane, senders = lane_with_devices(world)
    message = senders[Channel.TEMPERATURE].message(data=GOOD[Channel.TEMPERATURE])
    assert [one(message).type for _each in range(3)] == ["ack"] * 3
    assert LogEntry.objects.count() == 1


def test_nobody_unknown_is_believed(world: World) -> None:
    _lane, senders = lane_with_devices(world)
    sender = senders[Channel.TEMPERATURE]
    good = sender.message(data=GOOD[Channel.TEMPERATURE])
    for bad in (
        Envelope(good.device, good.mac, good.body.replace("36.5", "36.4")),
        Envelope(senders[Channel.FACE].device.code, good.mac, good.body),
        Envelope("nobody", good.mac, good.body),
        Envelope(good.device, "é\ud800", good.body),
    ):
        assert one(bad).problems[0].code == "lanes.device"
    assert one(good, lane="elsewhere").problems[0].code == "lanes.lane"
    renew_key(actor=SYSTEM, code=sender.device.code)
    assert one(good).problems[0].code == "lanes.device"
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize(
    ("data", "pointer"),
    [
        ({"celsius": "36.5"}, "/data/celsius"),
        ({"celsius": True}, "/data/celsius"),
        ({"celsius": float("nan")}, "/data/celsius"),
        ({"celsius": 1e9}, "/data/celsius"),
        ({}, "/data/celsius"),
        ({"celsius": 36.5, "name": "Ada"}, "/data"),
    ],
)
def test_what_was_not_declared_is_refused_with_its_place(world: World, data: dict, pointer: str) -> None:
    _lane, senders = lane_with_devices(world)
    answer = one(senders[Channel.TEMPERATURE].message(data=data))
    assert (answer.type, answer.problems[0].pointer) == ("refused", pointer)
    assert not LogEntry.objects.exists()


def test_no_message_raises(world: World) -> None:
    _lane, senders = lane_with_devices(world)
    junk = [None, True, -1, 2**70, 1.5, "", "x" * 50, [], [1], {}, {"a": []}, "\ud800"]
    rng = random.Random(3)
    for number in range(250):
        channel = rng.choice(list(Channel))
        data = dict(GOOD[channel])
        over = {}
        if number % 2:
            data[rng.choice([*data, "other"])] = rng.choice(junk)
        else:
            over[rng.choice(["v", "type", "boot", "seq", "at", "sent", "clock", "data"])] = rng.choice(junk)
        message = senders[channel].message(**({"data": data} | over))
        assert one(message).type in ("ack", "refused")


def test_envelopes_are_read_or_refused() -> None:
    for bad in (
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"device":1,"mac":"","body":""}',
        b"\xff\xfe",
        b"[" * 10**5,
        b"x" * 1_600_000,
    ):
        envelope, problem = read_envelope(bad)
        assert envelope is None
        assert problem is not None


def test_an_old_message_is_refused(world: World) -> None:
    _lane, senders = lane_with_devices(world)
    sender = senders[Channel.TEMPERATURE]
    old = sender.message(data=GOOD[Channel.TEMPERATURE], at=sender.heard[1] - 3_600_000)
    assert one(old).problems[0].code == "lanes.stale"
    strange = sender.message(data=GOOD[Channel.TEMPERATURE], clock=None)
    assert one(strange).problems[0].code == "lanes.hello"


def test_a_flood_is_bounded(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    _lane, senders = lane_with_devices(world)
    monkeypatch.setattr("tongguan.operations.lanes.actions.accepting.time.monotonic", lambda: 5.0)
    sender = senders[Channel.TEMPERATURE]
    messages = [
        (sender.message(data={"celsius": 36.5}), sender.heard[0] + 5) for _each in range(int(BURST) + 9)
    ]
    answers = accept(messages)
    assert sum(answer.type == "ack" for answer in answers) == BURST
    assert answers[-1].problems[0].code == "lanes.rate"


def test_an_implausible_temperature_is_set_aside_and_asked_for_again(world: World) -> None:
    _lane, senders = lane_with_devices(world)
    answer = one(senders[Channel.TEMPERATURE].message(data={"celsius": 42.9}))
    assert (answer.type, answer.prompt) == ("ack", "measure_again")
    assert LogEntry.objects.get().reading["quality"] == "quarantined"


@pytest.mark.parametrize("channel", [Channel.RADIATION, Channel.TEMPERATURE, Channel.BIOCLIMATE])
def test_without_a_calibration_in_force_a_reading_is_of_no_use(world: World, channel: Channel) -> None:
    _lane, senders = lane_with_devices(world)
    Calibration.objects.update(valid_to=timezone.localdate() - timedelta(days=1))
    forget_calibrations()
    one(senders[channel].message(data=GOOD[channel]))
    reading = LogEntry.objects.get().reading
    assert (reading["quality"], reading["reasons"]) == ("invalid", ["device.calibration"])


def test_a_wrong_check_digit_and_an_expired_passport(world: World) -> None:
    _lane, senders = lane_with_devices(world)
    lines = GOOD[Channel.DOCUMENT]["mrz"]
    wrong = lines[:-1] + str((int(lines[-1]) + 1) % 10)
    specimen = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
    for text, expected in (
        (wrong, "document.check_digits"),
        ("no zone", "document.unreadable"),
        (specimen, "document.expired"),
    ):
        one(senders[Channel.DOCUMENT].message(data={"mrz": text}))
        assert LogEntry.objects.latest("pk").reading["reasons"] == [expected]


def test_what_is_of_a_person_is_sealed(world: World) -> None:
    from django.db import connection

    _lane, senders = lane_with_devices(world)
    one(senders[Channel.DOCUMENT].message(data=GOOD[Channel.DOCUMENT]))
    one(senders[Channel.TEMPERATURE].message(data={"celsius": 38.8}))
    with connection.cursor() as cursor:
        cursor.execute("SELECT reading::text, payload::text, note::text FROM lanes_logentry")
        table = str(cursor.fetchall())
    surname = GOOD[Channel.DOCUMENT]["mrz"][5:10]
    for secret in (surname, "38.8", surname.encode().hex(), b"38.8".hex()):
        assert secret not in table
    kept = LogEntry.objects.get(channel="document")
    assert surname in kept.payload["mrz"]
    assert surname not in str(kept.reading)


def test_over_http(world: World) -> None:
    _lane, senders = lane_with_devices(world)
    message = senders[Channel.TEMPERATURE].message(data=GOOD[Channel.TEMPERATURE])
    told = {"device": message.device, "mac": message.mac, "body": message.body}
    body = json.dumps({"messages": [told, {"device": "x"}, told]})
    answer = Client(enforce_csrf_checks=True).post(
        "/api/v1/lanes/T2-1/samples", body, content_type="application/json"
    )
    assert answer.status_code == 200
    kinds = [json.loads(each["body"])["type"] for each in answer.json()["answers"]]
    assert kinds == ["ack", "refused", "ack"]
    assert LogEntry.objects.count() == 1
    many = json.dumps({"messages": [told] * 101})
    assert (
        Client().post("/api/v1/lanes/T2-1/samples", many, content_type="application/json").status_code == 422
    )


def test_n42_counts(world: World) -> None:
    _lane, senders = lane_with_devices(world)
    document = (
        '<RadInstrumentData xmlns="http://physics.nist.gov/N42/2011/N42"><RadMeasurement id="m">'
        "<MeasurementClassCode>Foreground</MeasurementClassCode><RealTimeDuration>PT1S</RealTimeDuration>"
        '<Spectrum id="s"><LiveTimeDuration>PT0.9S</LiveTimeDuration><ChannelData compressionCode="CountedZeroes">'
        "3 0 5 7 30</ChannelData></Spectrum></RadMeasurement></RadInstrumentData>"
    )
    sender = senders[Channel.RADIATION]
    assert one(sender.message(data={"n42": document})).type == "ack"
    reading = LogEntry.objects.get().reading
    assert (reading["facts"]["counts"], reading["span_ms"]) == (40, 1000)
    assert one(sender.message(data={"n42": "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"})).type == "refused"
