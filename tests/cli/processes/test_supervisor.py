"""The supervisor with real processes: order, restarts, kill -9 of anybody, nothing left behind."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tongguan.cli.processes import ChildSpec, Output, Restart, Supervisor, after_seconds

MARK = "TONGGUAN_TEST_MARK"
SLEEPER = "import time\nprint('here', flush=True)\ntime.sleep(600)"
# Ends in order on SIGTERM and leaves a trace of when.
TRACER = """
import pathlib, signal, sys, time
def end(*_):
    with open(sys.argv[1], 'a') as out: out.write(sys.argv[2] + ' ')
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
pathlib.Path(sys.argv[1] + '.' + sys.argv[2]).touch()
time.sleep(600)
"""
DEAF = "import signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nprint('deaf', flush=True)\ntime.sleep(600)"
PARENT = f"import subprocess, sys, time\nsubprocess.Popen([sys.executable, '-c', {DEAF!r}])\ntime.sleep(600)"


def until(condition: Callable[[], bool], patience_s: float = 30.0) -> bool:
    deadline = time.monotonic() + patience_s
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return False


def marked(mark: str) -> list[int]:
    """Every process that carries the mark in its environment."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/environ"):
        try:
            if f"{MARK}={mark}".encode() in entry.read_bytes().split(b"\0"):
                found.append(int(entry.parent.name))
        except OSError:
            continue
    return found


@pytest.fixture
def mark() -> Iterator[str]:
    """Children get this in their environment; the test fails if one is left."""
    text = f"{os.getpid()}-{time.monotonic_ns()}"
    yield text
    assert until(lambda: not marked(text)), f"left behind: {marked(text)}"


def child(name: str, program: str, mark: str, *arguments: str, **options: object) -> ChildSpec:
    return ChildSpec(name, [sys.executable, "-c", program, *arguments], {MARK: mark}, **options)  # type: ignore[arg-type]


def once(condition: Callable[[], bool], patience_s: float = 30.0) -> Callable[[], bool]:
    """For `run(until=…)`: the condition, or the end of patience."""
    late = after_seconds(patience_s)
    return lambda: condition() or late()


def supervise(*specs: ChildSpec, **options: object) -> tuple[Supervisor, io.StringIO]:
    said = io.StringIO()
    return Supervisor(specs, output=Output(said), **options), said  # type: ignore[arg-type]


def test_children_start_in_order_and_stop_in_reverse(tmp_path: Path, mark: str) -> None:
    trace = tmp_path / "trace"
    announced: list[str] = []
    specs = [
        child(name, TRACER, mark, str(trace), name, ready=lambda name=name: Path(f"{trace}.{name}").exists())
        for name in ("database", "web", "worker")
    ]
    supervisor, said = supervise(*specs, on_ready=lambda: announced.append("ready"))
    assert supervisor.run(once(lambda: bool(announced))) == 0
    assert announced == ["ready"]
    assert trace.read_text() == "worker web database "
    lines = [line.split("| ")[1] for line in said.getvalue().splitlines()]
    assert [line for line in lines if line.endswith("ready")] == [
        "database ready",
        "web ready",
        "worker ready",
    ]


def test_a_child_waits_for_those_before_it(mark: str) -> None:
    supervisor, _ = supervise(
        child("web", SLEEPER, mark, ready=lambda: False), child("worker", SLEEPER, mark)
    )
    supervisor.run(after_seconds(1.0))
    assert [one.process is not None for one in supervisor.children] == [True, False]


def test_lines_carry_the_name_of_who_said_them(tmp_path: Path, mark: str) -> None:
    program = (
        "import sys, time; print('通关 ok'); print('x' * 40000)\n"
        "sys.stdout.buffer.write(b'\\xff bad bytes'); sys.stdout.flush(); sys.stderr.write('!\\n')"
    )
    said = io.StringIO()
    supervisor = Supervisor(
        [child("web", program, mark, restart=Restart.ON_FAILURE)], output=Output(said, tmp_path / "logs")
    )
    assert supervisor.run(after_seconds(30)) == 0
    lines = [line for line in said.getvalue().splitlines() if line.startswith("web ")]
    assert lines[0] == "web      | 通关 ok"
    assert lines[-1] == "web      | \N{REPLACEMENT CHARACTER} bad bytes!"
    assert max(map(len, lines)) < 17_000
    assert (tmp_path / "logs" / "web.log").read_text(encoding="utf-8").startswith("通关 ok\n")


def test_a_killed_child_is_started_again_and_the_others_are_not_touched(mark: str) -> None:
    killed: list[int] = []
    supervisor, said = supervise(child("web", SLEEPER, mark), child("worker", SLEEPER, mark))
    web, worker = supervisor.children

    def kill_three_times() -> bool:
        pid = supervisor.pid("worker")
        if worker.was_ready and pid is not None and pid not in killed and len(killed) < 3:
            os.kill(pid, signal.SIGKILL)
            killed.append(pid)
        return len(killed) == 3 and supervisor.pid("worker") not in (None, *killed)

    assert supervisor.run(once(kill_three_times)) == 0
    assert worker.restarts == 3
    assert web.restarts == 0
    assert said.getvalue().count("starting again") == 3


def test_killing_the_program_itself_counts_as_its_death(mark: str) -> None:
    supervisor, _ = supervise(child("web", SLEEPER, mark))
    victims: list[int] = []

    def kill_the_inner_one() -> bool:
        inner = [pid for pid in marked(mark) if pid != supervisor.pid("web")]
        if not victims and inner:
            victims.extend(inner)
            os.kill(inner[0], signal.SIGKILL)
        return supervisor.children[0].restarts == 1

    assert supervisor.run(once(kill_the_inner_one)) == 0
    assert supervisor.children[0].restarts == 1


