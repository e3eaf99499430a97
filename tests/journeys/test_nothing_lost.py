"""Nothing acknowledged is lost, nothing happens twice, whatever is killed; `benchmarks/faults.py` is the long form."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks.faults import TARGETS, trial

pytestmark = pytest.mark.slow

SUBMISSIONS, KILLS = 32, 4


def test_nothing_is_lost_when_processes_are_killed(tmp_path: Path) -> None:
    found = trial(tmp_path / "house", SUBMISSIONS, KILLS, seed=3, pause_s=1.5)
    assert found["acknowledged"] >= SUBMISSIONS, found
    assert set(found["kills"]) == set(TARGETS)
    assert found["broken"] == dict.fromkeys(found["broken"], 0), found
