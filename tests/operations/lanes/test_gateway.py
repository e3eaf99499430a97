"""The gateway as a process of its own: killed at any moment it loses nothing it acknowledged."""

from __future__ import annotations

import asyncio
import os
import random
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote, urlencode

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connection

from tests.factories import make_world
from tests.factories.lanes import lane_with_devices
from tongguan.engines.fusion import Channel
from tongguan.operations.lanes.actions import key_of
from tongguan.operations.lanes.models import LogEntry
from tongguan.simulator.lanes.device import Device

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def gateway(port: int = 0) -> Iterator[tuple[subprocess.Popen, int]]:
    database = connection.settings_dict
    login = f"{quote(database['USER'])}:{quote(database['PASSWORD'])}"
    where = urlencode({"host": database["HOST"] or "localhost", "port": database["PORT"]})
    address = f"postgresql://{login}@/{database['NAME']}?{where}"
    process = subprocess.Popen(
        [sys.executable, "-m", "tongguan.cli.main", "lanes", "gateway", "--port", str(port)],
        env={
            **os.environ,
            "TONGGUAN_DATABASE_URL": address,
            "TONGGUAN_SECRET_KEY": settings.SECRET_KEY,
            "TONGGUAN_POOL": "0",
            "PYTHONUNBUFFERED": "1",
        },
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        line = process.stdout.readline()
        yield process, int(re.search(r":(\d+)", line)[1])
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


async def acknowledged(device: Device, least: int) -> None:
    while len(device.acknowledged) < least:
        await asyncio.sleep(0.02)


def test_killed_at_any_moment_nothing_acknowledged_is_lost_and_nothing_is_stored_twice() -> None:
    world = make_world()
    _lane, senders = lane_with_devices(world)
    own = senders[Channel.TEMPERATURE].device
    code, key = own.code, key_of(own)

    async def play() -> tuple[dict[int, float], int]:
        rng = random.Random(4)
        with gateway() as (first, port):
            device = Device("127.0.0.1", port, code, key, skew_ms=123_456)
            running = asyncio.create_task(device.run())
            for _each in range(60):
                device.send({"celsius": 36.5})
                await asyncio.sleep(rng.uniform(0, 0.01))
            await acknowledged(device, 20)
            first.send_signal(signal.SIGKILL)
            first.wait()
        before = dict(device.acknowledged)
        with gateway(port):
            for _each in range(20):
                device.send({"celsius": 36.6})
            await acknowledged(device, 80)
        running.cancel()
        return before, device.sequence

    before, sent = asyncio.run(asyncio.wait_for(play(), 120))
    stored = list(LogEntry.objects.filter(kind="sample").values_list("sequence", flat=True))
    assert set(before) <= set(stored)
    assert sorted(stored) == list(range(1, sent + 1))
    entry = LogEntry.objects.filter(kind="sample").latest("pk")
    answered, heard, _sent, _received = entry.exchange
    assert (
        120_000 < heard - answered < 127_000
    )  # the device's clock is ahead by two minutes, and the log says so


def test_a_device_that_hangs_up_is_gone_and_a_stranger_gets_one_answer() -> None:
    world = make_world()
    _lane, senders = lane_with_devices(world)
    own = senders[Channel.FACE].device
    code, key = own.code, key_of(own)

    @sync_to_async(thread_sensitive=False)
    def gone() -> int:
        try:
            return LogEntry.objects.filter(kind="gone", channel="face").count()
        finally:
            connection.close()

    async def play() -> bytes:
        with gateway() as (_process, port):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b'{"device":"x","mac":"y","body":"{}"}\n' * 3)
            said = await reader.read()
            writer.close()
            await writer.wait_closed()
            device = Device("127.0.0.1", port, code, key)
            running = asyncio.create_task(device.run())
            device.send({"quality": 0.9})
            await acknowledged(device, 1)
            running.cancel()
            device.close()
            while not await gone():
                await asyncio.sleep(0.05)
            return said

    said = asyncio.run(asyncio.wait_for(play(), 120))
    assert said.count(b"\n") == 1
    assert b"lanes.device" in said
