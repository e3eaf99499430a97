"""Assessing: the same law on the corrected content, the difference to the bills, the terms, fee and interest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from tongguan.engines.declaration import GoodsDeclaration
from tongguan.engines.problems import Text
from tongguan.engines.tariff import Accrual, Step, accrued
from tongguan.operations.duties.interface import (
    LATE_FEE,
    Result,
    accrual_rules,
    assessment_of,
    preview,
    recompute,
)
from tongguan.operations.levies.contracts import Head
from tongguan.operations.levies.enums import Way
from tongguan.operations.levies.models import Levy
from tongguan.operations.levies.queries import (
    Standing,
    causes,
    corrected_content,
    heads,
    paid_at,
    problem,
    snapshot_of,
    standing_of,
    term,
)
from tongguan.operations.levies.rules import to_give_back, to_pay
from tongguan.platform.cases.interface import Moving
from tongguan.platform.permissions.interface import Refused

ZERO = Decimal(0)
SAME = Text(
    zh="更正后的税款与已开税单一致，无须补退", en="the tax is what the bills ask for: nothing differs"
)


@dataclass(frozen=True, slots=True)
class Found:
    """What an assessment of a levy found."""

    standing: Standing
    content: GoodsDeclaration
    snapshot: Mapping[str, Any]
    result: Result
    heads: tuple[Head, ...]


def found_for(case: Levy, *, kept: bool = False) -> Found:
    """Compute what is due on the case's content; with `kept` its quotas are drawn for good. Raises Refused."""
    standing = standing_of(case.declaration)
    content = corrected_content(standing, case.corrections)
    snapshot = snapshot_of(standing, content)
    result = (recompute if kept else preview)(snapshot, standing.law_day)
    if result.problems:
        raise Refused(*result.problems)
    return Found(standing, content, snapshot, result, heads(case.declaration, result))


def assessed(moving: Moving) -> None:
    """Effect: keep the difference, which way it goes, the terms, the late payment fee and the interest to this day."""
    case: Levy = moving.case
    found = found_for(case)
    more, less = to_pay(found.heads), to_give_back(found.heads)
    if not more and not less:
        raise Refused(problem("same", SAME))
    case.stage = (Way.BOTH if less else Way.SUPPLEMENT) if more else Way.REFUND
    case.supplement, case.refund = more, less
    case.base_sha256 = found.standing.snapshot["content_sha256"]
    cause = causes(case.found_on).get(case.cause)
    since = paid_at(case.declaration, found.standing.snapshot)
    case.supplement_until = term(cause, "supplement_limit", since) if more else None
    case.refund_until = term(cause, "refund_limit", since) if less and case.asked_by_firm else None
    charged = cause is not None and cause.attributes.get("surcharge") == "yes"
    surcharge = surcharge_of(case, found.heads, since) if charged else Accrual()
    interest = interest_of(found.heads, since)
    case.surcharge, case.interest = surcharge.amount, interest.amount
    case.calculation = {
        "law_day": found.standing.law_day.isoformat(),
        "since": timezone.localdate(since).isoformat(),
        "lines": _lines(case.declaration, found.result),
        "heads": told(found.heads),
        "verified": found.result.verified,
        "surcharge": _steps(surcharge.steps),
        "interest": _steps(interest.steps),
        "fee": _steps(found.result.late_fee.steps),
    }
    moving.facts.update(amounts_of(case))


def surcharge_of(case: Levy, found: Iterable[Head], since: datetime) -> Accrual:
    """The late payment fee of a breach: from payment or release to the day it was found, on the taxes alone."""
    base = to_pay(head for head in found if head.tax != LATE_FEE)
    return accrued(base, timezone.localdate(since), case.found_on, accrual_rules(case.found_on)[0])


def interest_of(found: Iterable[Head], since: datetime) -> Accrual:
    """Interest on what is given back of the taxes, from payment to today."""
    today = timezone.localdate()
    base = to_give_back(head for head in found if head.tax != LATE_FEE)
    return accrued(base, timezone.localdate(since), today, accrual_rules(today)[1])


def amounts_of(case: Levy) -> dict[str, str]:
    """The amounts of a levy for its timeline."""
    return {name: str(getattr(case, name)) for name in ("supplement", "surcharge", "refund", "interest")}


def told(found: Iterable[Head]) -> list[dict[str, str]]:
    """Heads as they are kept."""
    return [
        {"tax": h.tax, "billed": str(h.billed), "due": str(h.due), "difference": str(h.difference)}
        for h in found
    ]


def _steps(steps: Iterable[Step]) -> list[dict[str, Any]]:
    return [{"zh": s.text.zh, "en": s.text.en, "source": s.source, "verified": s.verified} for s in steps]


def _lines(declaration: str, result: Result) -> list[dict[str, Any]]:
    """Line by line: code, value and each tax, as assessed before and as found now."""
    kept = assessment_of(declaration)
    before = {line.line_number: line for line in kept.lines.all()} if kept else {}
    rows = []
    for line in result.lines:
        old = before.get(line.line_number)
        was = {tax.kind: tax for tax in old.taxes.all()} if old else {}
        now = {tax.kind: tax for tax in line.taxes}
        rows.append(
            {
                "line": line.line_number,
                "hs_before": old.hs_code if old else "",
                "hs_after": line.hs_code,
                "value_before": str(old.dutiable_value if old else ZERO),
                "value_after": str(line.dutiable_value),
                "taxes": [
                    {
                        "tax": kind,
                        "rate_before": was[kind].rate if kind in was else "",
                        "rate_after": now[kind].rate if kind in now else "",
                        "before": str(was[kind].amount if kind in was else ZERO),
                        "after": str(now[kind].amount if kind in now else ZERO),
                        "difference": str(
                            (now[kind].amount if kind in now else ZERO)
                            - (was[kind].amount if kind in was else ZERO)
                        ),
                    }
                    for kind in dict.fromkeys((*was, *now))
                ],
                "steps": _steps(line.steps),
            }
        )
    return rows
