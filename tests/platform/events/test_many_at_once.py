"""Several events in one transaction: each fails alone, a refused commit finds its culprit, a kill loses nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from django.db import connection, transaction

from tongguan.platform.audit.models import AuditEntry
from tongguan.platform.events import actions, registry
from tongguan.platform.events.actions import dispatch_next, publish
from tongguan.platform.events.models import OutboxEvent
from tongguan.platform.identity.models import Organisation, Position, User

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def handlers() -> Iterator[dict[str, list[registry.Handler]]]:
    """The register of handlers; topics `test.*` are forgotten afterwards."""
    yield registry._handlers
    for topic in [topic for topic in registry._handlers if topic.startswith("test.")]:
        del registry._handlers[topic]


def firm(code: str) -> None:
    Organisation.objects.create(code=code, name_zh=code, name_en=code, kind="enterprise")


def told(*pairs: tuple[str, str]) -> None:
    with transaction.atomic():
        for topic, subject in pairs:
            publish(topic, subject)


def test_a_failure_undoes_its_own_rows_alone(handlers: dict[str, list[registry.Handler]]) -> None:
    def write(event: registry.Event) -> None:
        firm(event.subject)
        if event.subject == "B":
            raise ValueError("broken on purpose")

    handlers["test.write"] = [write]
    told(("test.write", "A"), ("test.write", "B"), ("test.write", "C"))
    assert dispatch_next()
    assert set(Organisation.objects.values_list("code", flat=True)) == {"A", "C"}
    waiting = OutboxEvent.objects.get(dispatched_at=None)
    assert (waiting.subject, waiting.attempts) == ("B", 1)


def test_what_only_the_commit_refuses_is_found_and_the_others_are_done(
    handlers: dict[str, list[registry.Handler]],
) -> None:
    user = User.objects.create(username="nobody")

    def write(event: registry.Event) -> None:
        firm(event.subject)
        if event.subject == "B":  # a foreign key is checked at the commit
            Position.objects.create(
                user=user, organisation_id=10**9, role="declarant", valid_from="2020-01-01"
            )

    handlers["test.write"] = [write]
    told(("test.write", "A"), ("test.write", "B"), ("test.write", "C"))
    while dispatch_next():
        pass
    assert set(Organisation.objects.values_list("code", flat=True)) == {"A", "C"}
    waiting = OutboxEvent.objects.get(dispatched_at=None)
    assert (waiting.subject, waiting.attempts) == ("B", 1)
    assert "organisation" in waiting.last_error


def test_one_transaction_never_holds_two_events_of_a_subject(
    handlers: dict[str, list[registry.Handler]], monkeypatch: pytest.MonkeyPatch
) -> None:
    batches: list[list[str]] = []
    claimed = actions._claimed

    def spy(most: int) -> list[registry.Event]:
        found = claimed(most)
        batches.append([event.subject for event in found])
        return found

    monkeypatch.setattr(actions, "_claimed", spy)
    told(("test.none", "A"), ("test.none", "A"), ("test.none", "B"), ("test.none", "A"))
    while dispatch_next():
        pass
    assert batches == [["A", "B"], ["A"], ["A"], []]


def test_time_is_up_and_the_rest_waits_untouched(
    handlers: dict[str, list[registry.Handler]], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    handlers["test.write"] = [lambda event: seen.append(event.subject)]
    monkeypatch.setattr(actions, "LONGEST_S", 0.0)
    told(("test.write", "A"), ("test.write", "B"))
    assert dispatch_next()
    assert seen == ["A"]
    assert OutboxEvent.objects.get(dispatched_at=None).subject == "B"


def test_a_connection_that_dies_leaves_rows_exactly_where_their_event_is_done(
    handlers: dict[str, list[registry.Handler]],
) -> None:
    def write(event: registry.Event) -> None:
        firm(event.subject)
        if event.subject == "B":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    handlers["test.write"] = [write]
    told(("test.write", "A"), ("test.write", "B"), ("test.write", "C"))
    with pytest.raises(Exception, match=r"terminat|closed|lost"):
        dispatch_next()
    connection.close()
    handled = OutboxEvent.objects.filter(dispatched_at__isnull=False).values_list("subject", flat=True)
    assert list(handled) == list(Organisation.objects.values_list("code", flat=True)) == ["A"]
    assert OutboxEvent.objects.filter(dispatched_at=None, attempts=0).count() == 2
    handlers["test.write"] = [lambda event: firm(event.subject)]
    while dispatch_next():
        pass
    assert set(Organisation.objects.values_list("code", flat=True)) == {"A", "B", "C"}


def test_several_dispatchers_handle_each_event_once_and_each_subject_in_order(
    handlers: dict[str, list[registry.Handler]],
) -> None:
    subjects, each = 7, 12

    def write(event: registry.Event) -> None:
        AuditEntry.objects.create(
            at="2026-01-01T00:00:00Z", actor_name="test", action="test", subject_kind="test",
            subject_ref=event.subject, body=str(event.id).encode(), leaf_hash=b"\0" * 32,
        )  # fmt: skip

    handlers["test.write"] = [write]
    told(*(("test.write", f"S{number % subjects}") for number in range(subjects * each)))

    def work() -> None:
        try:
            while OutboxEvent.objects.filter(dispatched_at=None).exists():
                dispatch_next(5)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for number in range(subjects):
        rows = AuditEntry.objects.filter(subject_ref=f"S{number}").order_by("id")
        handled = [int(bytes(row.body)) for row in rows]
        published = OutboxEvent.objects.filter(subject=f"S{number}").order_by("id")
        assert handled == list(published.values_list("id", flat=True))
