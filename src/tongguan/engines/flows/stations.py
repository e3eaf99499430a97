"""One station: servers with one queue, first come, first served. All days are played at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tongguan.engines.flows.scenario import Shift

Array = NDArray[np.float64]


def serve(arrivals: Array, services: Array, shifts: Sequence[Shift]) -> Array:
    """When each service begins. Rows are days, arrivals in order along a row and infinite where nobody comes any more;
    infinity is also the answer where no server is ever there.

    The recursion of Kiefer and Wolfowitz: a traveller begins when they are there and the first server is free. With
    shifts the server is also waited for until it is on duty.
    """
    if not arrivals.size or not shifts or max(shift.servers for shift in shifts) < 1:
        return np.full(arrivals.shape, np.inf)
    steady = len({shift.servers for shift in shifts}) == 1 and shifts[0].at_s <= 0
    if not steady:
        return _by_shift(arrivals, services, shifts)
    if shifts[0].servers == 1:
        return _single(arrivals, services)
    return _steady(arrivals, services, shifts[0].servers)


def _single(arrivals: Array, services: Array) -> Array:
    """One server: Lindley's recursion in closed form, no loop. A busy period that began with traveller j has i
    begin at the arrival of j plus all services from j to before i; the latest such moment is the answer."""
    before = np.concatenate([np.zeros((len(arrivals), 1)), np.cumsum(services, axis=1)[:, :-1]], axis=1)
    return np.maximum.accumulate(arrivals - before, axis=1) + before


def _steady(arrivals: Array, services: Array, servers: int) -> Array:
    comes, lasts = np.ascontiguousarray(arrivals.T), np.ascontiguousarray(services.T)
    begins = np.empty_like(comes)
    days = np.arange(comes.shape[1])
    free = np.zeros((comes.shape[1], servers))
    for each in range(len(comes)):
        first = free.argmin(axis=1)
        begin = np.maximum(comes[each], free[days, first])
        free[days, first] = begin + lasts[each]
        begins[each] = begin
    return begins.T


def _by_shift(arrivals: Array, services: Array, shifts: Sequence[Shift]) -> Array:
    """Server k is on duty while more than k are; who waits for it begins when its next duty begins."""
    starts = np.array([shift.at_s for shift in shifts])
    on_duty = _next_duty(shifts)
    comes, lasts = np.ascontiguousarray(arrivals.T), np.ascontiguousarray(services.T)
    begins = np.empty_like(comes)
    days, columns = np.arange(comes.shape[1]), np.arange(on_duty.shape[1])
    free = np.zeros((comes.shape[1], on_duty.shape[1]))
    for each in range(len(comes)):
        able = np.maximum(comes[each][:, None], free)
        able = np.maximum(able, on_duty[np.searchsorted(starts, able, side="right"), columns])
        first = able.argmin(axis=1)
        begin = able[days, first]
        free[days, first] = begin + lasts[each]
        begins[each] = begin
    return begins.T


def _next_duty(shifts: Sequence[Shift]) -> Array:
    """Row n: when each server is on duty next, asked after n shifts have begun; minus infinity where it is on duty."""
    servers = np.arange(max(shift.servers for shift in shifts))
    rows = []
    for begun in range(len(shifts) + 1):
        coming = np.full(len(servers), np.inf)
        for shift in reversed(shifts[begun:]):
            coming = np.where(servers < shift.servers, shift.at_s, coming)
        here = servers < (shifts[begun - 1].servers if begun else 0)
        rows.append(np.where(here, -np.inf, coming))
    return np.array(rows)
