"""Queues whose mean wait is known exactly: what the simulation is held against."""

from __future__ import annotations

import math


def erlang_c(servers: int, offered: float) -> float:
    """The chance to wait in M/M/c at an offered load of `offered` servers (Erlang C); 1 where the load is too much."""
    if offered >= servers:
        return 1.0
    blocked = 1.0
    for busy in range(1, servers + 1):
        blocked = offered * blocked / (busy + offered * blocked)  # Erlang B, by its recursion
    return blocked / (1 - offered / servers * (1 - blocked))


def mmc_wait(servers: int, per_s: float, mean_s: float) -> float:
    """Mean wait in M/M/c in seconds; infinite where the load is too much."""
    offered = per_s * mean_s
    if offered >= servers:
        return math.inf
    return erlang_c(servers, offered) * mean_s / (servers - offered)


def mg1_wait(per_s: float, mean_s: float, cv: float) -> float:
    """Mean wait in M/G/1 (Pollaczek and Khinchine); infinite where the load is too much."""
    load = per_s * mean_s
    return math.inf if load >= 1 else load * mean_s * (1 + cv**2) / (2 * (1 - load))


def md1_wait(per_s: float, mean_s: float) -> float:
    """Mean wait in M/D/1: half of that in M/M/1."""
    return mg1_wait(per_s, mean_s, 0.0)
