"""What is too old goes every night, with a record of how many and no word of whose."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tongguan.engines.problems import Text
from tongguan.platform.audit.models import AuditEntry
from tongguan.platform.permissions.interface import SYSTEM, Actor, NotAllowed
from tongguan.platform.privacy import checks, registry
from tongguan.platform.privacy.interface import Retention, purge, retention
from tongguan.platform.privacy.models import Deletion
from tongguan.platform.privacy.queries import standings
from tongguan.platform.reference.interface import load_shipped
from tongguan.platform.schedules.interface import schedules

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 30, 18, 30, tzinfo=UTC)
DAYS = 15  # the number that `PARAMETER` holds
PARAMETER = "duty.payment_time_limit"
PEOPLE = Text(zh="人员", en="People")


@pytest.fixture(autouse=True)
def _registry(monkeypatch, db) -> None:
    monkeypatch.setattr(registry, "_retentions", {})
    load_shipped()


def people(ages_days: list[int]) -> list[datetime]:
    held = sorted(NOW - timedelta(days=age) for age in ages_days)

    def delete(before: datetime, limit: int) -> int:
        gone = [each for each in held if each < before][:limit]
        for each in gone:
            held.remove(each)
        return len(gone)

    retention(Retention("t.people", PEOPLE, PARAMETER, delete, oldest=lambda: held[0] if held else None))
    return held


def test_older_goes_younger_stays_and_a_second_run_finds_nothing() -> None:
    held = people([1, DAYS - 1, DAYS + 1, DAYS + 400])
    assert purge(NOW) == 2
    assert held == [NOW - timedelta(days=DAYS - 1), NOW - timedelta(days=1)]
    assert purge(NOW) == 0
    assert list(Deletion.objects.order_by("pk").values_list("records", "days")) == [(2, DAYS), (0, DAYS)]
    assert AuditEntry.objects.filter(action="privacy.deleted").count() == 1


def test_more_than_a_batch_goes_in_one_night(monkeypatch) -> None:
    monkeypatch.setattr("tongguan.platform.privacy.actions.BATCH", 10)
    held = people([DAYS + 2] * 35)
    assert purge(NOW) == 35
    assert not held


def test_what_is_still_there_shows_as_overdue() -> None:
    people([DAYS + 40])
    assert [one.overdue for one in standings(SYSTEM, NOW)] == [True]
    purge(NOW)
    assert [(one.overdue, one.last.records) for one in standings(SYSTEM, NOW)] == [(False, 1)]


def test_it_is_scheduled_and_closed_to_others() -> None:
    assert "privacy.purge" in {one.code for one in schedules()}
    with pytest.raises(NotAllowed):
        standings(Actor(kind="person", name="x"))


def test_a_retention_without_days_or_table_is_a_problem() -> None:
    retention(Retention("t.bad", PEOPLE, "no.such_number", lambda before, limit: 0, models=("no.Table",)))
    assert {"privacy.no_days", "privacy.no_model"} <= {one.code for one in checks.problems()}


def test_an_encrypted_table_without_retention_is_a_problem(person, monkeypatch) -> None:
    monkeypatch.setattr(checks.apps, "get_models", lambda: [person])
    assert [one.code for one in checks.problems()] == ["privacy.no_retention"]
    retention(Retention("t.p", PEOPLE, PARAMETER, lambda before, limit: 0, models=("privacy.Person",)))
    assert checks.problems() == []
