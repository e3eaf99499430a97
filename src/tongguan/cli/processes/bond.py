"""Ties one child to its supervisor: run as `python bond.py SUPERVISOR_PID GRACE_S PROGRAM ARGUMENT…`.

The supervisor starts this small program in a session of its own, and this starts the child. When the
supervisor dies, however it dies, the kernel tells us (Linux, PR_SET_PDEATHSIG), and we end the child and all
its descendants in the same session group. When we die, the kernel kills the child. Standard library alone.

Exit status: the child's; 128 + signal number if a signal ended it, as a shell says it; 127 if it cannot run.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time

PR_SET_PDEATHSIG = 1
POLL_S = 0.05


def on_parent_death(number: int) -> None:
    """Ask the kernel for a signal when the parent dies; elsewhere than on Linux the poll below notices."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)


def main(supervisor: int, grace_s: float, command: list[str]) -> int:
    """Run the command to its end, or to the supervisor's."""
    child: subprocess.Popen[bytes] | None = None
    asked: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _frame: asked.append(number))
    on_parent_death(signal.SIGTERM)
    if os.getppid() != supervisor:
        return 1
    try:
        # Safe here: this process has one thread.
        child = subprocess.Popen(command, preexec_fn=lambda: on_parent_death(signal.SIGKILL))
    except OSError as error:
        print(f"{command[0]}: {error.strerror}", file=sys.stderr)
        return 127
    deadline: float | None = None
    while child.poll() is None:
        orphaned = os.getppid() != supervisor
        if (asked or orphaned) and deadline is None:
            child.terminate()
            deadline = time.monotonic() + grace_s
        if orphaned and deadline is not None and time.monotonic() > deadline:
            break
        time.sleep(POLL_S)
    if os.getppid() != supervisor:
        os.killpg(0, signal.SIGKILL)  # what the child left behind, and this process with it
    return child.returncode if child.returncode >= 0 else 128 - child.returncode


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), float(sys.argv[2]), sys.argv[3:]))
