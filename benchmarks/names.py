"""Names compared: beside the usual measures and nomenklatura, on labelled pairs, in one run.

    python benchmarks/names.py [--peer-python PATH] [--rounds 2000] [--store]

Data: name_bench (581 pairs, half of them learned from: the scores here are two-fold, each pair scored by weights that
were learned from the other half; `shipped` are the weights in the engine, and `held_out` the half they never saw).
Measures: average precision and F1 (at 0.5; the peers at the least score that is best for them on these very pairs),
95 % intervals over 2,000 samples of the pairs, and of the paired difference. Time is processor time a pair: `cold`
with every name read anew, `warm` when seen before. With --peer-python, an interpreter that has nomenklatura, its
matchers run too, in a process of their own. GTAS QuickMatch is Jaro-Winkler at 0.95 on the Latin letters.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from anyascii import anyascii
from fitting import BENCH, features, generated_pairs, labelled, learned_half, name_weights
from measuring import told
from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler
from scoring import Floats, average_precision, f1, interval, probability

from tongguan.engines.screening.names import LIKELY, compare_names
from tongguan.engines.screening.names.likeness import _kept
from tongguan.engines.screening.names.name import parse_name

PEER = Path(__file__).with_name("names_peer.py")
MATCHERS = ("logic-v2", "logic-v1")
QUICK_MATCH = 0.95


def two_fold(pairs: list[dict[str, str]], labels: Floats, half: Floats) -> Floats:
    """Each pair's score by the weights learned from the other half."""
    rows = np.array([features(row["name1"], row["name2"]) for row in pairs])
    generated = generated_pairs()
    ours = name_weights(rows[half], labels[half], generated)
    other = name_weights(rows[~half], labels[~half], generated)
    return np.where(half, probability(rows, other), probability(rows, ours))


def latin(text: str) -> str:
    """Small Latin letters, for the measures that know no other."""
    return anyascii(text).lower()


def simple(pairs: list[dict[str, str]]) -> dict[str, tuple[Floats, float, float]]:
    """Scores and processor microseconds a pair of the plain measures; they keep nothing, so cold is warm."""
    out = {}
    measures: dict[str, Callable[[str, str], float]] = {
        "jaro-winkler": JaroWinkler.similarity,
        "wratio": lambda a, b: fuzz.WRatio(a, b) / 100,
    }
    for name, measure in measures.items():
        began = time.process_time()
        scores = np.array([measure(latin(row["name1"]), latin(row["name2"])) for row in pairs])
        spent_us = (time.process_time() - began) / len(pairs) * 1e6
        out[name] = scores, spent_us, spent_us
    return out


def peers(python: str | None) -> dict[str, tuple[Floats, float, float]]:
    """Those of nomenklatura, where there is an interpreter that has it."""
    if python is None:
        return {}
    command = [python, str(PEER), str(BENCH), *MATCHERS]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    return {
        each["algorithm"]: (np.array(each["scores"]), each["cpu_us_cold"], each["cpu_us_warm"])
        for each in found
    }


def own_time_us(pairs: list[dict[str, str]], cold: bool, rounds: int = 5) -> float:
    """Processor microseconds a pair, the least of the rounds."""
    best = float("inf")
    for _ in range(rounds):
        if cold:
            parse_name.cache_clear()
            _kept.clear()
        began = time.process_time()
        for row in pairs:
            compare_names(row["name1"], row["name2"])
        best = min(best, time.process_time() - began)
    return best / len(pairs) * 1e6


def best_least(labels: Floats, scores: Floats) -> float:
    """The least score that gives the highest F1 on these pairs: an advantage the peers are given."""
    return float(max(np.unique(scores), key=lambda least: f1(labels, scores, least)))


def measured(labels: Floats, scores: Floats, least: float, rounds: int) -> dict[str, object]:
    """Both measures with intervals."""
    count = len(labels)
    return {
        "average_precision": round(average_precision(labels, scores), 4),
        "interval": _rounded(interval(lambda at: average_precision(labels[at], scores[at]), count, rounds)),
        "least": round(least, 3),
        "f1": round(f1(labels, scores, least), 4),
        "f1_interval": _rounded(interval(lambda at: f1(labels[at], scores[at], least), count, rounds)),
    }


def ahead(labels: Floats, ours: Floats, theirs: Floats, least: float, rounds: int) -> dict[str, object]:
    """By how much we are ahead on the same samples."""

    def precision(at: Floats) -> float:
        return average_precision(labels[at], ours[at]) - average_precision(labels[at], theirs[at])

    def both(at: Floats) -> float:
        return f1(labels[at], ours[at], LIKELY) - f1(labels[at], theirs[at], least)

    everything = np.arange(len(labels))
    return {
        "average_precision": round(precision(everything), 4),
        "interval": _rounded(interval(precision, len(labels), rounds)),
        "f1": round(both(everything), 4),
        "f1_interval": _rounded(interval(both, len(labels), rounds)),
    }


def _rounded(pair: tuple[float, float]) -> list[float]:
    return [round(value, 3) for value in pair]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--peer-python", help="an interpreter that has nomenklatura")
    parser.add_argument("--rounds", type=int, default=2_000)
    parser.add_argument("--store", action="store_true", help="keep the result under results/")
    options = parser.parse_args()
    pairs = labelled()
    labels = np.array([float(row["is_match"] == "true") for row in pairs])
    half = np.array([learned_half(row) for row in pairs])
    person = np.array([row["schema"] == "Person" for row in pairs])
    ours = two_fold(pairs, labels, half)
    shipped = np.array([compare_names(row["name1"], row["name2"]).score for row in pairs])
    others = simple(pairs) | peers(options.peer_python)
    found: dict[str, object] = {
        "benchmark": "names",
        "pairs": len(pairs),
        "ours": measured(labels, ours, LIKELY, options.rounds)
        | {
            "cpu_us_cold": round(own_time_us(pairs, cold=True), 1),
            "cpu_us_warm": round(own_time_us(pairs, cold=False), 1),
            "persons_only": round(average_precision(labels[person], ours[person]), 4),
        },
        "shipped": measured(labels, shipped, LIKELY, options.rounds),
        "held_out": measured(labels[~half], shipped[~half], LIKELY, options.rounds),
    }
    for name, (scores, cold_us, warm_us) in others.items():
        least = best_least(labels, scores)
        found[name] = measured(labels, scores, least, options.rounds) | {
            "cpu_us_cold": round(cold_us, 1),
            "cpu_us_warm": round(warm_us, 1),
            "persons_only": round(average_precision(labels[person], scores[person]), 4),
            "held_out": round(average_precision(labels[~half], scores[~half]), 4),
            "ours_ahead": ahead(labels, ours, scores, least, options.rounds),
            "held_out_ahead": ahead(labels[~half], shipped[~half], scores[~half], least, options.rounds),
        }
    quick = others["jaro-winkler"][0]
    found["quick_match_f1"] = round(f1(labels, quick, QUICK_MATCH), 4)
    told(found, store=options.store)


if __name__ == "__main__":
    main()
