"""From samples to a verdict: rows, referrals, replay, what is told to whom."""

from __future__ import annotations

import base64
import json
import random
import time
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories.lanes import Sender, lane_with_devices
from tests.factories.passenger_declarations import answers, body, send
from tests.factories.travellers import contacts
from tests.factories.world import World
from tests.operations.lanes.test_accepting import GOOD
from tongguan.engines import faces
from tongguan.engines.faces import Comparison, Outcome
from tongguan.engines.fusion import Channel, as_line, encounter_as_json, read_log, replay
from tongguan.operations.lanes.actions import accept, fuse_once, resolve, watch_devices
from tongguan.operations.lanes.actions.deleting import delete_encounters, delete_entries
from tongguan.operations.lanes.actions.fusing import forget_lanes
from tongguan.operations.lanes.commands.verbs import lanes as verbs
from tongguan.operations.lanes.models import Device, Encounter, Lane, LogEntry
from tongguan.operations.lanes.queries import log_of
from tongguan.operations.passenger_declarations.models import PassengerDeclaration
from tongguan.platform.alerts.models import Alert
from tongguan.platform.audit.interface import AuditEntry
from tongguan.platform.events.models import OutboxEvent
from tongguan.platform.permissions.interface import NotAllowed, NotFound, Refused
from tongguan.platform.reference.models import Parameter
from tongguan.simulator.lanes.people import zone

pytestmark = pytest.mark.django_db


@pytest.fixture
def cards(world: World) -> str:
    """The health declaration of whoever walks: the code of its receipt; and a list to screen against."""
    contacts(world)
    given = answers()
    given["document"] = {"mrz": GOOD[Channel.DOCUMENT]["mrz"]}
    sent = send(body(given))
    assert sent.status_code == 201, sent.content
    GOOD[Channel.HEALTH_CARD] = {"code": sent.json()["receipt"]["code"]}
    return GOOD[Channel.HEALTH_CARD]["code"]


def now_ms() -> int:
    return int(time.time() * 1000)


def background(senders: dict[Channel, Sender]) -> None:
    messages = []
    for number in range(70):
        data = {"counts": 18 + number % 5, "span_ms": 500}
        messages.append((senders[Channel.RADIATION].message(data=data), now_ms()))
    accept(messages)


def walk(senders: dict[Channel, Sender], without: tuple = (), segment: str = "s1", **changed: Any) -> None:
    """Somebody walks through; what the devices say of it arrives together, however slow the machine is."""
    messages = []
    order = [Channel.VIDEO, *(each for each in Channel if each is not Channel.VIDEO)]
    for channel in order:
        data = {**GOOD[channel], **changed.get(channel, {})}
        if channel is Channel.RADIATION:
            data = {"counts": 20, "span_ms": 500} | changed.get(channel, {})
        if channel is Channel.VIDEO:
            data["segment"] = segment
        if channel not in without:
            time.sleep(0.004)
            messages.append((senders[channel].message(data=data), now_ms()))
    time.sleep(0.02)
    if Channel.VIDEO not in without:
        stop = {"event": "stop", "segment": segment, "people": 1}
        messages.append((senders[Channel.VIDEO].message(data=stop), now_ms()))
    accept(messages)


def quicken() -> None:
    """Nobody waits four seconds in a test."""
    Parameter.objects.filter(code="lanes.collect").update(value="900")
    Parameter.objects.filter(code="lanes.hold").update(value="100")


def fuse(until: int = 60) -> None:
    """Fuse until somebody was there and nobody is measured or checked any more: a reading without video waits."""
    for _each in range(until):
        fuse_once()
        open_ones = Encounter.objects.filter(state__in=("opened", "collecting", "complete", "partial"))
        if Encounter.objects.exists() and not open_ones.exists():
            return
        time.sleep(0.05)


def passed(world: World) -> tuple[Lane, dict[Channel, Sender], Encounter]:
    lane, senders = lane_with_devices(world)
    background(senders)
    walk(senders)
    fuse()
    return lane, senders, Encounter.objects.get()


def test_all_seven_and_both_checks_pass(world: World, cards: str) -> None:
    _lane, _senders, row = passed(world)
    assert (row.state, row.completeness) == ("pass", "complete"), row.told["reasons"]
    assert not Alert.objects.filter(kind__startswith="lanes").exists()
    assert AuditEntry.objects.filter(action="lanes.pass").count() == 1


def test_a_code_that_does_not_verify_goes_to_an_officer(world: World) -> None:
    contacts(world)
    GOOD[Channel.HEALTH_CARD] = {"code": "HC1"}
    row = passed(world)[2]
    assert (row.state, row.completeness) == ("refer", "complete")
    assert row.told["reasons"] == [{"code": "card.alarm", "channel": "card"}]


