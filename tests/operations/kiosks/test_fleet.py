"""The fleet: heartbeats by key, losses told within a minute and closed on return, counts without people."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories.kiosks import kiosk, traveller
from tongguan.operations.kiosks.actions import (
    abandon_silent,
    forget_sessions,
    heartbeat,
    move_session,
    renew_key,
    retire,
    start_session,
    watch_fleet,
)
from tongguan.operations.kiosks.loops import LOOPS
from tongguan.operations.kiosks.models import Kiosk, Session
from tongguan.operations.kiosks.queries import session_counts
from tongguan.operations.kiosks.views import today
from tongguan.platform.alerts.models import Alert
from tongguan.platform.permissions.interface import NotAllowed, Refused
from tongguan.platform.reference.interface import parameter, shipped_parameters

BEAT = {"stage": "started", "version": "1.4.2", "printer": "ok", "scanner": "low"}


def silent(row: Kiosk, seconds: float) -> None:
    Kiosk.objects.filter(pk=row.pk).update(seen_at=timezone.now() - timedelta(seconds=seconds))


def test_a_kiosk_reports_with_its_key_alone(world, client):
    row, key = kiosk(world)
    answer = client.post(
        "/api/v1/kiosks/heartbeat",
        {"state": "started", "version": "1.4.2", "printer": "ok", "scanner": "upside down"},
        content_type="application/json",
        headers={"X-Kiosk-Key": key},
    )
    assert answer.status_code == 200, answer.content
    row.refresh_from_db()
    assert (row.stage, row.version, row.printer, row.scanner) == ("started", "1.4.2", "ok", "fault")
    assert key not in row.key_sha256
    for wrong in ("", "x", key[:-1], key + "a"):
        refused = client.post(
            "/api/v1/kiosks/heartbeat", {}, content_type="application/json", headers={"X-Kiosk-Key": wrong}
        )
        assert refused.status_code == 404


def test_a_heartbeat_is_one_statement(world, django_assert_num_queries):
    _row, key = kiosk(world)
    with django_assert_num_queries(1):
        heartbeat(key=key, **BEAT)


def test_a_renewed_key_ends_the_old_one_and_a_retired_kiosk_has_none(world):
    row, key = kiosk(world)
    new = renew_key(actor=world.actor("administrator"), kiosk_id=row.pk)
    with pytest.raises(Refused):
        heartbeat(key=key, **BEAT)
    heartbeat(key=new, **BEAT)
    retire(actor=world.actor("administrator"), kiosk_id=row.pk)
    with pytest.raises(Refused):
        heartbeat(key=new, **BEAT)
    for who in ("inspector", "auditor", "trader"):
        with pytest.raises(NotAllowed):
            renew_key(actor=world.actor(who), kiosk_id=row.pk)


def test_loss_is_told_within_sixty_seconds_by_the_numbers_in_force():
    every = next(loop.every_s for loop in LOOPS if loop.name == "kiosks.fleet")
    rows = shipped_parameters(timezone.localdate())
    shipped = {code: float(str(row.value)) for code, row in rows.items() if code.startswith("kiosks.")}
    assert shipped["kiosks.lost_after"] + every + 5 <= 60
    assert shipped["kiosks.lost_after"] >= 3 * shipped["kiosks.heartbeat_seconds"], (
        "one lost packet is no lost kiosk"
    )


def test_a_lost_kiosk_raises_one_alert_that_closes_itself(world):
    row, key = kiosk(world)
    assert watch_fleet() == 0, "never heard of is not lost"
    heartbeat(key=key, **BEAT)
    assert watch_fleet() == 0
    silent(row, 44)
    assert watch_fleet() == 0
    silent(row, 46)
    assert watch_fleet() == 1
    assert watch_fleet() == 0
    alert = Alert.objects.get(kind="kiosk")
    assert alert.evidence[0]["ref"] == "A-01"
    assert alert.state == "raised"
    heartbeat(key=key, **BEAT)
    assert watch_fleet() == 1
    alert.refresh_from_db()
    assert (alert.state, alert.disposition) == ("dispositioned", "corrected")
    row.refresh_from_db()
    assert row.lost_at is None
    silent(row, 60)
    watch_fleet()
    assert Alert.objects.filter(kind="kiosk").count() == 2, "lost again is a new alert"


def test_a_hall_that_falls_silent_is_one_alert_open_until_the_last_is_back(world):
    rows = [kiosk(world, f"A-{n:02}", place=n) for n in range(12)]
    other, other_key = kiosk(world, "B-01", hall="T2")
    for row, key in [*rows, (other, other_key)]:
        heartbeat(key=key, **BEAT)
        silent(row, 60)
    assert watch_fleet() == 13
    assert sorted(len(alert.evidence) for alert in Alert.objects.filter(kind="kiosk")) == [1, 12]
    for _row, key in rows[1:]:
        heartbeat(key=key, **BEAT)
    watch_fleet()
    hall = next(alert for alert in Alert.objects.filter(kind="kiosk") if len(alert.evidence) == 12)
    assert hall.state == "raised"
    retire(actor=world.actor("administrator"), kiosk_id=rows[0][0].pk)
    hall.refresh_from_db()
    assert hall.state == "dispositioned"


def test_an_alert_that_a_person_closed_stays_closed(world):
    from tongguan.platform.alerts.interface import acknowledge, disposition

    row, key = kiosk(world)
    heartbeat(key=key, **BEAT)
    silent(row, 60)
    watch_fleet()
    alert, commander = Alert.objects.get(kind="kiosk"), world.actor("commander")
    acknowledge(actor=commander, alert_id=alert.pk)
    disposition(actor=commander, alert_id=alert.pk, code="explained", note="moved")
    heartbeat(key=key, **BEAT)
    assert watch_fleet() == 1
    alert.refresh_from_db()
    assert alert.disposition == "explained"


def test_sessions_are_counts_and_name_nobody(world):
    row, key = kiosk(world)
    first, second = traveller(key=key), traveller("ar", key=key)
    assert Session.objects.get(language="ja").stage == "abandoned", "who left without a word"
    with pytest.raises(Refused):
        move_session(token=first, stage="submitted")
    move_session(token=second, stage="submitted")
    phone = traveller("xx", origin="somebody")
    told = session_counts(world.actor("auditor"), *today())
    assert (told["started"], told["submitted"], told["abandoned"], told["under_way"]) == (3, 1, 1, 1)
    assert dict(told["languages"]) == {"ja": 1, "ar": 1, "en": 1}
    Session.objects.update(
        seen_at=timezone.now() - timedelta(seconds=float(parameter("kiosks.session_silence")) + 1)
    )
    assert abandon_silent() == 1
    with pytest.raises(Refused):
        move_session(token=phone, stage="submitted")
    assert not Session.objects.exclude(origin="").exists()
    row.refresh_from_db()
    assert row.stage == "submitted"
    assert forget_sessions(timezone.now() + timedelta(days=1), 2) == 2
    assert Session.objects.count() == 1


def test_somebody_who_is_there_is_not_abandoned(world):
    token = traveller()
    Session.objects.update(seen_at=timezone.now() - timedelta(hours=1))
    move_session(token=token, stage="started")
    assert abandon_silent() == 0


def test_phones_of_one_network_are_bounded(world):
    limit = int(parameter("kiosks.sessions_an_hour"))
    Session.objects.bulk_create(
        Session(token_sha256=f"{n:064}", form="f", language="en", origin="flood") for n in range(limit)
    )
    with pytest.raises(Refused) as refusal:
        start_session(form="f", language="en", origin="flood")
    assert refusal.value.status == 429
    start_session(form="f", language="en", origin="elsewhere")


def test_the_wall_costs_the_same_for_3_and_126_kiosks(world, client):
    client.force_login(world.users["commander"])
    counts = []
    for until in (3, 126):
        for n in range(Kiosk.objects.count(), until):
            kiosk(world, f"K-{n:03}", hall=f"T{n % 4}", place=n)
        client.get("/kiosks/")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            answer = client.get("/kiosks/")
        assert answer.status_code == 200
        assert answer.content.decode().count('data-standing="unseen"') == until + 1
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_pages_register_show_and_retire(world, client):
    client.force_login(world.users["administrator"])
    assert client.post("/kiosks/new/", {"code": "bad code", "hall": "T1", "place": 1}).status_code == 422
    answer = client.post("/kiosks/new/", {"code": "A-01", "hall": "T1", "place": 1})
    row = Kiosk.objects.get()
    assert answer.status_code == 200
    again = client.post("/kiosks/new/", {"code": "A-01", "hall": "T1", "place": 1})
    assert again.status_code == 422
    page = client.get(f"/kiosks/{row.pk}/").content.decode()
    assert "A-01" in page
    before = row.key_sha256
    client.post(f"/kiosks/{row.pk}/", {"step": "renew"})
    row.refresh_from_db()
    assert row.key_sha256 != before
    client.post(f"/kiosks/{row.pk}/", {"step": "retire"})
    row.refresh_from_db()
    assert row.retired_at
    client.force_login(world.users["inspector"])
    assert client.post(f"/kiosks/{row.pk}/", {"step": "renew"}).status_code == 403
    assert client.get("/kiosks/new/").status_code == 403
