"""How long does a search of the tariff take on a whole tariff: Chinese word, English word, digits?

Every search goes through `search_tariff`, the way of the page and of the API, rates of the day included, with words
of the file's own names: one in `--every` of its rows gives a pair of Chinese characters, an English word and the first
digits of its code. Peer in the same run: the same searches without the index (the planner is kept from it). Told is
processor time of this process and of its PostgreSQL together, and the time on the wall beside it. Run:

    python benchmarks/tariff_search.py hs8.csv --store
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from measuring import own_house, postgres_s, told


def main() -> None:
    """Import the file into a house of its own, search, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("file", type=Path, help="a file of the kind hs8")
    parser.add_argument("--every", type=int, default=40)
    parser.add_argument("--store", action="store_true", help="keep the result under benchmarks/results/")
    given = parser.parse_args()
    with own_house():
        found = measure(given.file.read_bytes(), given.every)
    told({"benchmark": "tariff_search", **found}, store=given.store)


def measure(data: bytes, every: int) -> dict[str, Any]:
    """The import, and milliseconds a search by what is asked."""
    from django.db import connection

    from tongguan.platform.permissions.interface import SYSTEM
    from tongguan.platform.reference.interface import Import, codes, import_file, search_tariff

    how = Import(source="measured file", valid_from=date(2023, 1, 1), whole=True)
    cpu = time.process_time() + postgres_s()
    done, problems = import_file(actor=SYSTEM, kind="hs8", data=data, how=how)
    imported_s = time.process_time() + postgres_s() - cpu
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE reference_code")
    lines = list(codes("commodity").values())[::every]
    asked = {
        "chinese": [line.name.zh[:2] for line in lines],
        "english": [max(line.name.en.replace(",", " ").split(), key=len) for line in lines],
        "digits": [line.code[:4] for line in lines],
    }
    found: dict[str, Any] = {
        "rows": done.read, "refused": len(problems), "import_cpu_s": round(imported_s, 2),
        "searches": len(lines),
    }  # fmt: skip
    for name, words in asked.items():
        found[name] = _each(words, search_tariff)
    with connection.cursor() as cursor:
        cursor.execute("SET enable_bitmapscan = off")
    for name in ("chinese", "english"):
        found[f"{name}_without_index"] = _each(asked[name], search_tariff)
    return found


def _each(words: list[str], search: Callable[[str], Any]) -> dict[str, float]:
    """Milliseconds of one search after another."""
    search(words[0])
    wall, hits = [], 0
    before = time.process_time() + postgres_s()
    for word in words:
        start = time.perf_counter()
        hits += search(word).total
        wall.append(time.perf_counter() - start)
    cpu = time.process_time() + postgres_s() - before
    wall.sort()
    return {
        "cpu_ms_mean": round(1000 * cpu / len(words), 1),
        "wall_ms_median": round(1000 * wall[len(wall) // 2], 1),
        "wall_ms_p95": round(1000 * wall[int(len(wall) * 0.95)], 1),
        "hits_mean": round(hits / len(words), 1),
    }


if __name__ == "__main__":
    main()
