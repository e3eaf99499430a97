"""`tongguan simulate-lanes`: devices of lanes against a gateway, and people who walk through."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import signal
from functools import partial
from pathlib import Path

import click
import httpx

from tongguan.simulator.lanes.declaring import declared
from tongguan.simulator.lanes.lane import Faults, SimulatedLane

SECOND_BETWEEN_S = 1.0


@click.command("simulate-lanes")
@click.option("--host", default="127.0.0.1", show_default=True, help="Where the gateway listens.")
@click.option("--port", default=7420, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--keys",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="JSON file of lanes: by channel a device's code and key.",
)
@click.option(
    "--rate", default=6.0, show_default=True, type=click.FloatRange(0.1, 30), help="People a minute and lane."
)
@click.option("--seed", default=1, show_default=True)
@click.option("--for", "seconds", type=float, default=None, help="End after so many seconds.")
@click.option("--spikes", default=0.0, type=click.FloatRange(0, 1), help="Share of implausible temperatures.")
@click.option("--two", default=0.0, type=click.FloatRange(0, 1), help="Share of stays with two people.")
@click.option("--fevers", default=0.0, type=click.FloatRange(0, 1), help="Share of raised temperatures.")
@click.option("--skew-ms", default=0.0, type=click.FloatRange(0, 10**8), help="How far clocks may be off.")
@click.option("--url", default="", help="The house, where travellers declare before they come.")
@click.option("--kill", multiple=True, help="A channel without a device.")
def simulate_lanes(
    host: str,
    port: int,
    keys: Path,
    rate: float,
    seed: int,
    seconds: float | None,
    spikes: float,
    two: float,
    fevers: float,
    skew_ms: float,
    url: str,
    kill: tuple[str, ...],
) -> None:
    """Play seven devices a lane, over the gateway's protocol, with faults on order.

    \b
    Examples:
      tongguan simulate-lanes --keys .tongguan/demonstration/lanes.json --rate 10
      tongguan simulate-lanes --keys lanes.json --spikes 0.05 --two 0.02 --kill temperature
    """
    try:
        told = json.loads(keys.read_text(encoding="utf-8"))
        faults = Faults(spikes, two, fevers, kill, skew_ms)
        lanes = [
            SimulatedLane(
                host,
                port,
                {channel: (device["code"], device["key"]) for channel, device in lane["devices"].items()},
                random.Random(f"{seed} {code}"),  # noqa: S311 - invented people
                faults,
            )
            for code, lane in told.items()
        ]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise click.UsageError(f"the keys file cannot be used: {error}") from error
    asyncio.run(play(lanes, rate, seconds, url))


async def play(lanes: list[SimulatedLane], rate: float, seconds: float | None, url: str = "") -> None:
    """People walk through every lane, at least a second apart, until the time is over or a signal comes."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopping.set)
    http = httpx.AsyncClient(base_url=url, trust_env=False)
    for lane in lanes:
        lane.declare = partial(declared, http) if url else None
    tasks = [asyncio.create_task(lane.run()) for lane in lanes]
    tasks += [asyncio.create_task(_people(lane, rate)) for lane in lanes]
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stopping.wait(), seconds)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await http.aclose()


async def _people(lane: SimulatedLane, rate: float) -> None:
    await lane.connected()
    number = 0
    while True:
        await asyncio.sleep(SECOND_BETWEEN_S + lane.rng.expovariate(rate / 60))
        number += 1
        await lane.walk(number)
