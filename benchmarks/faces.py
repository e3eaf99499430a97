"""Faces compared: how often one person is taken for two, and two for one, on a folder of pictures.

    python benchmarks/faces.py FOLDER [--store]

FOLDER holds a folder a person, with pictures of that person alone; needs the vision extra. Every pair of pictures is
judged: `genuine` pairs are of one person, `impostor` pairs of two. Told are the pictures that are not judged, and why;
of the judged pairs what was said of them; and the error at each threshold of distance. Pairs of one person depend on
one another, so intervals are of 2,000 samples of the persons (95 %); with few persons they are wide, and an error that
was never seen is bounded by persons, not by pairs: below 3 / persons with 95 %.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from measuring import told

from tongguan.engines.faces import Face, available, face_in, judge

THRESHOLDS = (0.45, 0.5, 0.55, 0.6, 0.65)
SAMPLES = 2_000


def main() -> None:
    """Read the pictures, judge all pairs, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--store", action="store_true", help="keep the result under results/")
    given = parser.parse_args()
    if not available():
        raise SystemExit("needs the vision extra: dlib-bin and face-recognition-models")
    began = time.process_time()
    people = {
        folder.name: [face_in(path.read_bytes()) for path in sorted(folder.iterdir())]
        for folder in sorted(given.folder.iterdir())
        if folder.is_dir()
    }
    pictures = sum(map(len, people.values()))
    cpu_s = (time.process_time() - began) / pictures
    found = {
        "people": len(people),
        "pictures": pictures,
        "cpu_s_a_picture": round(cpu_s, 3),
        **measured(people),
    }
    told({"benchmark": "faces", **found}, store=given.store)


def measured(people: dict[str, list[Face]]) -> dict[str, Any]:
    """What was not judged, what was said, and the errors by threshold."""
    unjudged = Counter(face.why for faces in people.values() for face in faces if face.why)
    genuine: dict[str, list[float]] = {}
    impostor: dict[tuple[str, str], list[float]] = {}
    said: dict[str, Counter[str]] = {"genuine": Counter(), "impostor": Counter()}
    shown = [(name, face) for name, faces in people.items() for face in faces if face.numbers is not None]
    for (one, first), (other, second) in combinations(shown, 2):
        verdict = judge(first, second)
        assert verdict.distance is not None
        said["genuine" if one == other else "impostor"][verdict.outcome] += 1
        if one == other:
            genuine.setdefault(one, []).append(verdict.distance)
        else:
            impostor.setdefault((one, other), []).append(verdict.distance)
    return {
        "not_judged": dict(unjudged),
        "said": {kind: dict(counts) for kind, counts in said.items()},
        "by_threshold": [at(threshold, genuine, impostor) for threshold in THRESHOLDS],
    }


def at(
    threshold: float, genuine: dict[str, list[float]], impostor: dict[tuple[str, str], list[float]]
) -> dict[str, Any]:
    """The share of genuine pairs told apart and of impostor pairs taken for one, with intervals over persons."""
    names = sorted({name for pair in impostor for name in pair} | set(genuine))
    rng = np.random.default_rng(7)
    apart, together = [], []
    for _sample in range(SAMPLES):
        drawn = Counter(names[at] for at in rng.integers(len(names), size=len(names)))
        apart.append(
            share([(genuine.get(name, []), n) for name, n in drawn.items()], lambda d: d >= threshold)
        )
        pairs = [(ds, drawn[one] * drawn[other]) for (one, other), ds in impostor.items()]
        together.append(share(pairs, lambda d: d < threshold))
    return {
        "threshold": threshold,
        "genuine_apart": share([(ds, 1) for ds in genuine.values()], lambda d: d >= threshold),
        "genuine_apart_interval": interval(apart),
        "impostor_together": share([(ds, 1) for ds in impostor.values()], lambda d: d < threshold),
        "impostor_together_interval": interval(together),
    }


def share(groups: list[tuple[list[float], int]], wrong: Any) -> float:
    """The weighted share of distances that are wrong; not a number where there is none."""
    whole = sum(len(distances) * times for distances, times in groups)
    bad = sum(times * sum(map(wrong, distances)) for distances, times in groups)
    return round(bad / whole, 4) if whole else float("nan")


def interval(values: list[float]) -> list[float]:
    """The middle 95 %."""
    known = [value for value in values if value == value]
    return [round(float(np.quantile(known, q)), 4) for q in (0.025, 0.975)]


if __name__ == "__main__":
    main()
