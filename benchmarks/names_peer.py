"""Scores of the peers that need an environment of their own: nomenklatura's matchers on pairs of names.

    python benchmarks/names_peer.py PAIRS.csv ALGORITHM…      (in an environment with nomenklatura installed)

Prints one JSON line for each algorithm: its scores in order, and the processor time of a pair, entities made before:
`cold` the first time, tables loaded; `warm` the second.
"""

from __future__ import annotations

import csv
import json
import sys
import time


def main() -> None:
    from followthemoney import model
    from nomenklatura.matching import get_algorithm

    with open(sys.argv[1], encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))

    def entities(rows: list[dict[str, str]], run: str) -> list[tuple]:
        """Each with an id of its own: what is known of an entity is kept by its id."""
        return [
            tuple(
                model.get_proxy(
                    {"id": f"{run}-{side}-{at}", "schema": row["schema"], "properties": {"name": [row[side]]}}
                )
                for side in ("name1", "name2")
            )
            for at, row in enumerate(rows)
        ]

    for name in sys.argv[2:]:
        algorithm = get_algorithm(name)
        config = algorithm.default_config()
        algorithm.compare(*entities(rows[:1], "first")[0], config)  # loads its tables
        pairs = entities(rows, name)
        began = time.process_time()
        scores = [algorithm.compare(left, right, config).score for left, right in pairs]
        cold_s = time.process_time() - began
        began = time.process_time()
        for left, right in pairs:
            algorithm.compare(left, right, config)
        warm_s = time.process_time() - began
        spent = {"cpu_us_cold": cold_s / len(pairs) * 1e6, "cpu_us_warm": warm_s / len(pairs) * 1e6}
        print(json.dumps({"algorithm": name, "scores": scores} | spent))


if __name__ == "__main__":
    main()
