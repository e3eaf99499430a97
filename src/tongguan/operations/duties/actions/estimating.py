"""What a summary's goods will owe, for the guarantee that lets them go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from tongguan.engines.problems import Problem
from tongguan.operations.declarations.interface import lodged_snapshot, secure
from tongguan.operations.duties.actions.computing import compute
from tongguan.operations.duties.contracts import Estimate
from tongguan.platform.audit.interface import record
from tongguan.platform.events.interface import publish
from tongguan.platform.permissions.interface import SYSTEM
from tongguan.platform.reference.interface import codes

FULL_LENGTH = 8
FULL_LEVY = "1"
ZERO = Decimal(0)


def estimate(snapshot: Mapping[str, Any], day: date) -> Estimate:
    """What the goods of a summary will owe with the law of a day, CNY, every doubt counted against the trader.

    A summary need not say everything: a code of six digits stands for whichever tariff line under it bears most, a
    line without levy mode is levied in full. Lines are computed one by one, without the least amount of a consignment.
    Freight and insurance that the price lacks are not known yet; the bill may be higher by their share.
    """
    total, problems = ZERO, list[Problem]()
    for index, item in enumerate(snapshot.get("items", [])):
        most: Decimal | None = None
        found: tuple[Problem, ...] = ()
        for code in _lines_under(item["hs_code"], day):
            line = {**item, "hs_code": code, "levy_mode": item.get("levy_mode") or FULL_LEVY}
            result = compute({**snapshot, "items": [line]}, day)
            if result.problems:
                found = found or result.problems
            else:
                most = max(most or ZERO, sum(result.totals.values(), ZERO))
        if most is None:
            problems += [
                Problem(problem.code, problem.message, f"/items/{index}/hs_code") for problem in found[:1]
            ]
        total += most or ZERO
    return Estimate(total, tuple(problems))


def _lines_under(code: str, day: date) -> Iterator[str]:
    """The tariff lines a code may mean: itself where it is long enough, else all that begin with it."""
    if len(code) >= FULL_LENGTH:
        yield code
        return
    under = [line for line in codes("commodity", day) if line.startswith(code)]
    yield from under or [code]


@transaction.atomic
def secure_summary(*, reference: str) -> Estimate:
    """Estimate a finished summary's tax and let its goods go against a guarantee of that amount.

    Where a rate is missing nothing is estimated (`duties.blocked`): the goods wait for the complete declaration.
    """
    snapshot = lodged_snapshot(reference)
    found = estimate(snapshot, timezone.localdate())
    told = {
        "reference": reference,
        "estimate": str(found.amount),
        "problems": [problem.code for problem in found.problems],
    }
    record(actor=SYSTEM, action="duties.estimated", subject=("declaration", reference), data=told)
    if found.problems:
        publish("duties.blocked", f"declaration/{reference}", told)
    else:
        secure(reference, found.amount)
    return found
