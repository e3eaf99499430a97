"""The guard of one PostgreSQL server: a small process of its own that starts, restarts and stops it.

Run as a program (`python guard.py JSON`) and using the standard library alone, so that it starts in
milliseconds. It lives in its own session, so a terminal's Ctrl-C does not reach the database. The server
lives as long as anybody holds a shared lock on `locks/users`: the kernel drops a holder's lock however that
process ends, so nothing is left behind after `kill -9`. A server that dies is started again. If the guard
itself is killed, the kernel sends the server SIGINT, PostgreSQL's fast shutdown (Linux).
"""

from __future__ import annotations

import ctypes
import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

POLL_S = 0.1
FAST_STOP_S = 60.0
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.1, 5.0
MOST_FAILED_STARTS = 6
PR_SET_PDEATHSIG = 1


def lock_file(path: Path) -> int | None:
    """Take a lock alone, or None if anybody else holds it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


def parent_death_signal(number: int) -> Callable[[], None]:
    """What a child runs before exec so that the kernel signals it when this process dies."""
    libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
    parent = os.getpid()

    def ask() -> None:
        if libc is not None:
            libc.prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)
            if os.getppid() != parent:  # it died before we asked
                os._exit(1)

    return ask


def server_processes(cluster: str) -> list[int]:
    """Processes whose working folder is the cluster: the server and its children (Linux; else none)."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cwd"):
        try:
            if os.readlink(entry) == cluster:
                found.append(int(entry.parent.name))
        except OSError:
            continue
    return found


def clear_the_way(cluster: str) -> None:
    """Deal with what an earlier server left behind.

    One that is still ending is given time. If `postmaster.pid` names a live process that is no server of this
    cluster, the number was reused after a crash: PostgreSQL would refuse to start, so the file goes, but only
    when no process works in the cluster any more.
    """
    pid_file = Path(cluster, "postmaster.pid")
    try:
        pid = int(pid_file.read_text(encoding="utf-8").split("\n")[0])
        os.kill(pid, 0)
    except (OSError, ValueError):
        return  # no file, or nobody of that number (or of another account): PostgreSQL copes with those
    patience = time.monotonic() + FAST_STOP_S
    while (left := server_processes(cluster)) and time.monotonic() < patience:
        for number in left:
            if number == pid:
                os.kill(number, signal.SIGINT)
        time.sleep(POLL_S)
    if sys.platform == "linux" and not server_processes(cluster):
        pid_file.unlink(missing_ok=True)


def is_ready(cluster: str, pid: int) -> bool:
    """Whether this very server accepts work, by its own word in the eighth line of `postmaster.pid`."""
    try:
        lines = Path(cluster, "postmaster.pid").read_text(encoding="utf-8").split("\n")
    except OSError:
        return False
    return len(lines) > 7 and lines[0] == str(pid) and lines[7].strip() == "ready"


def start_server(spec: dict[str, Any]) -> subprocess.Popen[bytes]:
    """Start `postgres` under its account; its first words go to the guard's own output."""
    drop = {"user": spec["uid"], "group": spec["gid"], "extra_groups": []} if spec["dropped"] else {}
    return subprocess.Popen(
        spec["argv"],
        cwd="/",
        env=spec["env"],
        stdin=subprocess.DEVNULL,
        umask=0o077,
        preexec_fn=parent_death_signal(signal.SIGINT),
        **drop,
    )


def stop_server(server: subprocess.Popen[bytes]) -> None:
    """Fast shutdown; then immediate; then none at all."""
    for number, patience_s in ((signal.SIGINT, FAST_STOP_S), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 10.0)):
        if server.poll() is not None:
            return
        server.send_signal(number)
        try:
            server.wait(patience_s)
        except subprocess.TimeoutExpired:
            continue


def keep(spec: dict[str, Any], stopping: Callable[[], bool], guard_lock: int) -> int:
    """Run the server until nobody uses it or a stop is asked; returns the exit status.

    A server that was up and died is started again however often; one that never comes up is given up.
    """
    users = Path(spec["locks"]) / "users"
    pause_s, failed_starts = FIRST_PAUSE_S, 0
    while True:
        was_ready = False
        clear_the_way(spec["cluster"])
        server = start_server(spec)
        while server.poll() is None:
            time.sleep(POLL_S)
            was_ready = was_ready or is_ready(spec["cluster"], server.pid)
            last_user = None if stopping() else lock_file(users)
            if stopping() or last_user is not None:
                stop_server(server)
                # Newcomers wait on `users`; they must find the guard gone once they get it.
                os.close(guard_lock)
                return 0
        pause_s, failed_starts = (FIRST_PAUSE_S, 0) if was_ready else (pause_s, failed_starts + 1)
        print(f"guard: server ended with {server.returncode}, start again in {pause_s:.1f} s", flush=True)
        if stopping() or lock_file(users) is not None:
            return 0
        if failed_starts >= MOST_FAILED_STARTS:
            return 1
        time.sleep(pause_s)
        pause_s = min(2 * pause_s, LONGEST_PAUSE_S)


def main(argument: str) -> int:
    """Become the guard: lock, detach from the starter, watch. The starter sees 0 once the lock is held."""
    spec = json.loads(argument)
    guard_path = Path(spec["locks"]) / "guard"
    guard_lock = lock_file(guard_path)
    if guard_lock is None:
        return 3
    if os.fork():
        os._exit(0)  # the starter need not stay our parent, so nobody has to reap us but init
    os.setsid()
    guard_path.write_text(f"{os.getpid()}\n", encoding="ascii")
    asked: list[int] = []
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda number, _frame: asked.append(number))
    return keep(spec, lambda: bool(asked), guard_lock)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
