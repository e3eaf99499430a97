"""Learn the weights of names and of evidence, and write them beside the engine.

    python benchmarks/fitting.py [--names] [--evidence] [--write] [--store]

Names: the pairs of one half of name_bench (chosen by hash), and generated pairs of the names of a sanctions list: the
same name with slips (true), the same with a word exchanged, others that share a word, and strangers (false), all of
them together weighing as much as some 180 pairs. Evidence: persons of the list disturbed, against the candidates the
index gives, and strangers, a seventh of them namesakes. Both are logistic; a weight that would speak the wrong way is
left out. Told are the measures on what was not learned from: the other half; five-fold by traveller.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import hashlib
import random
from collections import Counter
from pathlib import Path

import numpy as np
from disturbing import ORDINARY, PARTICLES, SLIPS, disturb, words_of
from measuring import told
from people import listed, stranger, words_in
from scoring import Floats, average_precision, f1, fitted, probability

from tongguan.engines.screening import Entry, NameIndex, Traveller, read_list
from tongguan.engines.screening.evidence import EVIDENCE, vector, weigh
from tongguan.engines.screening.names import parse_name
from tongguan.engines.screening.names.aligning import align
from tongguan.engines.screening.names.features import FEATURES, features_of
from tongguan.engines.screening.names.likeness import likeness

REAL_INPUTS = Path(__file__).resolve().parents[2] / "shared" / "data"
BENCH = REAL_INPUTS / "names" / "nomenklatura_name_bench.csv"
SANCTIONS = REAL_INPUTS / "sanctions" / "ofac_sdn_2021-08-18.csv.gz"
ENGINE = Path(__file__).resolve().parents[1] / "src" / "tongguan" / "engines" / "screening"
DAY = dt.date(2026, 11, 30)
GENERATED_WEIGHT, LEAST_ORDER, FOLDS = 0.05, -0.5, 5
SPEAKS_FOR = ("string", "shared_parts", "identical", "information")
AGAINST = (
    "contradiction", "missing", "nothing_shared", "worst", "worst_beyond_quarter", "worst_beyond_two_fifths", "mean",
    "first_letter", "order", "legal_form",
)  # fmt: skip


def labelled() -> list[dict[str, str]]:
    """The pairs of name_bench."""
    with BENCH.open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def learned_half(row: dict[str, str]) -> bool:
    """Whether a pair is in the half that is learned from."""
    digest = hashlib.sha256(f"{row['name1']}|{row['name2']}".encode()).hexdigest()
    return int(digest, 16) % 2 == 0


def features(left: str, right: str) -> list[float]:
    """Of a pair of names."""
    return features_of(align(parse_name(left), parse_name(right)))


def persons() -> list[Entry]:
    """Those of the sanctions list."""
    return read_list(SANCTIONS.read_bytes(), DAY).entries


def generated_pairs(seed: int = 7) -> tuple[Floats, Floats]:
    """Features and labels of pairs made from the list's names."""
    rng = random.Random(seed)
    names = [entry.names[0] for entry in persons()]
    words = [word for name in names for word in words_of(name)]
    bearers: dict[str, list[str]] = {}
    for name in names:
        for word in words_of(name):
            bearers.setdefault(word.upper(), []).append(name)
    rows: list[tuple[list[float], float]] = []
    for name in rng.sample(names, 1_500):
        slips = (
            tuple(rng.sample(ORDINARY, rng.choice((1, 1, 2))))
            if rng.random() < 0.75
            else (rng.choice(list(SLIPS)),)
        )
        rows.append((features(name, disturb(rng, name, slips)), 1.0))
    for name in rng.sample(names, 1_500):
        other = _exchanged(rng, name, words)
        if other is not None:
            slipped = disturb(rng, other, (rng.choice(ORDINARY),)) if rng.random() < 0.3 else other
            rows.append((features(name, slipped), 0.0))
    for name in rng.sample(names, 700):
        others = [other for other in bearers[rng.choice(words_of(name)).upper()] if other != name]
        if others:
            rows.append((features(name, rng.choice(others)), 0.0))
    rows += [(features(*rng.sample(names, 2)), 0.0) for _ in range(300)]
    return np.array([row for row, _ in rows]), np.array([label for _, label in rows])


def _exchanged(rng: random.Random, name: str, words: list[str]) -> str | None:
    """The name with one of its words exchanged for one that is not like it."""
    own = words_of(name)
    places = [at for at, word in enumerate(own) if len(word) > 3 and not PARTICLES.match(word)]
    if len(own) < 2 or not places:
        return None
    at = rng.choice(places)
    for _ in range(20):
        new = rng.choice(words)
        if len(new) > 3 and likeness(parse_name(new).parts[0], parse_name(own[at]).parts[0])[0] < 0.6:
            break
    own[at] = new
    return " ".join(own)


def name_weights(rows: Floats, labels: Floats, generated: tuple[Floats, Floats]) -> Floats:
    """Learned from labelled rows and generated ones; order always speaks against."""
    signs = np.array([1.0 * (name in SPEAKS_FOR) - 1.0 * (name in AGAINST) for name in FEATURES])
    more, more_labels = generated
    found = fitted(
        np.vstack([rows, more]),
        np.concatenate([labels, more_labels]),
        np.concatenate([np.ones(len(rows)), np.full(len(more), GENERATED_WEIGHT)]),
        signs,
    )
    order = FEATURES.index("order")
    found[order] = min(found[order], LEAST_ORDER)
    return found


