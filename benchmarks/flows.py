"""Queue simulation beside ciw and simpy: the same mean wait, and the processor time of a traveller.

    python benchmarks/flows.py [PYTHON WITH CIW AND SIMPY]

Without a second Python only the house's own engine is measured, against the exact formula.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tongguan.engines.flows import (
    Poisson,
    Route,
    Scenario,
    Service,
    Shape,
    Shift,
    Station,
    mmc_wait,
    simulate,
)

RESULTS = Path(__file__).parent / "results" / "flows.json"
CASES = ((1, 48.0, 60.0), (3, 144.0, 60.0), (20, 1020.0, 60.0))
HORIZON_S, WARMUP_S = 36_000.0, 7_200.0
OURS, THEIRS = 200, 20


def own(servers: int, per_hour: float, mean_s: float) -> dict[str, Any]:
    """Our engine on one queue; one replication more before, so that numpy is there."""
    scenario = Scenario(
        name="q",
        arrivals=Poisson((per_hour,)),
        stations=(Station("q", (Shift(0, servers),), Service(Shape.EXPONENTIAL, mean_s)),),
        routes=(Route("", "q", 1.0),),
        horizon_s=HORIZON_S,
        warmup_s=WARMUP_S,
        replications=OURS,
        seed=11,
    )
    began = time.process_time()
    found = simulate(scenario)
    cpu_s = time.process_time() - began
    travellers = round(scenario.expected * OURS)
    wait = found.stations[0].wait_s
    return {
        "wait_s": wait.mean,
        "half_s": wait.half,
        "travellers": travellers,
        "cpu_us_a_traveller": cpu_s / travellers * 1e6,
    }


def main() -> None:
    rows = []
    for servers, per_hour, mean_s in CASES:
        row: dict[str, Any] = {
            "servers": servers,
            "per_hour": per_hour,
            "mean_s": mean_s,
            "exact_wait_s": mmc_wait(servers, per_hour / 3600, mean_s),
            "own": own(servers, per_hour, mean_s),
        }
        if len(sys.argv) > 1:
            given = [str(each) for each in (servers, per_hour, mean_s, HORIZON_S, WARMUP_S, THEIRS)]
            peers = subprocess.run(
                [sys.argv[1], str(Path(__file__).with_name("flows_peer.py")), *given],
                capture_output=True, text=True, check=True,
            )  # fmt: skip
            for line in peers.stdout.splitlines():
                told = json.loads(line)
                told["times_our_cpu"] = told["cpu_us_a_traveller"] / row["own"]["cpu_us_a_traveller"]
                row[told.pop("peer")] = told
        rows.append(row)
        print(json.dumps(row))
    RESULTS.write_text(
        json.dumps({"horizon_s": HORIZON_S, "warmup_s": WARMUP_S, "rows": rows}, indent=1) + "\n"
    )


if __name__ == "__main__":
    main()
