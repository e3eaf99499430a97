"""`tongguan demo`: a living port on this machine."""

from __future__ import annotations

import sys
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import click

from tongguan.cli import demonstration
from tongguan.cli.demonstration_lanes import write_lanes
from tongguan.cli.processes import ChildSpec
from tongguan.cli.serve import (
    DEFAULT_PORT,
    GATEWAY_PORT,
    free_port,
    house_children,
    prepare_database,
    run_house,
)
from tongguan.platform.database.interface import default_data_dir, running_database

STEPS = 4
FIRST_HOUR = 8.5
"""The simulated day begins in the morning whenever the demonstration does: a port asleep shows little."""


class Progress:
    """Says what is being done: numbered steps, and the seconds since the start."""

    def __init__(self, steps: int) -> None:
        self.steps, self.number, self.started = steps, 0, time.monotonic()

    def step(self, text: str) -> None:
        """A new step begins."""
        self.number += 1
        click.echo(f"[{self.number}/{self.steps}] {self.elapsed_s:5.1f} s  {text}")

    def note(self, text: str) -> None:
        """More about the step that runs."""
        click.echo(f"      {self.elapsed_s:5.1f} s  {text}")

    @property
    def elapsed_s(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self.started


@click.command()
@click.option("--port", default=DEFAULT_PORT, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Web processes.")
@click.option(
    "--for", "seconds", type=float, default=None, help="End by itself, so many seconds after it is ready."
)
@click.option(
    "--rate", default=12.0, show_default=True, type=click.FloatRange(0), help="Declarations a minute."
)
@click.option("--seed", default=1, show_default=True, help="The same seed plays the same world.")
def demo(port: int, workers: int, seconds: float | None, rate: float, seed: int) -> None:
    """Show a living port: database, web, worker and a simulated world, with users for every role.

    With --rate 0 nothing is simulated.

    \b
    Examples:
      tongguan demo
      tongguan demo --port 8080 --for 60
      tongguan demo --rate 60 --seed 7
    """
    progress = Progress(STEPS)
    progress.step("the embedded database")
    with running_database():
        progress.step("tables and reference data")
        prepare_database(progress.note)
        progress.step("people, duties and risk rules of the demonstration port")
        demonstration.load()
        tokens = demonstration.write_tokens(default_data_dir() / "demonstration")
        lane_keys = write_lanes(default_data_dir() / "demonstration")
        wanted, port = port, free_port(port)
        if port != wanted:
            progress.note(f"port {wanted} is taken, using {port}")
        progress.step("web, worker and simulator")
        gateway_port = free_port(GATEWAY_PORT)
        children = house_children(port, workers, gateway_port)
        if rate > 0:
            children.append(simulator_child(port, tokens, rate, seed))
            children.append(lanes_child(gateway_port, port, lane_keys, seed))
        sys.exit(
            run_house(
                children, seconds=seconds, on_ready=lambda: click.echo(announcement(port, progress.elapsed_s))
            )
        )


def simulator_child(port: int, tokens: Path, rate: float, seed: int) -> ChildSpec:
    """The simulated world as a process of its own, which speaks to the house as anybody would."""
    command = [sys.executable, "-m", "tongguan.cli.main", "simulate", "--url", f"http://127.0.0.1:{port}"]
    options = ["--tokens", str(tokens), "--rate", str(rate), "--seed", str(seed)]
    return ChildSpec("simulator", [*command, *options, "--from-hour", str(FIRST_HOUR), "--tell-every", "15"])


def lanes_child(gateway_port: int, port: int, keys: Path, seed: int) -> ChildSpec:
    """Devices of the demonstration's lanes, and people who walk through; a few of them are odd."""
    command = [sys.executable, "-m", "tongguan.cli.main", "simulate-lanes", "--port", str(gateway_port)]
    command += ["--url", f"http://127.0.0.1:{port}"]
    odd = ["--spikes", "0.05", "--two", "0.04", "--fevers", "0.04", "--skew-ms", "30000"]
    return ChildSpec("lanes", [*command, "--keys", str(keys), "--seed", str(seed), "--rate", "4", *odd])


def announcement(port: int, elapsed_s: float) -> str:
    """The address and who can sign in, by role."""
    lines = ["", f"  通关 Tongguan is ready after {elapsed_s:.0f} s: http://127.0.0.1:{port}/", ""]
    lines += [f"  Demonstration users, all with the password {demonstration.PASSWORD}:", ""]
    return "\n".join([*lines, *users_by_role(), "", "  Ctrl-C ends everything.", ""])


def users_by_role() -> Iterator[str]:
    """One line a role: its title in both languages, then its people."""
    from tongguan.platform.permissions.interface import ROLES

    for role in ROLES:
        people = [f"{p.username} {p.name}" for p in demonstration.PEOPLE if p.role == role.code]
        if people:
            yield f"    {padded(role.title.zh, 14)}{padded(role.title.en, 22)}{'  '.join(people)}"


def padded(text: str, columns: int) -> str:
    """Text filled up to a width of terminal columns; a Chinese character takes two."""
    taken = sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
    return text + " " * max(1, columns - taken)
