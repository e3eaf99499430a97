"""Screening in the house: manifests taken in, everybody screened, a changed list, and the counter.

    python benchmarks/house_screening.py [--entries 100000] [--people 100000] [--added 10000] [--scans 400] [--store]

Everything goes through the module, with its database, sealing, hits and alerts: a list of `entries` is brought in;
6,000 passengers arrive in one message and are screened; the house fills up to `people`; `added` entries come and
everybody is compared with them; officers look up `scans` documents with the lists in memory. Told is processor time of
this process and of its PostgreSQL, and the time on the wall beside it; one process does everything, as one worker
would. Peer: a flight against the whole list again, which is what a house does that keeps no revisions.
"""

from __future__ import annotations

import argparse
import io
import random
import time
from typing import Any

from fitting import persons
from measuring import own_house, postgres_s, told
from people import stranger, words_in
from screening import generated, memory_mib

FLIGHT = 6_000


def main() -> None:
    """Make a house of its own, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--added", type=int, default=10_000)
    parser.add_argument("--scans", type=int, default=400)
    parser.add_argument("--store", action="store_true", help="keep the result under results/")
    given = parser.parse_args()
    with own_house():
        found = measure(given)
    told({"benchmark": "house_screening", **found}, store=given.store)


class Clock:
    """Seconds of one span: this process's processor, PostgreSQL's, the wall's."""

    def __enter__(self) -> Clock:
        self.began = time.process_time(), postgres_s(), time.perf_counter()
        return self

    def __exit__(self, *_given: object) -> None:
        now = time.process_time(), postgres_s(), time.perf_counter()
        cpu, server, wall = (round(b - a, 2) for a, b in zip(self.began, now, strict=True))
        self.spent = {"cpu_s": cpu, "postgres_s": server, "wall_s": wall}


def list_file(rng: random.Random, words: list[str], count: int, prefix: str) -> bytes:
    """A list as a table."""
    out = io.StringIO("id,name,birth_date,nationality\n")
    out.seek(0, io.SEEK_END)
    for number, entry in enumerate(generated(rng, words, count)):
        out.write(f"{prefix}{number},{entry.names[0]},{entry.births[0]},{entry.nationalities[0]}\n")
    return out.getvalue().encode()


def manifest(rng: random.Random, words: list[str], number: int, count: int) -> bytes:
    """A message of so many strangers on a flight of today."""
    from django.utils import timezone

    day = f"{timezone.localdate():%y%m%d}"
    lines = [
        f"UNB+UNOA:4+AIR+CUSTOMS+{day}:0600+{number}'", f"UNH+{number}+PAXLST:D:02B:UN:IATA'", "BGM+745'",
        f"TDT+20+CA{number}'", "LOC+125+FRA'", f"DTM+189:{day}0800:201'", "LOC+87+XYG'", f"DTM+232:{day}1900:201'",
    ]  # fmt: skip
    for at in range(count):
        person = stranger(rng, words)
        family, *rest = person.name.replace("'", " ").replace(":", " ").replace("+", " ").split() or ["X"]
        birth = person.births[0] if person.births else None
        lines.append(f"NAD+FL+++{family}:{' '.join(rest)}'")
        if birth and birth.month and birth.day:
            lines.append(f"DTM+329:{birth.year:04}{birth.month:02}{birth.day:02}'")
        lines += [f"NAT+2+{person.nationality or 'CHN'}'", f"DOC+P+P{number:03}{at:06}'"]
    lines += [f"UNT+{len(lines)}+{number}'", f"UNZ+1+{number}'"]
    return "\n".join(lines).encode()


def measure(given: argparse.Namespace) -> dict[str, Any]:
    """Each span in turn."""
    from tongguan.operations.travellers.actions.lists import create_source, import_list
    from tongguan.operations.travellers.actions.manifests import receive
    from tongguan.operations.travellers.actions.screening import screen_again, screen_announced
    from tongguan.operations.travellers.models import Hit, Passenger
    from tongguan.operations.travellers.queries.watch import list_state, watch
    from tongguan.platform.permissions.interface import SYSTEM

    rng = random.Random(20)
    words = words_in(persons())
    out: dict[str, Any] = {"entries": given.entries, "people": given.people, "added": given.added}
    create_source(actor=SYSTEM, code="bench", title_zh="名单", kind="csv")
    with Clock() as clock:
        import_list(actor=SYSTEM, code="bench", content=list_file(rng, words, given.entries, "E"))
    out["import_list"] = clock.spent
    before = memory_mib()
    with Clock() as clock:
        watch()
    out["index_into_memory"] = {**clock.spent, "mib": round(memory_mib() - before)}
    with Clock() as clock:
        receive(actor=SYSTEM, content=manifest(rng, words, 1, FLIGHT))
    out["receive_6000"] = clock.spent
    with Clock() as clock:
        screen_announced()
    out["screen_6000"] = {**clock.spent, "hits": Hit.objects.count()}
    number = 1
    while (have := Passenger.objects.count()) < given.people:
        number += 1
        receive(actor=SYSTEM, content=manifest(rng, words, number, min(FLIGHT, given.people - have)))
    Passenger.objects.filter(screened_revision=None).update(
        screened_revision=list_state()[1], verdict="clear"
    )
    hits = Hit.objects.count()
    with Clock() as clock:
        import_list(actor=SYSTEM, code="bench", content=list_file(rng, words, given.added, "N"), whole=False)
    out["import_added"] = clock.spent
    with Clock() as clock:
        compared = screen_again()
    out["screen_again"] = {**clock.spent, "compared": compared, "hits": Hit.objects.count() - hits}
    watch()
    out["counter"] = counter(given.scans, rng, words)
    out["whole_list_again_6000"] = again()
    return out


def counter(count: int, rng: random.Random, words: list[str]) -> dict[str, Any]:
    """Look-ups by an officer, each logged: milliseconds on the wall and of this process."""
    from tongguan.operations.travellers.interface import DocumentFields, screen_document
    from tongguan.platform.permissions.interface import SYSTEM

    walls, cpus = [], []
    for number in range(count):
        person = stranger(rng, words)
        fields = DocumentFields(
            f"Z{number:07}",
            "CHN",
            tuple(person.names[:1]),
            str(person.births[0]) if person.births else "",
            "",
            "CHN",
        )
        began = time.perf_counter(), time.process_time()
        screen_document(actor=SYSTEM, fields=fields, purpose="counter")
        walls.append((time.perf_counter() - began[0]) * 1000)
        cpus.append((time.process_time() - began[1]) * 1000)
    return {"scans": count, "wall_ms": percentiles(walls), "cpu_ms": percentiles(cpus)}


def percentiles(values: list[float]) -> dict[str, float]:
    """Median, 99th of a hundred, and the slowest."""
    ordered = sorted(values)
    at = {"p50": 0.5, "p99": 0.99, "max": 1.0}
    return {
        name: round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 1)
        for name, share in at.items()
    }


def again() -> dict[str, Any]:
    """The peer: a flight of 6,000 against the whole list."""
    from tongguan.operations.travellers.actions.screening import screen_announced
    from tongguan.operations.travellers.models import Flight, Passenger

    flight = Flight.objects.order_by("pk").first()
    Passenger.objects.filter(flight=flight).update(screened_revision=None)
    with Clock() as clock:
        compared = screen_announced()
    return {**clock.spent, "compared": compared}


if __name__ == "__main__":
    main()