def test_a_code_of_another_person_and_a_code_used_before(world: World, cards: str) -> None:
    _lane, senders, row = passed(world)
    assert row.state == "pass"
    assert PassengerDeclaration.objects.get().state == "released"
    other = {Channel.DOCUMENT: {"mrz": zone(random.Random(99))}}
    walk(senders, segment="s2", **other)
    fuse()
    assert {"code": "card.other_person", "channel": "card"} in Encounter.objects.latest("pk").told["reasons"]


@pytest.mark.parametrize(
    ("outcome", "state", "reasons"),
    [
        (Outcome.SAME, "pass", []),
        (Outcome.OTHER, "refer", ["faces.alarm"]),
        (Outcome.ABSTAIN, "refer", ["faces.abstain"]),
    ],
)
def test_a_lane_that_compares_faces_refers_whom_it_cannot_match(
    world: World,
    cards: str,
    monkeypatch: pytest.MonkeyPatch,
    outcome: Outcome,
    state: str,
    reasons: list[str],
) -> None:
    seen = []
    monkeypatch.setattr(faces, "compare", lambda *given: seen.append(given) or Comparison(outcome))
    _lane, senders = lane_with_devices(world, compares_faces=True)
    background(senders)
    face, portrait = (base64.b64encode(each).decode() for each in (b"live", b"chip"))
    walk(senders, **{Channel.FACE: {"picture": face}, Channel.DOCUMENT: {"portrait": portrait}})
    fuse()
    row = Encounter.objects.get()
    assert (row.state, [each["code"] for each in row.told["reasons"]]) == (state, reasons)
    assert seen == [(b"live", b"chip")]


def test_without_a_portrait_a_lane_that_compares_faces_refers(world: World, cards: str) -> None:
    _lane, senders = lane_with_devices(world, compares_faces=True)
    background(senders)
    walk(senders)
    fuse()
    assert Encounter.objects.get().told["reasons"] == [{"code": "faces.abstain", "channel": "faces"}]


@pytest.mark.parametrize("channel", [Channel.TEMPERATURE, Channel.VIDEO])
def test_a_missing_channel_is_named_and_an_officer_told(world: World, cards: str, channel: Channel) -> None:
    lane, senders = lane_with_devices(world)
    quicken()
    background(senders)
    walk(senders, without=(channel,))
    fuse()
    row = Encounter.objects.first()
    assert (row.state, row.completeness) == ("refer", "partial")
    assert {"code": "missing", "channel": channel} in row.told["reasons"]
    alert = Alert.objects.get(pk=row.alert_id)
    assert (alert.kind, alert.owner_role, alert.office_id) == (
        "lanes.referred",
        "quarantine_officer",
        lane.office_id,
    )
    event = OutboxEvent.objects.filter(topic="encounter.referred").first()
    assert set(event.payload) == {"encounter", "lane", "completeness"}


def test_nothing_that_is_told_outside_says_who_or_why(world: World, cards: str) -> None:
    _lane, senders = lane_with_devices(world)
    background(senders)
    walk(senders, **{Channel.TEMPERATURE: {"celsius": 38.7}})
    fuse()
    row = Encounter.objects.get()
    assert row.told["reasons"] == [{"code": "temperature.fever", "channel": "temperature"}]
    outside = [str(each.payload) for each in OutboxEvent.objects.filter(topic__startswith="encounter")]
    outside += [bytes(each.body).decode() for each in AuditEntry.objects.filter(action__startswith="lanes")]
    outside += [
        f"{each.title_zh} {each.title_en} {each.evidence}"
        for each in Alert.objects.filter(kind__startswith="lanes")
    ]
    surname = GOOD[Channel.DOCUMENT]["mrz"][5:10]
    assert len(outside) > 5
    for words in outside:
        for secret in ("38.7", "fever", 'temperature"]', "体温", surname):
            assert secret not in words


def test_a_replay_of_the_log_gives_the_same_verdicts(world: World, cards: str, tmp_path: Any) -> None:
    lane, senders = lane_with_devices(world)
    quicken()
    background(senders)
    walk(senders, segment="s1")
    fuse()
    walk(senders, without=(Channel.FACE,), segment="s2")
    fuse()
    lines = [as_line(entry) for entry in log_of(lane, 0)]
    assert GOOD[Channel.DOCUMENT]["mrz"][5:10] not in "".join(lines)
    entries, problems = read_log(lines)
    again = {each.key: json.loads(json.dumps(encounter_as_json(each))) for each in replay(entries)}
    live = {row.key: row.told for row in Encounter.objects.all()}
    assert problems == []
    assert len(live) == 2
    for key, told in live.items():
        for name in ("state", "completeness", "reasons", "fused_ms", "decided_ms", "channels"):
            assert again[key][name] == told[name], name
    path = tmp_path / "log.jsonl"
    path.write_text("\n".join([*lines, "nonsense"]), encoding="utf-8")
    ran = CliRunner().invoke(verbs, ["replay", str(path), "--json"])
    assert ran.exit_code == 1
    assert {json.loads(line)["state"] for line in ran.stdout.splitlines() if line.startswith("{")} == {
        "pass",
        "refer",
    }