def test_descendants_of_a_dead_child_are_swept(mark: str) -> None:
    supervisor, _ = supervise(child("web", PARENT, mark))
    counts: list[int] = []

    def kill_once_grown() -> bool:
        if not counts and len(marked(mark)) == 3:  # the bond, the parent, its deaf child
            os.kill(supervisor.pid("web") or 0, signal.SIGKILL)
            counts.append(3)
        return supervisor.children[0].restarts == 1 and len(marked(mark)) == 3

    assert supervisor.run(once(kill_once_grown)) == 0 or counts
    assert counts == [3]


def test_a_finished_job_ends_the_run_and_a_failed_one_is_tried_again(tmp_path: Path, mark: str) -> None:
    program = (
        "import pathlib, sys; p = pathlib.Path(sys.argv[1]); n = len(p.read_text()) if p.exists() else 0\n"
        "p.write_text('x' * (n + 1)); sys.exit(0 if n == 2 else 5)"
    )
    counter = tmp_path / "tries"
    spec = child("simulator", program, mark, str(counter), restart=Restart.ON_FAILURE)
    supervisor, said = supervise(spec)
    assert supervisor.run(after_seconds(60)) == 0
    assert counter.read_text() == "xxx"
    assert "simulator ended with 5, starting again" in said.getvalue()


def test_a_child_that_never_comes_up_ends_the_whole(mark: str) -> None:
    spec = child("web", "raise SystemExit(3)", mark, ready=lambda: False, longest_pause_s=0.2)
    supervisor, said = supervise(child("worker", SLEEPER, mark), spec)
    assert supervisor.run(after_seconds(60)) == 1
    assert said.getvalue().count("web ended with 3") == 5


def test_a_program_that_does_not_exist(mark: str) -> None:
    spec = ChildSpec("web", ["/nonexistent/web"], {MARK: mark}, ready=lambda: False, longest_pause_s=0.2)
    supervisor, said = supervise(spec)
    assert supervisor.run(after_seconds(60)) == 1
    assert "No such file" in said.getvalue()


def test_a_child_that_is_never_ready_runs_out_of_patience(mark: str) -> None:
    supervisor, said = supervise(child("web", SLEEPER, mark, ready=lambda: False, ready_patience_s=0.5))
    assert supervisor.run(after_seconds(60)) == 1
    assert "web not ready" in said.getvalue()


def test_a_deaf_child_is_killed_when_its_time_is_over(mark: str) -> None:
    supervisor, said = supervise(child("web", DEAF, mark, stop_patience_s=0.5))
    assert supervisor.run(once(lambda: "| deaf" in said.getvalue())) == 1
    assert "web killed" in said.getvalue()


def test_a_failing_heartbeat_ends_the_whole_cleanly(mark: str) -> None:
    def heartbeat() -> None:
        raise OSError("no disk")

    supervisor, said = supervise(child("web", SLEEPER, mark), heartbeat=heartbeat)
    assert supervisor.run(after_seconds(60)) == 1
    assert "no disk" in said.getvalue()


def test_a_heartbeat_that_fails_now_and_then_ends_nothing(mark: str) -> None:
    beats: list[int] = []

    def heartbeat() -> None:
        beats.append(1)
        if len(beats) % 2:
            raise OSError("the server is in recovery")

    supervisor, said = supervise(child("web", SLEEPER, mark), heartbeat=heartbeat)
    assert supervisor.run(lambda: len(beats) > 5) == 0
    assert "recovery" in said.getvalue()


def test_two_children_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="one name"):
        Supervisor([ChildSpec("web", ["true"]), ChildSpec("web", ["true"])])


STANDALONE = """
import sys
from tongguan.cli.processes import ChildSpec, Supervisor
program = {program!r}
specs = [ChildSpec(n, [sys.executable, "-c", program], {{"{mark_name}": {mark!r}}}, stop_patience_s={patience})
         for n in ("web", "worker")]
sys.exit(Supervisor(specs, on_ready=lambda: print("all up", flush=True)).run())
"""


def standalone(program: str, mark: str, patience: float = 5.0) -> subprocess.Popen[str]:
    """A supervisor in a process of its own, as a terminal would run it."""
    source = STANDALONE.format(program=program, mark=mark, mark_name=MARK, patience=patience)
    process = subprocess.Popen(
        [sys.executable, "-c", source], stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert process.stdout is not None
    wanted = {"all up"} | ({f"{name:<8} | deaf" for name in ("web", "worker")} if program == DEAF else set())
    while wanted:
        wanted.discard(process.stdout.readline().rstrip("\n"))
    return process


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_to_the_terminals_group_ends_everything_cleanly(number: signal.Signals, mark: str) -> None:
    process = standalone(SLEEPER, mark)
    os.killpg(process.pid, number)
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "stopped" in out
    assert "killed" not in out


def test_the_second_signal_kills(mark: str) -> None:
    process = standalone(DEAF, mark, patience=300.0)
    process.send_signal(signal.SIGINT)
    assert process.stdout is not None
    while "stopping" not in process.stdout.readline():
        pass
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode == 1


@pytest.mark.parametrize("program", [SLEEPER, DEAF, PARENT], ids=["sleeper", "deaf", "with descendants"])
def test_kill_9_of_the_supervisor_leaves_nobody(program: str, mark: str) -> None:
    process = standalone(program, mark, patience=0.5)
    try:
        assert until(lambda: len(marked(mark)) == (6 if program == PARENT else 4))
    finally:
        process.kill()
        process.communicate(timeout=60)  # the fixture looks for what is left
