"""The gateway: one process that takes JSON lines from devices over TCP and acknowledges what it has stored."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from tongguan.engines.problems import Problem
from tongguan.operations.lanes.actions import Answer, accept, lose_device
from tongguan.operations.lanes.errors import problem
from tongguan.operations.lanes.models import Device
from tongguan.operations.lanes.rules import Envelope, read_envelope
from tongguan.operations.lanes.rules.protocol import MOST_BYTES

log = logging.getLogger(__name__)
MOST_TOGETHER = 200
MOST_WAITING = 2_000
MOST_CONNECTIONS = 2_000
IDLE_S = 60.0
RETRY_S = 1.0


@dataclass
class Waiting:
    """A message on its way into the store, and where its answer goes."""

    envelope: Envelope
    received_ms: int
    answer: asyncio.Future[Answer]


@dataclass
class Gateway:
    """Connections on one side, one storing task on the other: what came while it stored is stored together next."""

    queue: asyncio.Queue[Waiting] = field(default_factory=lambda: asyncio.Queue(MOST_WAITING))
    connections: int = 0
    speaking: dict[str, int] = field(default_factory=dict)
    """How many connections speak for a device."""

    async def serve(self, host: str, port: int, ready: Callable[[int], None]) -> None:
        """Until SIGTERM or SIGINT."""
        stopping = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stopping.set)
        server = await asyncio.start_server(self.connected, host, port, limit=MOST_BYTES)
        storing = asyncio.create_task(self.store())
        ready(server.sockets[0].getsockname()[1])
        async with server:
            await stopping.wait()
        storing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await storing

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One device's connection: line in, answer out, until it ends or says nothing for a minute."""
        self.connections += 1
        spoke: set[str] = set()
        try:
            while self.connections <= MOST_CONNECTIONS:
                line = await asyncio.wait_for(reader.readuntil(b"\n"), IDLE_S)
                answer = await self.answer(line)
                if answer.device is not None and answer.device.code not in spoke:
                    spoke.add(answer.device.code)
                    self.speaking[answer.device.code] = self.speaking.get(answer.device.code, 0) + 1
                writer.write(json.dumps(answer.envelope(), ensure_ascii=False).encode() + b"\n")
                await asyncio.wait_for(writer.drain(), IDLE_S)
                if answer.device is None:
                    break  # somebody unknown gets one answer
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, TimeoutError, ConnectionError):
            pass
        finally:
            self.connections -= 1
            writer.close()
            await self.ended(spoke)

    async def answer(self, line: bytes) -> Answer:
        """Read an envelope and wait until it is stored."""
        received_ms = int(time.time() * 1000)
        envelope, wrong = read_envelope(line.rstrip(b"\r\n"))
        if envelope is None:
            return Answer("refused", problems=tuple(filter(None, [wrong])) or _unread())
        waiting = Waiting(envelope, received_ms, asyncio.get_running_loop().create_future())
        await self.queue.put(waiting)
        return await waiting.answer

    async def ended(self, codes: set[str]) -> None:
        """Devices nobody speaks for any more are gone: nobody need wait for their readings."""
        for code in codes:
            self.speaking[code] = self.speaking.get(code, 1) - 1
            if self.speaking[code] <= 0:
                del self.speaking[code]
                with contextlib.suppress(Exception):
                    await asyncio.to_thread(_lose, code)

    async def store(self) -> None:
        """For ever: what waits goes into one transaction; nobody is answered before it is committed. While the database
        is away the devices wait."""
        while True:
            together = [await self.queue.get()]
            while len(together) < MOST_TOGETHER and not self.queue.empty():
                together.append(self.queue.get_nowait())
            while True:
                try:
                    given = [(each.envelope, each.received_ms) for each in together]
                    answers = await asyncio.to_thread(_accept, given)
                    break
                except Exception:
                    log.exception("storing %s messages failed", len(together))
                    await asyncio.sleep(RETRY_S)
            for each, answer in zip(together, answers, strict=True):
                if not each.answer.done():
                    each.answer.set_result(answer)


def _unread() -> tuple[Problem, ...]:
    return (problem("envelope"),)


def _accept(given: list[tuple[Envelope, int]]) -> list[Answer]:
    from django.db import connection

    try:
        return accept(given)
    except Exception:
        connection.close()
        raise


def _lose(code: str) -> None:
    device = Device.objects.select_related("lane").filter(code=code, active=True).first()
    if device is not None:
        lose_device(device)
