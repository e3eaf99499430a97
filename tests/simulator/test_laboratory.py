"""The simulated laboratory: a tube holds the same whenever it is measured, and its files are read by the house."""

from __future__ import annotations

import random
from datetime import UTC, datetime

from tests.engines.pcr.kits import KIT
from tongguan.engines.pcr import call_channel, read_run
from tongguan.simulator.laboratory import POSITIVE_SHARE, Laboratory

PLATE = {
    "reference": "PL260000001",
    "wells": [
        *({"place": f"A{n}", "role": "sample", "tube": f"T{n}"} for n in range(1, 13)),
        {"place": "G12", "role": "no_template", "tube": ""},
        {"place": "H12", "role": "positive_control", "tube": ""},
    ],
}
AT = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


def test_a_tube_holds_the_same_at_each_measurement():
    shared = Laboratory(random.Random(5))
    shared.truth = {"T1": 24.0, "T2": None}
    for _again in range(2):
        run = read_run(shared.written(PLATE, AT))
        assert (run.problems, run.plate, run.started_at) == ((), "PL260000001", AT)
        assert call_channel(run.wells["A1"]["N"], KIT).clear
        assert call_channel(run.wells["A2"]["N"], KIT).ct is None
        assert call_channel(run.wells["H12"]["N"], KIT).clear


def test_few_tubes_hold_anything():
    shared = Laboratory(random.Random(6))
    held = sum(shared.holds(f"T{n}") is not None for n in range(2000))
    assert 0.5 * POSITIVE_SHARE < held / 2000 < 2 * POSITIVE_SHARE
