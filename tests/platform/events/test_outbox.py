"""The outbox: once, in order per subject, and a failure is kept and told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction

from tongguan.platform.events import registry
from tongguan.platform.events.actions import MAX_ATTEMPTS, dispatch_next, publish, replay
from tongguan.platform.events.models import OutboxEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def seen() -> Iterator[list[str]]:
    """What a test handler of `test.*` topics received, by subject."""
    got: list[str] = []

    def note(event: registry.Event) -> None:
        got.append(f"{event.topic} {event.subject}")

    def fail(event: registry.Event) -> None:
        raise ValueError("broken on purpose")

    registry._handlers["test.good"] = [note]
    registry._handlers["test.bad"] = [note, fail]
    yield got
    del registry._handlers["test.good"], registry._handlers["test.bad"]


def run_all() -> None:
    while dispatch_next():
        pass


def test_event_is_handled_once(seen: list[str]) -> None:
    with transaction.atomic():
        publish("test.good", "A")
    run_all()
    run_all()
    assert seen == ["test.good A"]


def test_a_failed_event_holds_back_its_subject_only(seen: list[str]) -> None:
    with transaction.atomic():
        publish("test.bad", "A")
        publish("test.good", "A")
        publish("test.good", "B")
    run_all()
    assert seen == ["test.bad A", "test.good B"]
    bad = OutboxEvent.objects.get(topic="test.bad")
    assert bad.attempts == 1
    assert "broken on purpose" in bad.last_error


def test_given_up_is_dead_and_can_be_replayed(seen: list[str]) -> None:
    with transaction.atomic():
        publish("test.bad", "A")
    for _attempt in range(MAX_ATTEMPTS):
        OutboxEvent.objects.update(next_try_at=None)
        run_all()
    dead = OutboxEvent.objects.get()
    assert dead.dead_at is not None
    replay(dead.pk)
    assert OutboxEvent.objects.get().dead_at is None
