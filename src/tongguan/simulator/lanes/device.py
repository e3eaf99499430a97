"""One device as hardware would be: a clock of its own, messages numbered and signed, kept until they are acknowledged.

Written from docs/lanes-protocol.md alone; it shares no code with the gateway.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import json
import secrets
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

RETRY_S = 0.2
LIMIT = 2_000_000


@dataclass
class Device:
    """`run` until cancelled; `send` takes a sample at any time, connected or not. `skew_ms` is how far its clock is
    ahead; `beat_s` how often it says that it lives."""

    host: str
    port: int
    code: str
    key: bytes
    beat_s: float = 1.0
    skew_ms: float = 0.0
    boot: str = field(default_factory=lambda: secrets.token_hex(8))
    sequence: int = 0
    waiting: OrderedDict[int, dict[str, Any]] = field(default_factory=OrderedDict)
    acknowledged: dict[int, float] = field(default_factory=dict)
    refused: list[Any] = field(default_factory=list)
    prompts: int = 0
    heard: tuple[int, int] | None = None
    _writer: asyncio.StreamWriter | None = None

    def now_ms(self) -> int:
        """Its clock."""
        return int(time.time() * 1000 + self.skew_ms)

    def send(self, data: Mapping[str, Any]) -> int:
        """A sample taken now; its number."""
        self.sequence += 1
        self.waiting[self.sequence] = {"type": "sample", "at": self.now_ms(), "data": dict(data)}
        self._put(self.sequence)
        return self.sequence

    def _put(self, number: int) -> None:
        if self._writer is not None and self.heard is not None:
            self._write({**self.waiting[number], "seq": number})

    def _write(self, told: Mapping[str, Any]) -> None:
        assert self._writer is not None
        message: dict[str, Any] = {"v": 1, "boot": self.boot, "sent": self.now_ms(), **told}
        if self.heard is not None:
            message["clock"] = list(self.heard)
        body = json.dumps(message, separators=(",", ":"))
        mac = hmac.new(self.key, body.encode(), hashlib.sha256).hexdigest()
        with contextlib.suppress(ConnectionError, RuntimeError):
            self._writer.write(json.dumps({"device": self.code, "mac": mac, "body": body}).encode() + b"\n")

    async def run(self) -> None:
        """Connect, again and again; what was not acknowledged is sent again."""
        while True:
            try:
                reader, self._writer = await asyncio.open_connection(self.host, self.port, limit=LIMIT)
                await self._speak(reader)
            except (OSError, asyncio.IncompleteReadError):
                pass
            finally:
                self.close()
            await asyncio.sleep(RETRY_S)

    def close(self) -> None:
        """Let go of the connection."""
        if self._writer is not None:
            self._writer.close()
        self._writer, self.heard = None, None

    async def _speak(self, reader: asyncio.StreamReader) -> None:
        self._write({"type": "hello", "at": self.now_ms(), "seq": self.sequence})
        self._hear(await reader.readuntil(b"\n"))
        for number in list(self.waiting):
            self._put(number)
        beating = asyncio.create_task(self._beat())
        try:
            while True:
                self._hear(await reader.readuntil(b"\n"))
        finally:
            beating.cancel()

    async def _beat(self) -> None:
        while True:
            self._write({"type": "beat", "at": self.now_ms(), "seq": self.sequence})
            await asyncio.sleep(self.beat_s)

    def _hear(self, line: bytes) -> None:
        envelope = json.loads(line)
        mac = hmac.new(self.key, envelope["body"].encode(), hashlib.sha256).hexdigest()
        if not hmac.compare_digest(mac, envelope["mac"]):
            self.refused.append(json.loads(envelope["body"]))
            raise ConnectionResetError("the answer is not the gateway's")
        told = json.loads(envelope["body"])
        self.heard = (told["at"], self.now_ms())
        number = told.get("seq", 0)
        own = told.get("of") == "sample"
        if told["type"] == "ack":
            if own and self.waiting.pop(number, None) is not None:
                self.acknowledged[number] = time.time()
            self.prompts += told.get("prompt") == "measure_again"
        else:
            self.refused.append(told)
            if own:
                self.waiting.pop(number, None)
