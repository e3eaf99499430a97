"""`tongguan demo`: a living port on this machine."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import click

from tongguan.cli import demonstration
from tongguan.cli.serve import DEFAULT_PORT, free_port, house_children, prepare_database, run_house
from tongguan.platform.database.interface import running_database


@click.command()
@click.option("--port", default=DEFAULT_PORT, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Web processes.")
@click.option("--for", "seconds", type=float, default=None, help="End by itself after so many seconds.")
def demo(port: int, workers: int, seconds: float | None) -> None:
    """Show a living port: database, web, worker and a simulated world, with users for every role.

    \b
    Examples:
      tongguan demo
      tongguan demo --port 8080 --for 60
    """
    say = progress()
    say("starting the embedded database …")
    with running_database():
        prepare_database(say)
        say("people and organisations of the demonstration port …")
        demonstration.load()
        wanted, port = port, free_port(port)
        if port != wanted:
            say(f"port {wanted} is taken, using {port}")
        say("starting web and worker …")
        sys.exit(run_house(house_children(port, workers), seconds=seconds, on_ready=lambda: announce(port)))


def progress() -> Callable[[str], None]:
    """Say what is being done, with the seconds since the start."""
    started = time.monotonic()

    def say(text: str) -> None:
        click.echo(f"[{time.monotonic() - started:5.1f} s] {text}")

    return say


def announce(port: int) -> None:
    """The address and who can sign in."""
    click.echo(f"\n  通关 Tongguan is ready: http://127.0.0.1:{port}/\n")
    click.echo(f"  Demonstration users, password {demonstration.PASSWORD}:")
    for person in demonstration.PEOPLE:
        click.echo(f"    {person.username:<12} {person.role:<15} {person.organisation:<12} {person.name}")
    click.echo("\n  Ctrl-C ends everything.\n")
