"""The supervisor: one loop, no threads."""

from __future__ import annotations

import selectors
import signal
import time
from collections.abc import Callable, Sequence
from types import FrameType

from tongguan.cli.processes.child import Child, ChildSpec, State
from tongguan.cli.processes.output import LineReader, Output

TICK_S = 0.05
HEARTBEAT_S = 1.0
MOST_FAILED_STARTS = 5
MOST_FAILED_BEATS = 5
OWN_NAME = "tongguan"
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def after_seconds(seconds: float) -> Callable[[], bool]:
    """True once so many seconds have passed from now: for `run(until=…)`."""
    deadline = time.monotonic() + seconds
    return lambda: time.monotonic() >= deadline


class Supervisor:
    """Starts children in order, each once those before it are ready; watches, restarts and stops them.

    A child that dies, even by `kill -9`, is started again after a growing pause. One that never becomes ready
    ends the whole: five deaths, or its patience, before it was ready once. The first Ctrl-C or SIGTERM stops
    the children in reverse order, each within its `stop_patience_s`; the second kills them all. If the
    supervisor itself is killed, its children end with it (Linux).

    `heartbeat` is called about once a second while running, e.g. `EmbeddedPostgres.keep_running`; failing five
    times in a row ends the whole. `on_ready` is called once, when all are ready for the first time.
    """

    def __init__(
        self,
        specs: Sequence[ChildSpec],
        *,
        output: Output | None = None,
        heartbeat: Callable[[], None] | None = None,
        on_ready: Callable[[], None] | None = None,
    ) -> None:
        names = [spec.name for spec in specs]
        if len(set(names)) != len(names):
            raise ValueError(f"two children of one name: {names}")
        self.children = [Child(spec) for spec in specs]
        self.output = output or Output()
        self.output.width = max(map(len, [OWN_NAME, *names]))
        self._heartbeat, self._on_ready = heartbeat, on_ready
        self._next_heartbeat_at = 0.0
        self._selector = selectors.DefaultSelector()
        self._signals: list[int] = []
        self._failed = False
        self._failed_beats = 0

    def run(self, until: Callable[[], bool] | None = None) -> int:
        """Run until a signal comes, `until()` is true, every child is done, or one cannot be started.

        To be called from the main thread. Returns 0 after a clean end, 1 when a child could not be started or
        had to be killed at the end.
        """
        before = {number: signal.signal(number, self._on_signal) for number in SIGNALS}
        try:
            while not (self._signals or self._failed or (until is not None and until())):
                if all(child.state is State.DONE for child in self.children):
                    break
                self._tick()
            clean = self._stop_all()
        finally:
            for child in self.children:
                child.signal(signal.SIGKILL)
                self._close(child)
            self._selector.close()
            for number, handler in before.items():
                signal.signal(number, handler)
        return 0 if clean and not self._failed else 1

    def pid(self, name: str) -> int | None:
        """The process id that stands for a child, None while it does not run."""
        return next(child.pid for child in self.children if child.spec.name == name)

    def stop(self) -> None:
        """Ask for a clean end from inside (a heartbeat, say)."""
        self._signals.append(signal.SIGTERM)

    def _on_signal(self, number: int, _frame: FrameType | None) -> None:
        self._signals.append(number)

    def _say(self, text: str) -> None:
        self.output.line(OWN_NAME, text)

    def _tick(self) -> None:
        self._forward(TICK_S)
        now = time.monotonic()
        if self._heartbeat is not None and now >= self._next_heartbeat_at:
            self._beat(self._heartbeat)
            self._next_heartbeat_at = now + HEARTBEAT_S
        for child in self.children:
            self._watch(child, now)
            if not child.was_ready:
                break  # those after it wait
        if self._on_ready is not None and all(child.was_ready for child in self.children):
            self._on_ready, call = None, self._on_ready
            call()

    def _beat(self, heartbeat: Callable[[], None]) -> None:
        try:
            heartbeat()
            self._failed_beats = 0
        except Exception as error:  # whatever it is, the children deserve a clean stop
            self._say(f"{type(error).__name__}: {error}")
            self._failed_beats += 1  # a database in recovery may refuse once or twice
            self._failed = self._failed_beats >= MOST_FAILED_BEATS

    def _watch(self, child: Child, now: float) -> None:
        name = child.spec.name
        if child.state is State.WAITING or (child.state is State.PAUSED and now >= child.resume_at):
            child.restarts += child.state is State.PAUSED
            child.start(now)
            process = child.process
            assert process is not None
            assert process.stdout is not None
            self._selector.register(
                process.stdout, selectors.EVENT_READ, LineReader(name, process.stdout, self.output)
            )
            return
        if child.state not in (State.STARTING, State.READY):
            return
        if (status := child.ended(now)) is not None:
            self._close(child)
            self._say(
                f"{name} ended with {status}" + (", starting again" if child.state is State.PAUSED else "")
            )
            if not child.was_ready and child.failed_starts >= MOST_FAILED_STARTS:
                self._failed = True
        elif child.ask_ready(now):
            self._say(f"{name} ready")
        elif not child.was_ready and now - child.started_at > child.spec.ready_patience_s:
            self._say(f"{name} not ready after {child.spec.ready_patience_s:.0f} s")
            self._failed = True

    def _forward(self, patience_s: float) -> None:
        for key, _ in self._selector.select(patience_s) if self._selector.get_map() else []:
            if not key.data.read():
                self._selector.unregister(key.fileobj)
        if not self._selector.get_map():
            time.sleep(patience_s)

    def _close(self, child: Child) -> None:
        """Take the last lines and let go of the process."""
        process = child.process
        if process is None or process.stdout is None:
            return
        process.wait()
        if not process.stdout.closed and process.stdout in self._registered():
            reader = self._selector.unregister(process.stdout).data
            for _ in range(64):  # what fits a pipe; a descendant outside the group may hold it open
                if not reader.read():
                    break
        process.stdout.close()

    def _registered(self) -> list[object]:
        return [key.fileobj for key in self._selector.get_map().values()]

    def _stop_all(self) -> bool:
        """Reverse order, one after the other; True if nobody had to be killed."""
        already, clean = len(self._signals), True  # counted before a word is said: the next one may kill
        self._say("stopping")
        for child in reversed(self.children):
            child.signal(signal.SIGTERM)
            deadline = time.monotonic() + child.spec.stop_patience_s
            while child.pid is not None:
                self._forward(TICK_S)
                if time.monotonic() > deadline or len(self._signals) > already:
                    self._say(f"{child.spec.name} killed")
                    child.signal(signal.SIGKILL)
                    clean = False
                    break
            self._close(child)
        self._say("stopped")
        return clean
