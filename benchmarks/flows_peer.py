"""The same queues in ciw and simpy: processor time a traveller and the mean wait.

    python benchmarks/flows_peer.py SERVERS PER_HOUR MEAN_S HORIZON_S WARMUP_S REPLICATIONS   (where ciw and simpy are)

Prints one JSON line for each peer.
"""

from __future__ import annotations

import json
import random
import statistics
import sys
import time


def with_ciw(
    servers: int, per_s: float, mean_s: float, horizon_s: float, warmup_s: float, seed: int
) -> tuple[float, int]:
    import ciw

    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(rate=per_s)],
        service_distributions=[ciw.dists.Exponential(rate=1 / mean_s)],
        number_of_servers=[servers],
    )
    ciw.seed(seed)
    play = ciw.Simulation(network)
    play.simulate_until_max_time(horizon_s)
    waits = [row.waiting_time for row in play.get_all_records() if row.arrival_date >= warmup_s]
    return statistics.fmean(waits), len(play.get_all_records())


def with_simpy(
    servers: int, per_s: float, mean_s: float, horizon_s: float, warmup_s: float, seed: int
) -> tuple[float, int]:
    import simpy

    rng, waits, count = random.Random(seed), [], 0
    house = simpy.Environment()
    desk = simpy.Resource(house, capacity=servers)

    def traveller():
        came = house.now
        with desk.request() as turn:
            yield turn
            if came >= warmup_s:
                waits.append(house.now - came)
            yield house.timeout(rng.expovariate(1 / mean_s))

    def door():
        nonlocal count
        while True:
            yield house.timeout(rng.expovariate(per_s))
            count += 1
            house.process(traveller())

    house.process(door())
    house.run(until=horizon_s)
    return statistics.fmean(waits), count


def main() -> None:
    servers, replications = int(sys.argv[1]), int(sys.argv[6])
    per_hour, mean_s, horizon_s, warmup_s = (float(each) for each in sys.argv[2:6])
    for name, play in (("ciw", with_ciw), ("simpy", with_simpy)):
        began = time.process_time()
        found = [
            play(servers, per_hour / 3600, mean_s, horizon_s, warmup_s, seed) for seed in range(replications)
        ]
        cpu_s = time.process_time() - began
        waits, travellers = [wait for wait, _count in found], sum(count for _wait, count in found)
        half = 2.0 * statistics.stdev(waits) / len(waits) ** 0.5
        told = {
            "wait_s": statistics.fmean(waits),
            "half_s": half,
            "cpu_us_a_traveller": cpu_s / travellers * 1e6,
        }
        print(json.dumps({"peer": name, "travellers": travellers} | told))


if __name__ == "__main__":
    main()
