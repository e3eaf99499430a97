"""The house and the browser of the journeys."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.cli.houses import free_port
from tests.journeys.person import Person
from tongguan.cli.demonstration import PASSWORD

REPOSITORY = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
PATIENCE_S = 300


@dataclass
class House:
    """A running house: where it is, its data folder, and what earlier legs of the journey left for later ones."""

    address: str
    folder: Path
    process: subprocess.Popen[bytes]
    known: dict[str, str] = field(default_factory=dict)
    gateway: int = 0

    @property
    def log(self) -> Path:
        """What the house's processes said."""
        return self.folder / "house.log"

    def token(self, username: str) -> str:
        """A demonstration person's token for the API."""
        tokens = json.loads((self.folder / "demonstration" / "tokens.json").read_text(encoding="utf-8"))
        found: str = tokens[username]["token"]
        return found

    def firm(self, username: str) -> dict[str, str]:
        """The firm of a demonstration person: code, uscc, name_zh."""
        tokens = json.loads((self.folder / "demonstration" / "tokens.json").read_text(encoding="utf-8"))
        firm: dict[str, str] = tokens[username]["organisation"]
        return firm


@pytest.fixture(scope="module")
def chromium() -> str:
    """Debian's Chromium; its absence skips, or fails where a browser is required."""
    if not CHROMIUM:
        if os.environ.get("TONGGUAN_REQUIRE_BROWSER") == "1":
            pytest.fail("TONGGUAN_REQUIRE_BROWSER=1, but there is no chromium")
        pytest.skip("needs Debian's chromium")
    return CHROMIUM


@pytest.fixture(scope="module")
def house(
    request: pytest.FixtureRequest, chromium: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """Database, web and worker as `tongguan up` runs them, with the demonstration's people; a module's NUMBERS are
    legal numbers that its house shall have, and GATEWAY = True asks for a gateway of lanes."""
    gateway = free_port() if getattr(request.module, "GATEWAY", False) else 0
    numbers = [f"{code}={value}" for code, value in getattr(request.module, "NUMBERS", {}).items()]
    folder = tmp_path_factory.mktemp("house")
    address = f"http://127.0.0.1:{(port := free_port())}"
    log = folder / "house.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.journeys.house", str(port), f"gateway={gateway}", *numbers],
            cwd=REPOSITORY,
            env={**os.environ, "TONGGUAN_DATA_DIR": str(folder)},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_for(f"{address}/health/ready", process, log)
        yield House(address, folder, process, gateway=gateway)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Until the address answers; what the house said is in the failure."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2) as response:
                if response.status == 200:
                    return
        except OSError:
            time.sleep(0.3)
    pytest.fail(f"the house does not answer:\n{log.read_text(errors='replace')[-4000:]}")


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Any]:
    """One Chromium; every person has a context of their own."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield found
        found.close()


@pytest.fixture
def person(house: House, browser: Any) -> Iterator[Any]:
    """`person("trader", "en-US", viewport=…)`: somebody who has signed in; without a name, the public."""
    present: list[Person] = []

    def arrive(username: str = "", language: str = "zh-CN", **given: Any) -> Person:
        one = Person(browser, house.address, language, **given)
        present.append(one)
        if username:
            one.sign_in(username, PASSWORD)
        return one

    yield arrive
    for one in present:
        one.leave()
