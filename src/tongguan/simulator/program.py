"""`tongguan simulate`: a seeded world against the public HTTP API of a house; also the load generator."""

from __future__ import annotations

import asyncio
import json
import signal
from pathlib import Path
from typing import Any

import click

from tongguan.simulator.client import Tally
from tongguan.simulator.people import Person, read_people
from tongguan.simulator.port import Settings, play


@click.command()
@click.option("--url", required=True, help="Address of the house, e.g. http://127.0.0.1:8000")
@click.option(
    "--tokens",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="JSON file of the people to act as, with their API tokens.",
)
@click.option(
    "--rate", default=12.0, show_default=True, type=click.FloatRange(0.01), help="Declarations a minute."
)
@click.option("--seed", default=1, show_default=True, help="The same seed plays the same world.")
@click.option("--for", "seconds", type=float, default=None, help="End after so many seconds.")
@click.option(
    "--from-hour",
    type=click.FloatRange(0, 24),
    default=None,
    help="Follow a day's curve from this hour on, RATE being the day's mean; without it the rate is even.",
)
@click.option(
    "--tell-every", type=float, default=None, help="Say every so many seconds what the port is doing."
)
@click.option("--json", "as_json", is_flag=True, help="The summary as one JSON line.")
def simulate(
    url: str,
    tokens: Path,
    rate: float,
    seed: int,
    seconds: float | None,
    from_hour: float | None,
    tell_every: float | None,
    as_json: bool,
) -> None:
    """Play a port against a house: traders, ships, officers, scanners, gates and a witness.

    Speaks the public HTTP API alone, with the tokens of the people in TOKENS. Ends with counts and latencies.

    \b
    Examples:
      tongguan simulate --url http://127.0.0.1:8000 --tokens .tongguan/demonstration/tokens.json
      tongguan simulate --url http://127.0.0.1:8000 --tokens tokens.json --rate 300 --for 60 --json
    """
    try:
        people = read_people(tokens)
    except ValueError as error:
        raise click.UsageError(f"the tokens file cannot be used: {error}") from error
    settings = Settings(
        url=url.rstrip("/"),
        per_minute=rate,
        seed=seed,
        start_hour=from_hour,
        seconds=seconds,
        tell_every_s=tell_every,
    )
    tally = asyncio.run(until_signal(settings, people))
    found = tally.summary()
    click.echo(json.dumps(found, ensure_ascii=False) if as_json else table(found))


async def until_signal(settings: Settings, people: list[Person]) -> Tally:
    """Play until the time is over, Ctrl-C or SIGTERM."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopping.set)
    return await play(settings, people, stopping)


def table(found: dict[str, Any]) -> str:
    """The summary for people."""
    lines = [f"{name:<44} {number:>8}" for name, number in found["done"].items()]
    lines += [f"{'refused: ' + name:<44} {number:>8}" for name, number in found["refused"].items()]
    lines += [f"the house has no {path}" for path in found["missing_endpoints"]]
    writes = found["write_ms"]
    lines.append(f"{writes['count']} writes, p50 {writes['p50']} ms, p95 {writes['p95']} ms")
    return "\n".join(lines)