def test_a_worker_that_begins_anew_changes_nothing(world: World, cards: str) -> None:
    row = passed(world)[2]
    before = (row.state, row.told, row.told_ms)
    forget_lanes()
    fuse_once()
    row.refresh_from_db()
    assert (row.state, row.told) == before[:2]
    assert AuditEntry.objects.filter(action="lanes.pass").count() == 1


def test_a_partial_encounter_cannot_be_written_as_passed(world: World, cards: str) -> None:
    from django.db import IntegrityError, transaction

    row = passed(world)[2]
    with pytest.raises(IntegrityError), transaction.atomic():
        Encounter.objects.filter(pk=row.pk).update(completeness="partial")


def referred(world: World) -> Encounter:
    _lane, senders = lane_with_devices(world)
    background(senders)
    walk(senders, **{Channel.TEMPERATURE: {"celsius": 38.7}})
    fuse()
    return Encounter.objects.get(state="refer")


def test_an_officer_deals_with_a_referral_once(world: World, cards: str) -> None:
    row = referred(world)
    officer = world.actor("quarantine_officer")
    for name, expected in (
        ("assessor", NotAllowed),
        ("commander", NotAllowed),
        ("airport_assessor", NotAllowed),
    ):
        with pytest.raises(expected):
            resolve(actor=world.actor(name), encounter_id=row.pk, resolution="cleared")
    resolve(actor=officer, encounter_id=row.pk, resolution="quarantine", note="seen")
    row.refresh_from_db()
    assert (row.resolution, row.resolved_by_id, row.note) == ("quarantine", officer.user_id, "seen")
    assert Alert.objects.get(pk=row.alert_id).state == "dispositioned"
    with pytest.raises(Refused):
        resolve(actor=officer, encounter_id=row.pk, resolution="cleared")
    with pytest.raises(NotFound):
        resolve(actor=officer, encounter_id=10**9, resolution="cleared")


def test_a_lost_device_raises_one_alert_a_loss(world: World) -> None:
    _lane, senders = lane_with_devices(world)
    device = senders[Channel.FACE].device
    accept([(senders[Channel.FACE].message(data=GOOD[Channel.FACE]), now_ms())])
    assert not watch_devices()
    Device.objects.filter(pk=device.pk).update(last_seen_at=timezone.now() - timezone.timedelta(seconds=31))
    assert watch_devices()
    assert not watch_devices()
    assert Alert.objects.filter(kind="lanes.device_lost").count() == 1
    assert LogEntry.objects.filter(kind="gone", device=device).count() == 1
    accept([(senders[Channel.FACE].message("beat"), now_ms())])
    assert Device.objects.get(pk=device.pk).lost_at is None


def test_old_readings_go_and_who_waits_stays(world: World, cards: str) -> None:
    row = referred(world)
    later = timezone.now() + timezone.timedelta(days=1)
    assert delete_encounters(later, 100) == 0
    Encounter.objects.filter(pk=row.pk).update(resolved_at=timezone.now())
    assert delete_encounters(later, 100) == 1
    assert delete_entries(later, 10_000) > 70
    assert not LogEntry.objects.exclude(kind="settings").exists()


def client_of(world: World, name: str) -> Client:
    client = Client()
    client.force_login(world.users[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_pages(world: World, cards: str) -> None:
    row = referred(world)
    client = client_of(world, "quarantine_officer")
    home = client.get("/lanes/")
    assert "38.7 °C" in home.content.decode()
    detail = client.get(f"/lanes/encounters/{row.pk}/")
    assert detail.status_code == client.get("/lanes/health/").status_code == 200
    assert client.get("/lanes/encounters/").status_code == 200
    assert client.post(f"/lanes/encounters/{row.pk}/", {"resolution": "no such"}).status_code == 422
    auditor = client_of(world, "auditor")
    assert "38.7" not in auditor.get(f"/lanes/encounters/{row.pk}/").content.decode()
    assert auditor.post(f"/lanes/encounters/{row.pk}/", {"resolution": "cleared"}).status_code == 403
    assert client_of(world, "cashier").get("/lanes/").status_code == 403
    assert client.post(f"/lanes/encounters/{row.pk}/", {"resolution": "cleared"}).status_code == 302
    assert client.post(f"/lanes/encounters/{row.pk}/", {"resolution": "cleared"}).status_code == 409


def test_pages_ask_as_much_for_many_as_for_few(world: World, cards: str) -> None:
    row = referred(world)
    client = client_of(world, "quarantine_officer")

    def asked() -> list[int]:
        found = []
        for path in ("/lanes/", "/lanes/encounters/"):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert client.get(path).status_code == 200
            found.append(len(queries))
        return found

    asked()
    few = asked()
    for number in range(12):
        Encounter.objects.create(
            lane=row.lane,
            key=f"more{number}",
            state="refer",
            completeness="partial",
            opened_at=row.opened_at,
            told=row.told,
        )
    assert asked() == few
