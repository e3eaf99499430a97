"""Servers of these tests' own: each in a folder that goes with the test."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tongguan.platform.database import guard
from tongguan.platform.database.interface import EmbeddedPostgres


def until(condition: Callable[[], bool], patience_s: float = 30.0) -> bool:
    """Wait for a condition; says whether it came."""
    deadline = time.monotonic() + patience_s
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return False


@pytest.fixture
def folder() -> Iterator[Path]:
    """A short path the server's account can enter; pytest's own folders are closed to it."""
    path = Path(tempfile.mkdtemp(prefix="tgdb-", dir="/tmp"))
    path.chmod(0o711)
    yield path
    shutil.rmtree(path)


@pytest.fixture(scope="session")
def made_once() -> Iterator[Path]:
    """A data folder with an empty database: copying it is quicker than making it again."""
    path = Path(tempfile.mkdtemp(prefix="tgdb-", dir="/tmp")) / "data"
    path.parent.chmod(0o711)
    with EmbeddedPostgres(path, durable=False):
        pass
    yield path
    shutil.rmtree(path.parent)


@pytest.fixture
def data_dir(folder: Path, made_once: Path) -> Iterator[Path]:
    """A data folder; the test fails if a server is left working in it."""
    path = folder / "data"
    subprocess.run(["cp", "-a", str(made_once), str(path)], check=True)
    yield path
    cluster = str(path / "database" / "cluster")
    assert until(lambda: not guard.server_processes(cluster)), "a server was left behind"


@pytest.fixture
def server(data_dir: Path) -> Iterator[EmbeddedPostgres]:
    """A running server."""
    with EmbeddedPostgres(data_dir, durable=False) as running:
        yield running


@pytest.fixture
def other_process(data_dir: Path) -> Iterator[Callable[[], subprocess.Popen[str]]]:
    """Starts another process that starts or joins the server, says `up`, and stays until its input closes."""
    program = (
        "import signal, sys; from pathlib import Path\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # background jobs of a shell ignore it
        "from tongguan.platform.database.interface import EmbeddedPostgres\n"
        "server = EmbeddedPostgres(Path(sys.argv[1]), durable=False); server.start()\n"
        "print('up', flush=True); sys.stdin.read(); server.stop()\n"
    )
    started: list[subprocess.Popen[str]] = []

    def start() -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", program, str(data_dir)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        started.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "up\n"
        return process

    yield start
    for process in started:
        process.communicate(timeout=60)
