"""One database listener a web process, fanned out to its open streams."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.conf import settings

from tongguan.platform.events.actions import LIVE_CHANNEL, SESSION_TOPIC

log = logging.getLogger(__name__)
RETRY_S = 2
WAITING_LIMIT = 64
"""A stream that reads this slowly drops events: it will fetch everything anew at the next one anyway."""


END = ""
"""In place of an area: the stream is over. Its browser opens another one, if its sign-in still allows that."""


class Listener:
    """LISTENs while anybody is subscribed; reconnects when the database was away, and then ends all streams, because
    somebody may have lost the right to listen meanwhile."""

    def __init__(self) -> None:
        self._streams: dict[asyncio.Queue[str], int | None] = {}
        self._task: asyncio.Task[None] | None = None

    @contextmanager
    def subscribed(self, user_id: int | None) -> Iterator[asyncio.Queue[str]]:
        """A queue of areas that changed, for the length of the block. What is told to one person reaches only them."""
        waiting: asyncio.Queue[str] = asyncio.Queue(WAITING_LIMIT)
        self._streams[waiting] = user_id
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._listen())
        try:
            yield waiting
        finally:
            self._streams.pop(waiting, None)
            if not self._streams and self._task is not None:
                self._task.cancel()
                self._task = None

    async def _listen(self) -> None:
        away = False
        while self._streams:
            try:
                async with await psycopg.AsyncConnection.connect(**_address(), autocommit=True) as connection:
                    await connection.execute(f"LISTEN {LIVE_CHANNEL}")
                    if away:
                        self._end_all()
                    away = False
                    async for notice in connection.notifies():
                        self._tell(notice.payload)
            except psycopg.Error as error:
                log.warning("live updates: %s", error)
                away = True
                await asyncio.sleep(RETRY_S)

    def _tell(self, payload: str) -> None:
        told = json.loads(payload)
        area = str(told["topic"]).partition(".")[0]
        subject = str(told.get("subject", ""))
        if told["topic"] == SESSION_TOPIC:
            self._end_all(subject)
            return
        for waiting, user_id in self._streams.items():
            if subject.startswith("user:") and subject != f"user:{user_id}":
                continue
            if not waiting.full():
                waiting.put_nowait(area)

    def _end_all(self, subject: str = "") -> None:
        """End the streams of one person (`user:<id>`), or all of them; a slow reader's as well."""
        for waiting, user_id in self._streams.items():
            if subject in ("", f"user:{user_id}"):
                while waiting.full():
                    waiting.get_nowait()
                waiting.put_nowait(END)


def _address() -> dict[str, str]:
    database = settings.DATABASES["default"]
    return {
        "dbname": database["NAME"],
        "user": database["USER"],
        "password": database["PASSWORD"],
        "host": database["HOST"],
        "port": str(database["PORT"]),
    }


LISTENER = Listener()
