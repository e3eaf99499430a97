"""How fast the log engine appends and proves, beside peers that do the same in the same run.

    python benchmarks/ledger_engine.py [--entries 100000] [--batch 100] [--proofs 1000] [--rounds 3] [--store]

Peers: "naive" recomputes the whole tree for each published root and each proof, as a log without stored
hashes must; "pymerkle" (an independent Merkle log in Python) joins where it is installed. All keep hashes in
memory, hash the same entries and publish a root after each batch. Rounds alternate; medians are printed as a
table and as one JSON line, with the ratio to each peer.
"""

from __future__ import annotations

import argparse
import importlib.util
import statistics
from collections.abc import Callable
from time import perf_counter

from measuring import told

from tongguan.engines import tlog

NAIVE_LIMIT = 4000


class Ours:
    """The engine over its memory store."""

    def __init__(self) -> None:
        self.store, self.size = tlog.MemoryStore(), 0

    def append(self, entries: list[bytes]) -> bytes:
        self.size = tlog.append(self.store, self.size, [tlog.leaf_hash(entry) for entry in entries])
        return tlog.root(self.store, self.size)

    def prove(self, index: int) -> int:
        return len(tlog.inclusion_proof(self.store, index, self.size))


class Naive:
    """Keeps leaf hashes only."""

    def __init__(self) -> None:
        self.leaves: list[bytes] = []

    def append(self, entries: list[bytes]) -> bytes:
        self.leaves += [tlog.leaf_hash(entry) for entry in entries]
        return tlog.root_of(self.leaves)

    def prove(self, index: int) -> int:
        path, low, high = 0, 0, len(self.leaves)
        while high - low > 1:
            middle = low + (1 << ((high - low - 1).bit_length() - 1))
            if index < middle:
                tlog.root_of(self.leaves[middle:high])
                high = middle
            else:
                tlog.root_of(self.leaves[low:middle])
                low = middle
            path += 1
        return path


class Pymerkle:
    """The public API of pymerkle, its in-memory tree."""

    def __init__(self) -> None:
        from pymerkle import InmemoryTree

        self.tree = InmemoryTree(algorithm="sha256")

    def append(self, entries: list[bytes]) -> bytes:
        for entry in entries:
            self.tree.append_entry(entry)
        return self.tree.get_root()

    def prove(self, index: int) -> int:
        return len(self.tree.prove_inclusion(index + 1).path)


def measure(make: Callable[[], object], count: int, batch: int, proofs: int) -> tuple[float, float, bytes]:
    """(appends/s, proofs/s, final root) of one log that grows to `count` entries."""
    entries = [
        b'{"entry":%d,"action":"release","case":"9901-%d"}' % (number, number) for number in range(count)
    ]
    log, root = make(), b""
    start = perf_counter()
    for at in range(0, count, batch):
        root = log.append(entries[at : at + batch])
    appended = perf_counter()
    for number in range(proofs):
        log.prove(number * 7919 % count)
    return count / (appended - start), proofs / (perf_counter() - appended), root


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--batch", type=int, default=100)
    parser.add_argument("--proofs", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--store", action="store_true", help="keep the result under benchmarks/results/")
    options = parser.parse_args()
    # The naive log is quadratic: it runs on a short log, and ours runs there too so that the ratio is fair.
    plans = {"ours": (Ours, options.entries), "ours, short log": (Ours, min(NAIVE_LIMIT, options.entries))}
    plans["naive, short log"] = (Naive, min(NAIVE_LIMIT, options.entries))
    if importlib.util.find_spec("pymerkle"):
        plans["pymerkle"] = (Pymerkle, options.entries)
    runs: dict[str, list[tuple[float, float]]] = {name: [] for name in plans}
    roots: dict[int, set[bytes]] = {}
    for _ in range(options.rounds):
        for name, (make, count) in plans.items():
            proofs = min(options.proofs, 50) if make is Naive else options.proofs
            appends_s, proofs_s, root = measure(make, count, options.batch, proofs)
            runs[name].append((appends_s, proofs_s))
            roots.setdefault(count, set()).add(root)
    if any(len(found) > 1 for found in roots.values()):
        raise SystemExit("the logs disagree about the root: the comparison is void")
    report(plans, runs, options)


def report(plans: dict, runs: dict[str, list[tuple[float, float]]], options: argparse.Namespace) -> None:
    """The table for people and the line for programs."""
    median = {
        name: tuple(statistics.median(column) for column in zip(*rounds, strict=True))
        for name, rounds in runs.items()
    }
    print(f"{'log':<18}{'entries':>10}{'appends/s':>14}{'proofs/s':>12}")
    for name, (appends_s, proofs_s) in median.items():
        print(f"{name:<18}{plans[name][1]:>10,}{appends_s:>14,.0f}{proofs_s:>12,.0f}")
    ratios = {"naive": ratio(median["ours, short log"], median["naive, short log"])}
    if "pymerkle" in median:
        ratios["pymerkle"] = ratio(median["ours"], median["pymerkle"])
    for peer, both in ratios.items():
        print(f"ours is {both['appends']:.2f} x {peer} at appends, {both['proofs']:.2f} x at proofs")
    rows = {name: {"appends_per_s": round(a), "proofs_per_s": round(p)} for name, (a, p) in median.items()}
    settings = {"entries": options.entries, "batch": options.batch, "rounds": options.rounds}
    told({"benchmark": "ledger_engine", **settings, "rows": rows, "ratio": ratios}, store=options.store)


def ratio(ours: tuple[float, float], peer: tuple[float, float]) -> dict[str, float]:
    return {"appends": round(ours[0] / peer[0], 2), "proofs": round(ours[1] / peer[1], 2)}


if __name__ == "__main__":
    main()
