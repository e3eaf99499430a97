"""The worker: reacts to events, keeps the ledger, advances draws, runs schedules and deliveries."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from types import FrameType

import click

log = logging.getLogger(__name__)

IDLE_S = 0.1
FAILED_PAUSE_S = 2.0


@click.command()
@click.option(
    "--dispatchers", default=1, show_default=True, type=click.IntRange(1, 32), help="Event threads."
)
@click.option("--once", is_flag=True, help="Handle what waits now and end.")
def worker(dispatchers: int, once: bool) -> None:
    """Work in the background: events, ledger, draws, schedules, deliveries.

    Any number of workers may run on any number of machines; each job is done by one of them.

    \b
    Examples:
      tongguan worker
      tongguan worker --once
    """
    import django

    # Each thread keeps a connection of its own: idle loops would otherwise hold the pool's away from busy ones.
    os.environ["TONGGUAN_POOL"] = "0"
    django.setup()
    from tongguan.platform.events.interface import dispatch_next
    from tongguan.platform.modules.interface import modules, part

    loops = [loop for module in modules() for loop in getattr(part(module, "loops"), "LOOPS", ())]
    if once:
        run_once(dispatch_next, [loop.run for loop in loops])
        return
    stopping = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    threads = [
        threading.Thread(target=repeat, args=(dispatch_next, IDLE_S, stopping), name=f"dispatch-{number}")
        for number in range(dispatchers)
    ]
    threads += [
        threading.Thread(target=repeat, args=(loop.run, loop.every_s, stopping), name=loop.name)
        for loop in loops
    ]
    threads.append(threading.Thread(target=run_jobs, args=(stopping,), name="jobs"))
    for thread in threads:
        thread.daemon = True
        thread.start()
    stopping.wait()
    for thread in threads:
        thread.join(5)


def run_once(dispatch: Callable[[], object], loops: list[Callable[[], object]]) -> None:
    """Until nothing waits: events, then each loop, again while a round found work."""
    for _round in range(1000):
        worked = False
        while dispatch():
            worked = True
        for loop in loops:
            worked = bool(loop()) or worked
        if not worked:
            return


def repeat(work: Callable[[], object], pause_s: float, stopping: threading.Event) -> None:
    """Call `work` for ever: at once again while it found something, after a pause while it did not.

    A failure (the database restarting, say) is logged, its connection dropped, and tried again.
    """
    from django.db import connection

    failed = ""
    while not stopping.is_set():
        try:
            if not work():
                stopping.wait(pause_s)
            failed = ""
        except Exception as error:
            if str(error) != failed:
                log.exception("%s failed", threading.current_thread().name)
            failed = str(error)
            connection.close()
            stopping.wait(FAILED_PAUSE_S)
    connection.close()


def run_jobs(stopping: threading.Event) -> None:
    """The procrastinate worker in its own event loop; started again when the database was away."""
    import asyncio

    from procrastinate.contrib.django import app

    async def run() -> None:
        jobs = app.with_connector(app.connector.get_worker_connector())
        async with jobs.open_async():
            task = asyncio.create_task(
                jobs.run_worker_async(install_signal_handlers=False, listen_notify=True)
            )
            while not stopping.is_set() and not task.done():
                await asyncio.sleep(0.5)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    while not stopping.is_set():
        try:
            asyncio.run(run())
        except Exception:
            log.exception("jobs stopped")
        if not stopping.is_set():
            time.sleep(FAILED_PAUSE_S)
