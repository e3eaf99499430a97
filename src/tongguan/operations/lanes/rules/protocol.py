"""The protocol between devices and the gateway, version 1: docs/lanes-protocol.md."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tongguan.engines.fusion import Exchange
from tongguan.engines.problems import Problem
from tongguan.operations.lanes.enums import MessageType
from tongguan.operations.lanes.errors import problem

VERSION = 1
MOST_BYTES = 1_500_000
"""One line: a face and a portrait are the largest things in it."""
DEVICE = re.compile(r"[A-Za-z0-9._-]{1,40}\Z")
BOOT = re.compile(r"[A-Za-z0-9-]{1,40}\Z")
LATEST_MS = 10**14
MOST_SEQUENCE = 2**53


@dataclass(frozen=True, slots=True)
class Envelope:
    """A message as it came: who says it is from them, the signature, the bytes that are signed."""

    device: str
    mac: str
    body: str


@dataclass(frozen=True, slots=True)
class Message:
    """What a device said; times by its own clock. `exchange` is None before the first answer it heard."""

    type: MessageType
    boot: str
    sequence: int
    at_ms: int
    exchange: Exchange | None
    data: Mapping[str, Any]


def device_key(secret: str, code: str, version: int) -> bytes:
    """The key of a device: nobody can make it without the house's secret, and it need not be stored."""
    return hmac.digest(secret.encode(), f"tongguan lanes device {code} {version}".encode(), hashlib.sha256)


def signature(key: bytes, body: str) -> str:
    """HMAC-SHA-256 over the body's UTF-8 bytes, in hex."""
    return hmac.digest(key, body.encode("utf-8", "surrogatepass"), hashlib.sha256).hex()


def signed(key: bytes, device: str, told: Mapping[str, Any]) -> dict[str, str]:
    """An envelope around a message."""
    body = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return {"device": device, "mac": signature(key, body), "body": body}


def holds(key: bytes, envelope: Envelope) -> bool:
    """Whether the signature is the device's."""
    given = envelope.mac.encode("utf-8", "replace")
    return hmac.compare_digest(signature(key, envelope.body).encode(), given)


def read_envelope(line: bytes | Mapping[str, Any]) -> tuple[Envelope | None, Problem | None]:
    """An envelope out of a line, or what is wrong with it."""
    told: Any = line
    if isinstance(line, bytes):
        if len(line) > MOST_BYTES:
            return None, problem("too_large", most=MOST_BYTES)
        try:
            told = json.loads(line)
        except (ValueError, RecursionError):
            return None, problem("envelope")
    if not isinstance(told, Mapping) or set(told) != {"device", "mac", "body"}:
        return None, problem("envelope")
    values = [told["device"], told["mac"], told["body"]]
    if not all(isinstance(each, str) for each in values) or not DEVICE.match(values[0]):
        return None, problem("envelope")
    if len(values[2]) > MOST_BYTES:
        return None, problem("too_large", most=MOST_BYTES)
    return Envelope(*values), None


def read_message(body: str, received_ms: int) -> tuple[Message | None, Problem | None]:
    """The message in a body whose signature holds. Never raises."""
    try:
        told = json.loads(body)
        json.dumps(told, ensure_ascii=False).encode()  # halves of characters are no text
    except (ValueError, RecursionError):
        return None, problem("body", why="JSON")
    if not isinstance(told, dict):
        return None, problem("body", why="JSON")
    if told.get("v") != VERSION:
        return None, problem("body", "/v", why="version")
    kind = told.get("type")
    if not isinstance(kind, str) or kind not in set(MessageType):
        return None, problem("field", "/type", name="type")
    boot, data = told.get("boot"), told.get("data", {})
    if not isinstance(boot, str) or not BOOT.match(boot):
        return None, problem("field", "/boot", name="boot")
    if not isinstance(data, dict):
        return None, problem("field", "/data", name="data")
    for name, most in (("seq", MOST_SEQUENCE), ("at", LATEST_MS), ("sent", LATEST_MS)):
        if not _is_whole(told.get(name), most):
            return None, problem("field", f"/{name}", name=name)
    clock = told.get("clock")
    exchange = None
    if clock is not None:
        if not (
            isinstance(clock, list) and len(clock) == 2 and all(_is_whole(each, LATEST_MS) for each in clock)
        ):
            return None, problem("field", "/clock", name="clock")
        exchange = Exchange(clock[0], clock[1], told["sent"], received_ms)
        if clock[0] > received_ms:
            return None, problem("field", "/clock", name="clock")
    return Message(MessageType(kind), boot, told["seq"], told["at"], exchange, data), None


def _is_whole(value: Any, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < most
