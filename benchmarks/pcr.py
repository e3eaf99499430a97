"""How far Ct is off the truth on simulated curves, and how often nothing is taken for something.

    python benchmarks/pcr.py [--curves 4000] [--store]

Curves grow by 1.8 to 2 a cycle into a plateau, on a drifting baseline with noise; the truth is where the noise-free
curve crosses the threshold. Told by range of Ct: bias, mean error, 95th percentile, share missed; among curves without
growth the share with a Ct and with a clear rise, with Wilson's 95 % interval. Beside it, as a peer, the plain rule of
the first cycle above a line ten deviations over cycles 3 to 15, interpolated linearly.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from measuring import told

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tests.engines.pcr.kits import KIT
from tests.engines.pcr.simulated import curve

from tongguan.engines.pcr import read_curve
from tongguan.engines.targeting import wilson

THRESHOLD = 0.2
RANGES = ((12, 20), (20, 28), (28, 34), (34, 38), (38, 41))


def plain(values: np.ndarray) -> float | None:
    """The peer: a level from cycles 3 to 15, the first cycle above the threshold."""
    above = values - values[2:15].mean()
    over = np.flatnonzero(above > THRESHOLD)
    if not len(over) or over[0] == 0:
        return None
    place = int(over[0])
    return place + (THRESHOLD - above[place - 1]) / (above[place] - above[place - 1])


def main() -> None:
    """Simulate, read, compare."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--curves", type=int, default=4000)
    options.add_argument("--store", action="store_true")
    given = options.parse_args()
    rng, kit = np.random.default_rng(20), replace(KIT, threshold=THRESHOLD, least_rise=2 * THRESHOLD)
    rows: dict[str, Any] = {}
    for noise in (0.01, 0.03):
        for low, high in RANGES:
            truth = rng.uniform(low, high, given.curves // len(RANGES))
            curves = [curve(rng, ct, noise=noise, efficiency=rng.uniform(1.8, 2.0)) for ct in truth]
            for name, read in (("ours", lambda values: read_curve(values, kit).ct), ("plain", plain)):
                off = [
                    told_ct - ct
                    for values, ct in zip(curves, truth, strict=True)
                    if (told_ct := read(values)) is not None
                ]
                size = np.abs(off)
                rows[f"{name}, noise {noise}, Ct {low}-{high}"] = {
                    "bias": round(float(np.mean(off)), 3), "mean_error": round(float(size.mean()), 3),
                    "p95_error": round(float(np.quantile(size, 0.95)), 3),
                    "missed": round(1 - len(off) / len(truth), 4),
                }  # fmt: skip
    nothing = [curve(rng, None, noise=0.03) for _ in range(given.curves)]
    began = time.process_time()
    read = [read_curve(values, kit) for values in nothing]
    cost = (time.process_time() - began) / given.curves
    for name, count in (
        ("without growth, a Ct", sum(each.ct is not None for each in read)),
        ("without growth, a clear rise", sum(each.clear for each in read)),
        ("without growth, a Ct by the plain rule", sum(plain(values) is not None for values in nothing)),
    ):
        share = wilson(count, given.curves)
        rows[name] = {"share": share.rate, "interval": [round(share.low, 5), round(share.high, 5)]}
    for name, row in rows.items():
        print(f"{name:44} " + "  ".join(f"{key} {value}" for key, value in row.items()))
    told(
        {"benchmark": "pcr", "curves": given.curves, "cpu_ms_a_curve": round(cost * 1000, 3), "rows": rows},
        store=given.store,
    )


if __name__ == "__main__":
    main()
