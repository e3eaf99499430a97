"""Liveness, readiness and metrics tell the truth, tersely, and to whom they should."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import OperationalError, transaction
from django.test import Client
from django.utils import timezone

from tests.platform.identity.people import person, signed_in
from tongguan.engines.problems import Text
from tongguan.platform.events.interface import publish
from tongguan.platform.health import queries
from tongguan.platform.health.actions import beat
from tongguan.platform.health.contracts import Reading
from tongguan.platform.health.metrics import exposed
from tongguan.platform.health.models import Heartbeat

pytestmark = pytest.mark.django_db


def test_live_asks_nothing_of_the_database(client: Client, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        assert client.get("/health/live").json() == {"live": True}


def test_ready_names_readings_and_nothing_about_them(client: Client) -> None:
    answer = client.get("/health/ready")
    assert answer.status_code == 200
    assert set(answer.json()["readings"]) == {code for code, _read in queries.READINGS}
    assert set(answer.json()["readings"].values()) <= {True, False}


def test_not_ready_without_the_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def down() -> Reading:
        raise OperationalError("secret host name")

    readings = tuple((code, down if code == "database" else read) for code, read in queries.READINGS)
    monkeypatch.setattr(queries, "READINGS", readings)
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert "secret" not in answer.content.decode()


def test_not_ready_before_the_tables_are_current(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "_migrated", [])
    monkeypatch.setattr(queries.MigrationExecutor, "migration_plan", lambda self, targets: [("x", False)])
    assert client.get("/health/ready").status_code == 503


def test_the_worker_is_missing_alive_then_stale() -> None:
    assert not queries.worker().good
    beat()
    assert queries.worker().good
    Heartbeat.objects.update(at=timezone.now() - timedelta(seconds=queries.WORKER_STALE_S + 5))
    stale = queries.worker()
    assert not stale.good
    assert stale.value is not None


def test_beats_of_a_process_are_one_row_and_old_ones_are_forgotten() -> None:
    old = timezone.now() - timedelta(days=2)
    Heartbeat.objects.create(process="gone:1", at=old, started_at=old)
    beat()
    beat()
    assert Heartbeat.objects.count() == 1


def test_waiting_events_age() -> None:
    assert queries.events().value is None
    with transaction.atomic():
        publish("test.nobody", "A")
    reading = queries.events()
    assert reading.good
    assert reading.value is not None


def test_metrics_are_for_this_machine_or_the_token(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    text = client.get("/metrics").content.decode()
    assert 'tongguan_good{reading="database"} 1.0' in text
    assert client.get("/metrics", REMOTE_ADDR="10.0.0.9").status_code == 403
    assert client.get("/metrics", headers={"X-Forwarded-For": "10.0.0.9"}).status_code == 403
    monkeypatch.setenv("TONGGUAN_METRICS_TOKEN", "let-me")
    far = {"REMOTE_ADDR": "10.0.0.9"}
    assert client.get("/metrics", headers={"Authorization": "Bearer let-me"}, **far).status_code == 200
    assert client.get("/metrics", headers={"Authorization": "Bearer wrong"}, **far).status_code == 403


def test_a_missing_value_is_no_number() -> None:
    text = exposed([Reading("x", Text(zh="x", en="x"), False, Text(zh="x", en="x"))]).decode()
    assert 'tongguan_good{reading="x"} 0.0' in text
    assert "tongguan_reading{" not in text


def test_the_page_shows_every_reading() -> None:
    text = signed_in(person("admin", "administrator")).get("/health/").content.decode()
    for reading in queries.readings():
        assert reading.title.zh in text
