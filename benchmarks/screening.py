"""Travellers screened against whole lists: who is found, who is disturbed for nothing, how fast, in how much memory.

    python benchmarks/screening.py [--quality] [--speed] [--entries 100000] [--travellers 6000] [--store]

Quality, on the sanctions list: persons whom the weights were not learned from, disturbed by each slip and by two, and
strangers: made of the list's own words and common names, and the 1,000 made-up people of the stored negatives. Lost to
blocking: the person was no candidate. Beside it the rule of GTAS QuickMatch: Jaro-Winkler from 0.95 on the Latin
letters and years of birth at most three apart, where both dates are whole (as it has it) or where years are known.

Speed, on generated entries (words of the list and made-up ones, 2 to 4 a name): processor time to build, to add and
remove, for each traveller and in all; memory; and for comparison rapidfuzz cdist (ratio, Jaro-Winkler), which knows
neither scripts nor order nor dates, against the same names one by one, on a part of the travellers, scaled up.
"""

from __future__ import annotations

import argparse
import gc
import random
import resource
import time
from collections.abc import Callable, Iterator

import numpy as np
from anyascii import anyascii
from disturbing import SLIPS, words_of
from fitting import DAY, REAL_INPUTS, persons
from measuring import told
from people import COUNTRIES, Slipped, listed, stranger, words_in
from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler
from rapidfuzz.process import cdist

from tongguan.engines.screening import Decision, Entry, NameIndex, Traveller, read_travellers, screen_one
from tongguan.engines.screening.dates import PartialDate

NEGATIVES = REAL_INPUTS / "names" / "yente_negatives_global.csv"
LEARNED = 1_500
"""Persons the evidence was learned from: the first so many drawn with seed 11, as in fitting.py."""
QUICK_MATCH, YEARS = 0.95, 3
SYLLABLES = ("ba", "ka", "mo", "ri", "ten", "lo", "van", "shi", "ga", "dur", "nel", "os", "ti", "ra", "zen", "kov",
             "son", "ez", "ul", "in", "ar", "mek", "pa", "li", "fen", "ho", "ist", "gro", "wa", "yu")  # fmt: skip


class QuickMatch:
    """The rule of GTAS: a linear scan."""

    def __init__(self, entries: list[Entry]) -> None:
        self.entries = entries
        self.names = [latin(" ".join(words_of(entry.names[0]))) for entry in entries]

    def hits(self, traveller: Traveller, whole_dates: bool) -> list[Entry]:
        scores = cdist(
            [latin(traveller.name)], self.names, scorer=JaroWinkler.similarity, score_cutoff=QUICK_MATCH
        )
        near = (self.entries[at] for at in np.flatnonzero(scores[0]))
        return [entry for entry in near if _years_fit(traveller, entry, whole_dates)]


def latin(text: str) -> str:
    """Small Latin letters."""
    return anyascii(text).lower()


def _years_fit(traveller: Traveller, entry: Entry, whole_dates: bool) -> bool:
    pairs = ((a, b) for a in traveller.births for b in entry.births)
    return any((not whole_dates or (a.day and b.day)) and abs(a.year - b.year) <= YEARS for a, b in pairs)


