"""Whoever loses the right to be signed in loses the open live stream with it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from tongguan.platform.events.live import END, LISTENER
from tongguan.platform.events.views import stream
from tongguan.platform.identity.actions import end_sessions, reset_password, revoke, set_active
from tongguan.platform.identity.models import Delegation, Organisation, Position, User
from tongguan.platform.permissions.interface import Actor

pytestmark = pytest.mark.django_db(transaction=True)
ADMIN = Actor(kind="person", name="admin", user_id=0, permissions=frozenset({"identity.administer"}))


@pytest.fixture
def person() -> User:
    return User.objects.create(username="listens")


def position_of(user: User) -> Position:
    port = Organisation.objects.create(code="9901", name_zh="口岸", name_en="Port", kind="customs")
    return Position.objects.create(
        user=user, organisation=port, role="assessor", valid_from=timezone.localdate()
    )


def ended_by(user: User, act: Callable[[], Any], other: User | None = None) -> tuple[bool, bool]:
    """Whether the stream of `user`, and that of another, ended after `act`."""

    async def listen() -> tuple[bool, bool]:
        mine, others = stream(user.pk), stream(other.pk if other else None)
        assert await anext(mine) == await anext(others)
        mine_next = asyncio.ensure_future(anext(mine, b"over"))
        others_next = asyncio.ensure_future(anext(others, b"over"))
        await heard()
        await aside(act)
        done = await asyncio.wait_for(mine_next, 60)
        await asyncio.sleep(0.2)
        others_ended = others_next.done() and others_next.result() == b"over"
        others_next.cancel()
        await asyncio.gather(others_next, return_exceptions=True)
        await mine.aclose()
        await others.aclose()
        return done == b"over", others_ended

    return asyncio.run(listen())


async def aside(work: Callable[[], Any]) -> Any:
    """Do database work in a thread, and leave no connection of it behind."""

    def done() -> Any:
        try:
            return work()
        finally:
            connections.close_all()

    return await sync_to_async(done, thread_sensitive=False)()


async def heard() -> None:
    """Wait until the process's listener listens."""
    while not await aside(listening):
        await asyncio.sleep(0.05)


def listening() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN %%'"
        )
        return cursor.fetchone() is not None


@pytest.mark.parametrize("how", ["everywhere", "closed", "password", "position", "signs_out"])
def test_the_open_stream_ends(person: User, how: str) -> None:
    other = User.objects.create(username="other")
    client = Client()
    client.force_login(person)
    acts: dict[str, Callable[[], Any]] = {
        "everywhere": lambda: end_sessions(actor=ADMIN, user=person),
        "closed": lambda: set_active(actor=ADMIN, user=person, active=False),
        "password": lambda: reset_password(actor=ADMIN, user=person),
        "signs_out": client.logout,
    }
    if how == "position":
        grant = position_of(person)
        acts["position"] = lambda: revoke(actor=ADMIN, grant=grant)
    mine, others = ended_by(person, acts[how], other)
    assert mine
    assert not others


def test_a_revoked_delegation_ends_the_streams_of_the_agents_people(person: User) -> None:
    principal, agent = (
        Organisation.objects.create(code=code, name_zh=code, name_en=code, kind="enterprise")
        for code in ("F1", "B1")
    )
    for user, firm in ((person, agent), (other := User.objects.create(username="other"), principal)):
        Position.objects.create(
            user=user, organisation=firm, role="declarant", valid_from=timezone.localdate()
        )
    grant = Delegation.objects.create(
        principal=principal, agent=agent, permissions=["declarations.view"], valid_from=timezone.localdate()
    )
    mine, others = ended_by(person, lambda: revoke(actor=ADMIN, grant=grant), other)
    assert mine
    assert not others


def test_after_that_the_stream_does_not_open_again(person: User) -> None:
    client = Client()
    client.force_login(person)
    assert client.get("/live/").status_code == 200
    end_sessions(actor=ADMIN, user=person)
    assert client.get("/live/").status_code == 302


def test_the_end_reaches_a_slow_reader(person: User) -> None:
    async def fill() -> list[str]:
        with LISTENER.subscribed(person.pk) as waiting:
            while not waiting.full():
                waiting.put_nowait("declaration")
            LISTENER._tell(f'{{"topic": "session", "subject": "user:{person.pk}"}}')
            return [waiting.get_nowait() for _n in range(waiting.qsize())]

    assert asyncio.run(fill())[-1] == END
