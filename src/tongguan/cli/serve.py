"""Serving: the web process, the database scheme, and both with a worker under one supervisor."""

from __future__ import annotations

import json
import socket
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from contextlib import ExitStack

import click

from tongguan.cli.processes import ChildSpec, Supervisor, after_seconds
from tongguan.platform.database.interface import HELD_VARIABLE, running_database

DEFAULT_PORT = 8000
GATEWAY_PORT = 7420
SHUTDOWN_S = 4


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=DEFAULT_PORT, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Web processes.")
@click.option("--modules", default="", help="Only these modules, by code, separated by commas.")
def serve(host: str, port: int, workers: int, modules: str) -> None:
    """Serve the pages and the API.

    \b
    Examples:
      tongguan serve --port 8080
      tongguan serve --modules operations.image_review
    """
    import os

    import uvicorn

    if modules:
        os.environ["TONGGUAN_MODULES"] = modules
    with ExitStack() as held:
        if os.environ.get(HELD_VARIABLE) != "1":
            held.enter_context(running_database())
        # Where the processes keep their request durations together, whichever of them is asked for the metrics.
        shared = held.enter_context(tempfile.TemporaryDirectory(prefix="tongguan-metrics-"))
        os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", shared)
        uvicorn.run(
            "tongguan.config.asgi:application",
            host=host,
            port=port,
            workers=workers,
            lifespan="off",
            access_log=False,
            log_level="warning",
            timeout_graceful_shutdown=SHUTDOWN_S,
            server_header=False,
        )


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON line instead of words.")
def migrate(as_json: bool) -> None:
    """Bring the database up to this version and load the reference data it ships.

    \b
    Examples:
      tongguan migrate
      tongguan migrate --json
    """
    applied = prepare_database(lambda text: None if as_json else click.echo(text))
    if as_json:
        click.echo(json.dumps({"applied": applied}))


def prepare_database(say: Callable[[str], None]) -> int:
    """Migrate and load shipped reference data; returns how many migrations were applied."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from tongguan.platform.reference.interface import load_shipped
    from tongguan.platform.ui.interface import compile_translations

    compile_translations()
    executor = MigrationExecutor(connection)
    waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if waiting:
        say(f"database: applying {waiting} migrations …")
        call_command("migrate", verbosity=0)
    say("reference data: loading what changed …")
    load_shipped()
    return waiting


def free_port(wanted: int) -> int:
    """The wanted port, or the next free one within a hundred."""
    for port in range(wanted, wanted + 100):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise click.ClickException(f"no free port from {wanted} on")


def answers(url: str) -> Callable[[], bool]:
    """Whether a web process answers, for the supervisor's readiness."""

    def ask() -> bool:
        try:
            with urllib.request.urlopen(url, timeout=1) as response:  # noqa: S310 - loopback, own process
                return bool(response.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    return ask


def listens(port: int) -> Callable[[], bool]:
    """Whether a process takes connections on this port of this machine."""

    def ask() -> bool:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return True
        except OSError:
            return False

    return ask


def house_children(port: int, workers: int, gateway_port: int | None = None) -> list[ChildSpec]:
    """The web and worker processes of one house, and the gateway of its lanes where it has a port."""
    command = [sys.executable, "-m", "tongguan.cli.main"]
    held = {HELD_VARIABLE: "1"}
    gateway = [
        ChildSpec(
            "gateway",
            [*command, "lanes", "gateway", "--port", str(number)],
            env=held | {"TONGGUAN_POOL": "0"},
            ready=listens(number),
        )
        for number in ([gateway_port] if gateway_port else [])
    ]
    return [
        ChildSpec(
            "web",
            [*command, "serve", "--port", str(port), "--workers", str(workers)],
            env=held,
            ready=answers(f"http://127.0.0.1:{port}/health/live"),
        ),
        ChildSpec("worker", [*command, "worker"], env=held),
        *gateway,
    ]


def run_house(
    children: Sequence[ChildSpec], *, seconds: float | None, on_ready: Callable[[], None] | None = None
) -> int:
    """Run children beside the embedded database until a signal comes, or so many seconds after all are ready."""
    over: list[Callable[[], bool]] = []

    def ready() -> None:
        if on_ready is not None:
            on_ready()
        if seconds:
            over.append(after_seconds(seconds))

    with running_database() as server:
        supervisor = Supervisor(children, heartbeat=server.keep_running if server else None, on_ready=ready)
        return supervisor.run(until=lambda: any(passed() for passed in over))


@click.command()
@click.option("--port", default=DEFAULT_PORT, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64))
@click.option("--for", "seconds", type=float, default=None, help="End by itself after so many seconds.")
@click.option(
    "--gateway-port",
    default=GATEWAY_PORT,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="Where the gateway of the lanes listens; 0: none.",
)
def up(port: int, workers: int, seconds: float | None, gateway_port: int) -> None:
    """Run the house: database, web, worker and gateway, watched and restarted; no demonstration data.

    \b
    Examples:
      tongguan up --port 8080
    """
    with running_database():
        prepare_database(click.echo)
        port = free_port(port)
        sys.exit(
            run_house(
                house_children(port, workers, free_port(gateway_port) if gateway_port else None),
                seconds=seconds,
                on_ready=lambda: click.echo(f"ready: http://127.0.0.1:{port}/"),
            )
        )
