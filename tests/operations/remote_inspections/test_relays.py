"""Relays: credentials by the algorithm, taken by a real TURN server, given to the parties of a call alone."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import shutil
import socket
import struct
import subprocess
import time
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.utils import timezone

from tests.factories.remote_inspections import asked, step
from tests.factories.world import World
from tongguan.config.address import turn_addresses
from tongguan.operations.remote_inspections.enums import Side
from tongguan.platform.calls.relays import LASTS, credential, relays

SECRET = "the-relay-and-the-house-know-it"
MAGIC, REALM = 0x2112A442, "relay.example.org"
ALLOCATE, ALLOCATED, REFUSED = 0x0003, 0x0103, 0x0113
USERNAME, INTEGRITY, ERROR, REALM_AT, NONCE, RELAYED, TRANSPORT = 0x06, 0x08, 0x09, 0x14, 0x15, 0x16, 0x19
TURNSERVER = shutil.which("turnserver")


def test_the_credential_is_the_hmac_of_end_and_name() -> None:
    until = datetime(2027, 1, 15, 8, 0, tzinfo=UTC)
    username, password = credential("north", "RI1-site", until)
    assert username == "1800000000:RI1-site"
    assert base64.b64decode(password) == hmac.digest(b"north", username.encode(), "sha1")
    assert password == "MV8gDIpHkEUxBukd2qrSbl6CvUA="  # openssl dgst -sha1 -hmac north -binary | base64
    assert credential("north", "RI1-customs", until)[1] != password
    assert credential("south", "RI1-site", until)[1] != password
    assert credential("north", "RI1-site", until + timedelta(seconds=1))[1] != password


def test_without_a_relay_nothing_is_given(settings: Any) -> None:
    settings.TURN_URLS, settings.ICE_SERVERS = [], []
    assert relays("RI1", Side.SITE, timezone.now()) == []
    settings.ICE_SERVERS = [{"urls": "stun:a.example.org"}]
    assert relays("RI1", Side.SITE, timezone.now()) == settings.ICE_SERVERS


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("", []),
        ("turn:relay.example.org", ["turn:relay.example.org"]),
        (
            "turn:10.0.0.1:3478?transport=udp, turns:[2001:db8::1]:5349?transport=tcp",
            ["turn:10.0.0.1:3478?transport=udp", "turns:[2001:db8::1]:5349?transport=tcp"],
        ),
    ],
)
def test_addresses_are_read(given: str, found: list[str]) -> None:
    assert turn_addresses(given, SECRET) == found


@pytest.mark.parametrize(
    ("given", "secret"),
    [
        ("https://relay.example.org", SECRET),
        ("turn:relay.example.org?transport=sctp", SECRET),
        ("turn:user@relay.example.org", SECRET),
        ("turn:relay.example.org", ""),
        ("turn:relay.example.org", "short"),
    ],
)
def test_a_wrong_configuration_is_told_at_the_start(given: str, secret: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="TONGGUAN_TURN"):
        turn_addresses(given, secret)


def given_to(world: World, name: str, reference: str) -> tuple[int, list[dict[str, Any]]]:
    client = Client()
    client.force_login(world.users[name], backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(f"/remote-inspections/{reference}/")
    text = answer.content.decode()
    if answer.status_code != 200:
        assert "credential" not in text
        return answer.status_code, []
    assert answer["Cache-Control"] == "no-store"
    task = re.search(r'id="call-task"[^>]*>(.*?)</script>', text, re.S)
    assert task
    return 200, json.loads(task[1])["ice_servers"]


@pytest.fixture
def call(world: World, settings: Any) -> Any:
    settings.TURN_URLS, settings.TURN_SECRET, settings.ICE_SERVERS = ["turn:r.example.org"], SECRET, []
    case = asked(world)
    ahead = timezone.localtime(timezone.now() + timedelta(hours=1))
    step(world, "inspector", case, "schedule", at=f"{ahead:%Y-%m-%d %H:%M}")
    return case


@pytest.mark.django_db
def test_each_party_of_a_call_has_its_own_and_nobody_else_any(world: World, call: Any) -> None:
    found = {}
    for name in ("trader", "inspector"):
        status, servers = given_to(world, name, call.reference)
        assert status == 200
        (found[name],) = servers
    assert found["trader"]["username"].endswith(f":{call.reference}-site")
    assert found["inspector"]["username"].endswith(f":{call.reference}-customs")
    for each in found.values():
        until = int(each["username"].partition(":")[0])
        assert 0 < until - time.time() <= LASTS.total_seconds() + 1
        password = base64.b64encode(hmac.digest(SECRET.encode(), each["username"].encode(), "sha1")).decode()
        assert each["credential"] == password
    for name in set(world.users) - {"trader", "inspector", "broker"}:
        assert given_to(world, name, call.reference) in ((404, []), (403, [])), name
    assert Client().get(f"/remote-inspections/{call.reference}/").status_code in (302, 401, 403)


@pytest.mark.django_db
def test_no_answer_names_a_person_or_the_secret(world: World, call: Any) -> None:
    _status, servers = given_to(world, "inspector", call.reference)
    text = json.dumps(servers)
    assert SECRET not in text
    assert str(world.users["inspector"]) not in text
    assert world.users["inspector"].username not in text.replace(call.reference, "")


def attribute(kind: int, value: bytes) -> bytes:
    return struct.pack("!HH", kind, len(value)) + value + b"\0" * (-len(value) % 4)


def attributes(message: bytes) -> dict[int, bytes]:
    found, at = {}, 20
    while at < len(message):
        kind, length = struct.unpack_from("!HH", message, at)
        found[kind] = message[at + 4 : at + 4 + length]
        at += 4 + length + -length % 4
    return found


def asked_for_a_relay(port: int, username: str, password: str) -> tuple[int, dict[int, bytes]]:
    """TURN's Allocate (RFC 8656) with long-term credentials: refused once for realm and nonce, then answered."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as wire:
        wire.settimeout(5)
        wire.connect(("127.0.0.1", port))

        def exchange(body: bytes, key: bytes = b"") -> tuple[int, dict[int, bytes]]:
            number = zlib.crc32(body).to_bytes(4, "big") * 3
            sized = len(body) + (24 if key else 0)
            head = struct.pack("!HHI", ALLOCATE, sized, MAGIC) + number
            tail = attribute(INTEGRITY, hmac.digest(key, head + body, "sha1")) if key else b""
            wire.send(head + body + tail)
            answer = wire.recv(2048)
            return struct.unpack_from("!H", answer)[0], attributes(answer)

        udp = attribute(TRANSPORT, bytes([17, 0, 0, 0]))
        kind, told = exchange(udp)
        assert (kind, told[ERROR][2:4]) == (REFUSED, b"\x04\x01"), "nobody is served without a credential"
        realm, nonce = told[REALM_AT], told[NONCE]
        named = attribute(USERNAME, username.encode()) + attribute(REALM_AT, realm) + attribute(NONCE, nonce)
        key = hashlib.md5(f"{username}:{realm.decode()}:{password}".encode()).digest()
        return exchange(udp + named, key)


