"""`tongguan demo --for N` ends with 0 and leaves nothing behind, as root and as an ordinary user."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import django
import pytest

import tongguan
from tests.cli.houses import COMMAND, environment, free_port, processes_of
from tongguan.cli.demo import padded, users_by_role
from tongguan.cli.demonstration import PEOPLE

NOBODY = 65534
PATIENCE_S = 300


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that another account may enter, unlike pytest's own."""
    with tempfile.TemporaryDirectory(prefix="tongguan-demo-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


@dataclass(frozen=True)
class Caller:
    """Who runs the command: the words before it, the interpreter, and what is added to the environment."""

    prefix: tuple[str, ...]
    python: str
    env: dict[str, str]


def interpreters() -> Iterator[tuple[str, dict[str, str]]]:
    """This interpreter, and the system's of the same version with this one's packages: one of them may be readable."""
    yield sys.executable, {}
    system = f"/usr/bin/python{sys.version_info.major}.{sys.version_info.minor}"
    if Path(system).exists():
        sources = Path(tongguan.__file__).resolve().parents[1]
        packages = Path(django.__file__).resolve().parents[1]
        yield system, {"PYTHONPATH": f"{sources}{os.pathsep}{packages}", "PYTHONDONTWRITEBYTECODE": "1"}


def ordinary_user(folder: Path) -> Caller:
    """An ordinary user; the test is skipped where nothing can be run as one."""
    if os.geteuid() != 0:
        pytest.skip("the caller is an ordinary user: the other case covers it")
    if shutil.which("setpriv") is None:
        pytest.skip("needs setpriv to run as another user")
    prefix = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")
    os.chown(folder, NOBODY, NOBODY)
    asked = "import subprocess, sys, tongguan, django, psycopg; subprocess.run([sys.executable, '-c', ''], check=True)"
    for python, env in interpreters():
        probe = subprocess.run(
            [*prefix, python, "-c", asked], env=environment(folder) | env, capture_output=True, cwd=folder
        )
        if probe.returncode == 0:
            return Caller(prefix, python, env)
    pytest.skip("no interpreter with the packages can be read by an ordinary user")


def gone(data_dir: Path, patience_s: float = 20) -> list[str]:
    """What is left of a house after a moment."""
    deadline = time.monotonic() + patience_s
    while (left := processes_of(data_dir)) and time.monotonic() < deadline:
        time.sleep(0.2)
    return left


@pytest.mark.slow
@pytest.mark.parametrize("who", ["caller", "ordinary"])
def test_a_demonstration_ends_by_itself(open_folder: Path, who: str) -> None:
    caller = ordinary_user(open_folder) if who == "ordinary" else Caller((), sys.executable, {})
    house = open_folder / "house"
    arguments = ("demo", "--port", str(free_port()), "--for", "4", "--workers", "1")
    done = subprocess.run(
        [*caller.prefix, caller.python, *COMMAND[1:], *arguments],
        env=environment(house) | {"HOME": str(open_folder)} | caller.env,
        cwd=open_folder, capture_output=True, text=True, timeout=PATIENCE_S,
    )  # fmt: skip
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    assert "Tongguan is ready" in said
    assert "Traceback" not in said
    assert gone(house) == []


@pytest.mark.slow
def test_ctrl_c_leaves_nothing(open_folder: Path) -> None:
    house = open_folder / "house"
    process = subprocess.Popen(
        [*COMMAND, "demo", "--port", str(free_port()), "--workers", "1"],
        env=environment(house), cwd=open_folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    for line in process.stdout:
        if "Tongguan is ready" in line:
            break
    process.send_signal(signal.SIGINT)
    rest, _ = process.communicate(timeout=60)
    assert process.returncode == 0, rest
    assert gone(house) == []


def test_users_are_listed_once_by_role_and_aligned() -> None:
    lines = list(users_by_role())
    said = " ".join(lines)
    for person in PEOPLE:
        assert said.count(f"{person.username} {person.name}") == 1
    assert padded("审单", 6) == "审单  "
    assert padded("abc", 6) == "abc   "
