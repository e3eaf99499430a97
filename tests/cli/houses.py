"""Running the installed command against a data folder of a test's own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

COMMAND = (sys.executable, "-m", "tongguan.cli.main")


def environment(data_dir: Path) -> dict[str, str]:
    """The environment of a house in that folder, without what the test run itself set."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("TONGGUAN_", "DJANGO_"))}
    return own | {"TONGGUAN_DATA_DIR": str(data_dir), "PYTHONUNBUFFERED": "1"}


def run(data_dir: Path, *arguments: str, patience_s: float = 600) -> subprocess.CompletedProcess[str]:
    """Run a verb to its end."""
    return subprocess.run(
        [*COMMAND, *arguments], env=environment(data_dir), capture_output=True, text=True, timeout=patience_s
    )


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def processes_of(data_dir: Path) -> list[str]:
    """Command lines of the processes that work with a data folder, by their environment or working folder."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            environ = (entry / "environ").read_bytes()
            words = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
            at = os.readlink(entry / "cwd")
        except OSError:
            continue
        if str(data_dir).encode() in environ or str(data_dir) in at or str(data_dir) in words:
            found.append(f"{entry.name} {words[:150]}")
    return [line for line in found if not line.startswith(f"{os.getpid()} ")]