@pytest.fixture
def relay(tmp_path: Path) -> Iterator[int]:
    """A TURN server of its own on this machine."""
    if TURNSERVER is None:
        pytest.skip("needs Debian's coturn (turnserver) to ask a real relay")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        TURNSERVER, "-n", "--no-cli", "--no-tls", "--no-dtls", "--listening-ip=127.0.0.1", "--relay-ip=127.0.0.1",
        f"--listening-port={port}", "--use-auth-secret", f"--static-auth-secret={SECRET}", f"--realm={REALM}",
        "--allow-loopback-peers", "--no-rfc5780", f"--userdb={tmp_path}/db", f"--pidfile={tmp_path}/pid",
        f"--log-file={tmp_path}/log", "--simple-log",
    ]  # fmt: skip
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=tmp_path)
    try:
        for _each in range(100):
            try:
                asked_for_a_relay(port, "x", "x")
                break
            except OSError:
                time.sleep(0.1)
        else:
            pytest.fail((tmp_path / "log").read_text() if (tmp_path / "log").exists() else "no relay")
        yield port
    finally:
        process.terminate()
        process.wait(10)


def test_a_real_relay_serves_who_has_a_credential_and_nobody_else(relay: int, settings: Any) -> None:
    settings.TURN_URLS, settings.TURN_SECRET, settings.ICE_SERVERS = [f"turn:127.0.0.1:{relay}"], SECRET, []
    (server,) = relays("RI00000001", Side.SITE, timezone.now())
    kind, told = asked_for_a_relay(relay, server["username"], server["credential"])
    assert kind == ALLOCATED, told
    assert RELAYED in told
    over = credential(SECRET, "RI00000001-site", timezone.now() - timedelta(seconds=2))
    until = timezone.now() + timedelta(hours=1)
    forged = credential("another secret of the same length", "RI00000001-site", until)
    stretched = (f"{int(until.timestamp()) + 9}:RI00000001-site", server["credential"])
    for username, password in (over, forged, stretched):
        kind, told = asked_for_a_relay(relay, username, password)
        assert (kind, told[ERROR][2:4]) == (REFUSED, b"\x04\x01"), username
