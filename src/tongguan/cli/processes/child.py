"""One supervised process: what it is, and where it stands."""

from __future__ import annotations

import contextlib
import enum
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from tongguan.cli.processes import bond


class Restart(enum.Enum):
    """When a process that ended is started again."""

    ALWAYS = "always"
    ON_FAILURE = "on failure"  # ended with another status than 0


class State(enum.Enum):
    """Where a process stands."""

    WAITING = "waiting"  # for those before it
    STARTING = "starting"
    READY = "ready"
    PAUSED = "paused"  # ended; will be started again
    DONE = "done"


@dataclass(frozen=True, slots=True)
class ChildSpec:
    """A process to run.

    `env` is added to the supervisor's own environment. `ready` is asked about five times a second and must
    answer quickly; without it a started process counts as ready. Back-off: the pause before a restart doubles
    from `first_pause_s` to `longest_pause_s` and is short again after `settled_s` of life.
    """

    name: str
    argv: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict)
    ready: Callable[[], bool] | None = None
    restart: Restart = Restart.ALWAYS
    first_pause_s: float = 0.2
    longest_pause_s: float = 15.0
    settled_s: float = 10.0
    ready_patience_s: float = 120.0
    stop_patience_s: float = 10.0


class Child:
    """A process of the supervisor. Times are the monotonic clock's seconds, given by the caller."""

    def __init__(self, spec: ChildSpec) -> None:
        self.spec = spec
        self.state = State.WAITING
        self.process: subprocess.Popen[bytes] | None = None
        self.was_ready = False
        self.failed_starts = 0
        self.restarts = 0
        self.started_at = self.resume_at = self.next_ask_at = 0.0
        self._pause_s = spec.first_pause_s
        self._swept = False

    @property
    def pid(self) -> int | None:
        """The process that stands for the child: killing it kills the child."""
        return self.process.pid if self.process is not None and self.process.poll() is None else None

    def start(self, now: float) -> None:
        """Start it, tied to this process and out of reach of the terminal's Ctrl-C."""
        command = [
            sys.executable,
            "-I",
            "-S",
            bond.__file__,
            str(os.getpid()),
            str(self.spec.stop_patience_s),
        ]
        self.process = subprocess.Popen(
            [*command, *self.spec.argv],
            env={**os.environ, "PYTHONUNBUFFERED": "1", **self.spec.env},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        assert self.process.stdout is not None
        os.set_blocking(self.process.stdout.fileno(), False)
        self.state, self.started_at, self.next_ask_at = State.STARTING, now, now
        self._swept = False

    def ask_ready(self, now: float) -> bool:
        """Whether it has just become ready."""
        if self.state is not State.STARTING or now < self.next_ask_at:
            return False
        self.next_ask_at = now + 0.2
        if self.spec.ready is not None and not self.spec.ready():
            return False
        self.state, self.was_ready, self.failed_starts = State.READY, True, 0
        return True

    def ended(self, now: float) -> int | None:
        """Its exit status once it has ended, and what follows from it; None while it runs."""
        if self.process is None or (status := self.process.poll()) is None:
            return None
        self.sweep()
        if self.state is State.STARTING:
            self.failed_starts += 1
        if status == 0 and self.spec.restart is Restart.ON_FAILURE:
            self.state, self.was_ready = State.DONE, True
            return status
        if now - self.started_at > self.spec.settled_s:
            self._pause_s = self.spec.first_pause_s
        self.state, self.resume_at = State.PAUSED, now + self._pause_s
        self._pause_s = min(2 * self._pause_s, self.spec.longest_pause_s)
        return status

    def signal(self, number: signal.Signals) -> None:
        """Ask it to end; SIGKILL goes to all its descendants in the session group at once."""
        if self.process is None:
            return
        if number is signal.SIGKILL:
            self.sweep()
        elif self.process.poll() is None:
            self.process.send_signal(number)

    def sweep(self) -> None:
        """Kill what is left of its session group: once, for the number may be another's later."""
        if self.process is not None and not self._swept:
            self._swept = True
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
