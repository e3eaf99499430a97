"""The verbs: run the gateway, register, write a lane's log to a file, replay one."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

import click

from tongguan.engines.fusion import Entry, Kind, as_line, encounter_as_json, read_log, replay, words_of
from tongguan.engines.problems import Text

DEFAULT_PORT = 7420
BEFORE_MS = 400_000


@contextmanager
def house() -> Iterator[None]:
    """The database, joined or started, unless somebody holds it already."""
    from tongguan.platform.database.interface import HELD_VARIABLE, running_database

    if os.environ.get(HELD_VARIABLE) == "1":
        yield
        return
    with running_database():
        yield


@click.group()
def lanes() -> None:
    """Lanes: gateway, devices, logs and their replay."""


@lanes.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=DEFAULT_PORT, show_default=True, type=click.IntRange(0, 65535))
def gateway(host: str, port: int) -> None:
    """Take messages of devices over TCP: JSON lines, docs/lanes-protocol.md.

    \b
    Examples:
      tongguan lanes gateway --host 10.0.0.5 --port 7420
    """
    from tongguan.operations.lanes.commands.gateway import Gateway

    with house():
        asyncio.run(Gateway().serve(host, port, lambda found: click.echo(f"gateway ready: {host}:{found}")))


@lanes.command("register-lane")
@click.argument("code")
@click.option("--office", required=True)
@click.option("--zh", required=True)
@click.option("--en", required=True)
@click.option(
    "--compare-faces", is_flag=True, help="Refer everybody whose face does not match the document's portrait."
)
def register_lane_verb(code: str, office: str, zh: str, en: str, compare_faces: bool) -> None:
    """Add a lane of a customs office."""
    from tongguan.operations.lanes.actions import register_lane
    from tongguan.platform.permissions.interface import SYSTEM, Refused

    try:
        with house():
            register_lane(
                actor=SYSTEM, code=code, name=Text(zh=zh, en=en), office=office, compares_faces=compare_faces
            )
    except Refused as refusal:
        raise click.ClickException("; ".join(p.message.en for p in refusal.problems)) from refusal


@lanes.command("register-device")
@click.argument("lane")
@click.argument("channel")
@click.argument("code")
@click.option("--instrument", default="", help="Its code in the register of instruments.")
@click.option("--method", default="", help="The method its readings are of.")
def register_device_verb(lane: str, channel: str, code: str, instrument: str, method: str) -> None:
    """Add a device to a lane, in place of the one of its kind; prints its key, once."""
    from tongguan.operations.lanes.actions import register_device
    from tongguan.platform.permissions.interface import SYSTEM, Refused

    try:
        with house():
            _device, key = register_device(
                actor=SYSTEM, lane=lane, channel=channel, code=code, instrument=instrument, method=method
            )
    except Refused as refusal:
        raise click.ClickException("; ".join(p.message.en for p in refusal.problems)) from refusal
    click.echo(key)


@lanes.command("log")
@click.argument("lane")
@click.option("--minutes", default=60.0, show_default=True, type=click.FloatRange(0.1, 10_000))
@click.option("--out", type=click.File("w", encoding="utf-8"), default="-")
def log_verb(lane: str, minutes: float, out: TextIO) -> None:
    """Write a lane's log as JSON lines: readings and findings, no names, no documents, no pictures."""
    from tongguan.operations.lanes.models import Lane
    from tongguan.operations.lanes.queries import log_of

    with house():
        found = Lane.objects.filter(code=lane).first()
        if found is None:
            raise click.ClickException(f"no lane {lane}")
        now_ms, last = int(time.time() * 1000), 0
        for entry in log_of(found, int(now_ms - minutes * 60_000) - BEFORE_MS):
            out.write(as_line(entry) + "\n")
            last = entry.received_ms
    out.write(as_line(Entry(0, Kind.SETTINGS, max(last, now_ms))) + "\n")


@lanes.command("replay")
@click.argument("log", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON line an encounter.")
def replay_verb(log: Path, as_json: bool) -> None:
    """Fuse a lane's log again and tell every encounter. Exit status 1 where lines could not be read.

    \b
    Examples:
      tongguan lanes log T2-1 --minutes 30 --out t2-1.jsonl
      tongguan lanes replay t2-1.jsonl --json
    """
    with log.open(encoding="utf-8", errors="replace") as lines:
        entries, problems = read_log(lines)
    for wrong in problems[:20]:
        click.echo(f"line {wrong.line}: {wrong.message.en}", err=True)
    found = replay(entries)
    for each in found:
        if as_json:
            click.echo(json.dumps(encounter_as_json(each), ensure_ascii=False, sort_keys=True))
        else:
            reasons = "; ".join(words_of(reason).en for reason in each.reasons)
            click.echo(f"{each.opened_ms}  {each.state:<6} {each.completeness:<9} {reasons}")
    if not as_json:
        counted: Counter[Any] = Counter(each.state for each in found)
        click.echo(f"{len(found)} encounters: " + ", ".join(f"{n} {state}" for state, n in counted.items()))
    sys.exit(1 if problems else 0)