def quality(count: int) -> dict[str, object]:
    """Recall and alerts of ours and of QuickMatch."""
    entries = persons()
    learned = {entry.reference for entry in random.Random(11).sample(entries, LEARNED)}
    fresh = [entry for entry in entries if entry.reference not in learned]
    index, quick = NameIndex(entries), QuickMatch(entries)
    rng = random.Random(2026)
    drawn = [listed(rng, entry) for entry in rng.sample(fresh, count)]
    by_slip = {
        slip: _recall(index, [listed(rng, entry, (slip,)) for entry in rng.sample(fresh, count // 4)])
        for slip in (*SLIPS, "undisturbed")
    }
    words = words_in(entries)
    strangers = {
        "generated": [stranger(rng, words) for _ in range(count)],
        "stored": read_travellers(NEGATIVES.read_bytes(), DAY).travellers,
    }
    return {
        "persons": count,
        "recall": _recall(index, drawn),
        "recall_by_slip": by_slip,
        "alerts_per_100_strangers": {
            name: _alerts(people, lambda who: screen_one(who, index, DAY).decision is not Decision.CLEAR)
            for name, people in strangers.items()
        },
        "quick_match": {
            name: {
                "recall": round(sum(s.entry in quick.hits(s.traveller, whole) for s in drawn) / count, 4),
                **{
                    f"alerts_per_100_{kind}": _alerts(people, lambda who, w=whole: bool(quick.hits(who, w)))
                    for kind, people in strangers.items()
                },
            }
            for name, whole in (("whole_dates", True), ("years", False))
        },
    }


def _recall(index: NameIndex, people: list[Slipped]) -> dict[str, float]:
    found = matched = lost = 0
    for each in people:
        number = index.by_reference[each.entry.reference][0]
        lost += number not in index.candidates(each.traveller, DAY).names
        result = screen_one(each.traveller, index, DAY)
        hit = any(hit.entry.reference == each.entry.reference for hit in result.hits)
        found += hit
        matched += hit and result.decision is Decision.MATCH
    count = len(people)
    error = 1.96 * (found / count * (1 - found / count) / count) ** 0.5
    return {
        "found": round(found / count, 4),
        "plus_minus": round(error, 4),
        "match": round(matched / count, 4),
        "lost_to_blocking": round(lost / count, 4),
    }


def _alerts(people: list[Traveller], alerted: Callable[[Traveller], bool]) -> float:
    return round(sum(map(alerted, people)) / len(people) * 100, 2)


def generated(rng: random.Random, words: list[str], count: int) -> Iterator[Entry]:
    """Invented entries."""

    def word() -> str:
        if rng.random() < 0.5:
            return rng.choice(words)
        return "".join(rng.choice(SYLLABLES) for _ in range(rng.choice((2, 3, 3, 4)))).title()

    for number in range(count):
        name = " ".join(word() for _ in range(rng.choice((2, 2, 3, 3, 4))))
        birth = PartialDate(rng.randint(1940, 2008), rng.randint(1, 12), rng.randint(1, 28))
        yield Entry(f"G{number}", (name,), (birth,), nationalities=(rng.choice(COUNTRIES),))


def memory_mib() -> float:
    """The most this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def speed(entries_count: int, travellers_count: int, compared: int = 20) -> dict[str, object]:
    """Processor seconds and memory."""
    rng, real = random.Random(5), persons()
    words = words_in(real)
    entries = [*generated(rng, words, entries_count - len(real)), *real]
    before = memory_mib()
    began = time.process_time()
    index = NameIndex(entries)
    built_s = time.process_time() - began
    held = memory_mib() - before
    gc.collect()
    gc.freeze()
    people = [
        stranger(rng, words) if rng.random() < 0.9 else listed(rng, rng.choice(entries)).traveller
        for _ in range(travellers_count)
    ]
    screen_one(people[0], index, DAY)
    spent = []
    for who in people:
        began = time.process_time()
        screen_one(who, index, DAY)
        spent.append(time.process_time() - began)
    milliseconds = np.array(spent) * 1_000
    return {
        "entries": len(entries),
        "travellers": travellers_count,
        "build_s": round(built_s, 2),
        "memory_mib": round(held),
        "arrays_mib": round(index.nbytes / 2**20),
        "all_s": round(float(milliseconds.sum() / 1_000), 2),
        "one_ms": {
            name: round(float(np.percentile(milliseconds, at)), 2)
            for name, at in (("p50", 50), ("p99", 99), ("max", 100))
        },
        **_changes(index, rng, words),
        "brute_force_s": _brute_force(entries, people[:compared], travellers_count),
    }


def _changes(index: NameIndex, rng: random.Random, words: list[str]) -> dict[str, float]:
    """Microseconds to add and to remove an entry of a list in use."""
    more = list(generated(rng, words, 2_000))
    began = time.process_time()
    for entry in more:
        index.add(entry)
    added = time.process_time() - began
    began = time.process_time()
    for entry in more:
        index.remove(entry.reference)
    removed = time.process_time() - began
    return {"add_us": round(added / len(more) * 1e6, 1), "remove_us": round(removed / len(more) * 1e6, 1)}


def _brute_force(entries: list[Entry], people: list[Traveller], of: int) -> dict[str, float]:
    """Processor seconds of comparing everybody with everybody by one measure, scaled to all travellers."""
    names = [latin(entry.names[0]) for entry in entries]
    queries = [latin(who.name) for who in people]
    out = {}
    for name, scorer in (("ratio", fuzz.ratio), ("jaro-winkler", JaroWinkler.similarity)):
        began = time.process_time()
        for start in range(0, len(names), 100_000):
            cdist(queries, names[start : start + 100_000], scorer=scorer)
        out[name] = round((time.process_time() - began) * of / len(people), 1)
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quality", action="store_true")
    parser.add_argument("--speed", action="store_true")
    parser.add_argument("--persons", type=int, default=1_000)
    parser.add_argument("--entries", type=int, nargs="*", default=[100_000, 1_000_000])
    parser.add_argument("--travellers", type=int, nargs="*", default=[6_000, 335])
    parser.add_argument("--store", action="store_true", help="keep the result under results/")
    options = parser.parse_args()
    both = not (options.quality or options.speed)
    found: dict[str, object] = {"benchmark": "screening"}
    if options.quality or both:
        found["quality"] = quality(options.persons)
    if options.speed or both:
        runs = zip(options.entries, options.travellers, strict=True)
        found["speed"] = [speed(entries, travellers) for entries, travellers in runs]
    told(found, store=options.store)


if __name__ == "__main__":
    main()