def fit_names(write: bool) -> dict[str, object]:
    """Learn from one half and measure on the other; both ways round for the whole."""
    pairs = labelled()
    rows = np.array([features(row["name1"], row["name2"]) for row in pairs])
    labels = np.array([float(row["is_match"] == "true") for row in pairs])
    half = np.array([learned_half(row) for row in pairs])
    generated = generated_pairs()
    shipped = name_weights(rows[half], labels[half], generated)
    other = name_weights(rows[~half], labels[~half], generated)
    out_of_fold = np.where(half, probability(rows, other), probability(rows, shipped))
    if write:
        _write(ENGINE / "names" / "weights.csv", "feature", FEATURES, shipped)
    held = probability(rows[~half], shipped)
    return {
        "pairs": {"learned": int(half.sum()), "held_out": int((~half).sum()), "generated": len(generated[1])},
        "average_precision_held_out": round(average_precision(labels[~half], held), 4),
        "f1_held_out": round(f1(labels[~half], held, 0.5), 4),
        "average_precision_two_fold": round(average_precision(labels, out_of_fold), 4),
        "f1_two_fold": round(f1(labels, out_of_fold, 0.5), 4),
        "calibration_two_fold": calibration(labels, out_of_fold),
    }


def fit_evidence(write: bool, travellers: int = 1_500) -> dict[str, object]:
    """Learn from travellers who are on the list and strangers; measured five-fold by traveller."""
    entries, rng = persons(), random.Random(11)
    index, words = NameIndex(entries), words_in(entries)
    namesakes = [name for name in (entry.names[0] for entry in entries) if _common(name)]
    people: list[tuple[Traveller, str]] = []
    for entry in rng.sample(entries, travellers):
        people.append((listed(rng, entry).traveller, entry.reference))
    people += [(stranger(rng, words, namesakes), "") for _ in range(travellers * 4 // 3)]
    rows, labels, owners = [], [], []
    for at, (traveller, reference) in enumerate(people):
        for number, names in index.candidates(traveller, DAY).names.items():
            entry = index.entries[number]
            found = weigh(traveller, entry, names)
            rows.append(vector(found.name, found.births, found.nationality, found.sex))
            labels.append(float(entry.reference == reference))
            owners.append(at)
    x, y, owner = np.array(rows), np.array(labels), np.array(owners)
    plain = np.zeros(len(EVIDENCE))
    weights = fitted(x, y, np.ones(len(y)), plain, penalty=1.0)
    if write:
        _write(ENGINE / "evidence.csv", "evidence", EVIDENCE, weights)
    chance = np.zeros(len(y))
    for fold in range(FOLDS):
        out = owner % FOLDS == fold
        chance[out] = probability(x[out], fitted(x[~out], y[~out], np.ones((~out).sum()), plain, penalty=1.0))
    best: Counter[int] = Counter()
    for at, value, true in zip(owners, chance.tolist(), labels, strict=True):
        if at >= travellers or true:
            best[at] = max(best[at], value)
    known = np.array([best[at] for at in range(travellers)])
    unknown = np.array([best[at] for at in range(travellers, len(people))])
    return {
        "travellers": {"listed": travellers, "strangers": len(unknown)},
        "pairs": len(y),
        "at": {
            str(least): {
                "recall": round(float((known >= least).mean()), 4),
                "alerts_per_100_strangers": round(float((unknown >= least).mean() * 100), 2),
            }
            for least in (0.04, 0.1, 0.3, 0.5, 0.9)
        },
        "calibration_five_fold": calibration(y, chance),
    }


def _common(name: str) -> bool:
    read = parse_name(name)
    return len(read.content) == 2 and read.information < 5.6


def calibration(labels: Floats, chances: Floats) -> list[dict[str, float]]:
    """What was said and what was true, by tenths of the chance that hold at least ten pairs."""
    bins = np.minimum((chances * 10).astype(int), 9)
    out = []
    for tenth in range(10):
        held = bins == tenth
        if held.sum() >= 10:
            said, true = (round(float(values[held].mean()), 3) for values in (chances, labels))
            out.append({"said": said, "true": true, "pairs": int(held.sum())})
    return out


def _write(path: Path, column: str, names: tuple[str, ...], weights: Floats) -> None:
    lines = [
        f"{column},weight",
        *(f"{name},{weight:.3f}" for name, weight in zip(names, weights, strict=True)),
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--names", action="store_true")
    parser.add_argument("--evidence", action="store_true", help="with the weights of names as they stand")
    parser.add_argument("--write", action="store_true", help="write the weights into the engine")
    parser.add_argument("--store", action="store_true", help="keep the result under results/")
    options = parser.parse_args()
    both = not (options.names or options.evidence)
    found: dict[str, object] = {"benchmark": "fitting"}
    if options.names or both:
        found["names"] = fit_names(options.write)
    if options.evidence or both:
        found["evidence"] = fit_evidence(options.write)
    told(found, store=options.store)


if __name__ == "__main__":
    main()
