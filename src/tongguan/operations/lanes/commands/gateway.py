"""The gateway: one process that takes JSON lines from devices over TCP and acknowledges what it has stored."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from tongguan.operations.lanes.actions import Answer, accept, lose_device
from tongguan.operations.lanes.models import Device
from tongguan.operations.lanes.rules import Envelope, read_envelope
from tongguan.operations.lanes.rules.protocol import MOST_BYTES

log = logging.getLogger(__name__)
MOST_TOGETHER = 200
MOST_WAITING = 2_000
MOST_CONNECTIONS = 2_000
MOST_UNANSWERED = 256
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
    one: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1))
    """The thread that has the database connection."""
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
        answers: asyncio.Queue[asyncio.Future[Answer]] = asyncio.Queue(MOST_UNANSWERED)
        answering = asyncio.create_task(self.say(answers, writer, spoke))
        try:
            while self.connections <= MOST_CONNECTIONS and not answering.done():
                line = await asyncio.wait_for(reader.readuntil(b"\n"), IDLE_S)
                await answers.put(await self.take(line))
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, TimeoutError, ConnectionError):
            pass
        finally:
            self.connections -= 1
            answering.cancel()
            writer.close()
            await self.ended(spoke)

    async def say(
        self, answers: asyncio.Queue[asyncio.Future[Answer]], writer: asyncio.StreamWriter, spoke: set[str]
    ) -> None:
        """Answer in order; somebody unknown gets one answer."""
        with contextlib.suppress(ConnectionError, TimeoutError):
            while True:
                answer = await (await answers.get())
                if answer.device is not None and answer.device.code not in spoke:
                    spoke.add(answer.device.code)
                    self.speaking[answer.device.code] = self.speaking.get(answer.device.code, 0) + 1
                writer.write(json.dumps(answer.envelope(), ensure_ascii=False).encode() + b"\n")
                await asyncio.wait_for(writer.drain(), IDLE_S)
                if answer.device is None:
                    break
        writer.close()

    async def take(self, line: bytes) -> asyncio.Future[Answer]:
        """Put an envelope into the line of what is stored; its answer comes later."""
        received_ms = int(time.time() * 1000)
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        envelope, wrong = read_envelope(line.rstrip(b"\r\n"))
        if envelope is None:
            answer.set_result(Answer("refused", problems=(wrong,) if wrong else ()))
        else:
            await self.queue.put(Waiting(envelope, received_ms, answer))
        return answer

    async def ended(self, codes: set[str]) -> None:
        """Devices nobody speaks for any more are gone: nobody need wait for their readings."""
        for code in codes:
            self.speaking[code] = self.speaking.get(code, 1) - 1
            if self.speaking[code] <= 0:
                del self.speaking[code]
                with contextlib.suppress(Exception):
                    await asyncio.get_running_loop().run_in_executor(self.one, _lose, code)

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
                    answers = await asyncio.get_running_loop().run_in_executor(self.one, _accept, given)
                    break
                except Exception:
                    log.exception("storing %s messages failed", len(together))
                    await asyncio.sleep(RETRY_S)
            for each, answer in zip(together, answers, strict=True):
                if not each.answer.done():
                    each.answer.set_result(answer)


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
