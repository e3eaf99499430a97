"""Tariff quotas: who gets how much of a balance, first come, with ties shared exactly and never below zero."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from tongguan.engines.tariff.valuation import shares

ZERO = Decimal(0)
STEP = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class Request:
    """A line that asks for a quantity of a quota at an instant (that of its acceptance)."""

    reference: str
    at: dt.datetime
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Allocation:
    """What a request got; the rest of it is out of quota."""

    request: Request
    granted: Decimal
    balance_after: Decimal

    @property
    def out_of_quota(self) -> Decimal:
        """What was asked for and not granted."""
        return self.request.quantity - self.granted


def allocate(
    balance: Decimal, requests: Iterable[Request], step: Decimal = STEP
) -> tuple[list[Allocation], Decimal]:
    """Grant requests from a balance in the order of their instants; the allocations in that order, and what is left.

    Requests of one instant that together exceed what is left share it in proportion to what they ask, in whole
    steps by largest remainder (of equals the smaller reference first), so that the shares add up to it exactly and
    none exceeds what it asked. The order in which requests are supplied means nothing. Raises ValueError for a
    negative balance or quantity.
    """
    waiting = sorted(requests, key=lambda request: (request.at, request.reference))
    if balance < 0 or any(request.quantity < 0 for request in waiting):
        raise ValueError("balances and quantities of quotas are not negative")
    found: list[Allocation] = []
    for _, group in groupby(waiting, key=lambda request: request.at):
        together = list(group)
        asked = [request.quantity for request in together]
        granted = asked if sum(asked, ZERO) <= balance else _shared(balance, asked, step)
        for request, amount in zip(together, granted, strict=True):
            balance -= amount
            found.append(Allocation(request, amount, balance))
    return found, balance


def _shared(balance: Decimal, asked: list[Decimal], step: Decimal) -> list[Decimal]:
    """A balance smaller than what is asked, split by what is asked; nobody above their own."""
    out = shares(balance, asked, step)
    over = ZERO
    for index, (amount, most) in enumerate(zip(out, asked, strict=True)):
        if amount > most:
            over, out[index] = over + amount - most, most
    for index, (amount, most) in enumerate(zip(out, asked, strict=True)):
        more = min(over, most - amount)
        out[index], over = amount + more, over - more
    return out
