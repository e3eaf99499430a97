"""Selection over HTTP, to read: rules with their record, why, and the public numbers."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from tongguan.operations.selection.contracts import Performance
from tongguan.operations.selection.models import RiskRule
from tongguan.operations.selection.module import REASONS, VIEW
from tongguan.operations.selection.queries import (
    decision_of,
    listed,
    performance,
    performances,
    published,
    random_arm,
    words_of,
)
from tongguan.operations.selection.views import PUBLIC_DAYS, SELECTIONS
from tongguan.operations.selection.workflow import RISK_RULE
from tongguan.platform.cases.interface import visible_case
from tongguan.platform.permissions.interface import PUBLIC, NotFound, requires

router = Router()
PREFIX = "/selection"


class Rate(Schema):
    """Findings of `of` outcomes with the 95 % Wilson interval; `lift` over the random share's rate."""

    hits: int
    findings: int
    of: int
    rate: float | None
    low: float
    high: float
    lift: float | None
    better_than_random: bool


class RuleRow(Schema):
    """A rule's version."""

    reference: str
    code: str
    version: int
    zh: str
    en: str
    state: str
    lane: str
    method: str
    probability: str
    valid_from: date
    valid_to: date
    record: Rate


class RuleDetail(RuleRow):
    """A rule's version with its condition, also in words, beside the random share."""

    condition: Any
    condition_zh: str
    condition_en: str
    random_share: Rate


class ReasonRow(Schema):
    """One sentence of why."""

    kind: str
    code: str
    version: int
    zh: str
    en: str
    details_zh: list[str]
    details_en: list[str]


class Why(Schema):
    """A published decision."""

    reference: str
    lane: str
    arms: list[str]
    probability: str
    method: str
    container: str
    unloading: str
    draw: str
    decided_at: datetime
    degraded: bool
    reasons: list[ReasonRow]


class Numbers(Schema):
    """Public numbers of the last days."""

    days: int
    decided: int
    green: int
    review: int
    inspection: int
    at_random: int
    by_risk: int
    outcomes: int
    findings: int


def _rate(found: Performance) -> Rate:
    share = found.share
    return Rate(
        hits=found.hits, findings=share.hits, of=share.of, rate=share.rate, low=share.low, high=share.high,
        lift=found.lift, better_than_random=found.better,
    )  # fmt: skip


def _row(rule: RiskRule, found: Performance) -> dict[str, Any]:
    names = ("reference", "code", "zh", "en", "state", "lane", "method", "valid_from", "valid_to")
    return {name: getattr(rule, name) for name in names} | {
        "version": rule.revision,
        "probability": f"{rule.probability.normalize():f}",
        "record": _rate(found),
    }


@router.get("/rules", auth=requires(VIEW), response=list[RuleRow], summary="Risk rules with their hit rates")
def rules(request: HttpRequest) -> list[RuleRow]:
    """Every version the caller's offices hold."""
    shown = listed(request.actor)  # type: ignore[attr-defined]
    found = performances(shown, random_arm())
    return [RuleRow(**_row(rule, found[rule.pk])) for rule in shown]


@router.get(
    "/rules/{reference}", auth=requires(VIEW), response=RuleDetail, summary="One version of a risk rule"
)
def rule(request: HttpRequest, reference: str) -> RuleDetail:
    """Content, condition in words, and record beside the random share."""
    found: RiskRule = visible_case(request.actor, RISK_RULE, reference)  # type: ignore[attr-defined]
    control, said = random_arm(), words_of(found)
    return RuleDetail(
        **_row(found, performance(found, control)),
        condition=found.condition,
        condition_zh=said.zh,
        condition_en=said.en,
        random_share=_rate(control),
    )


@router.get(
    "/why/{reference}", auth=requires(REASONS), response=Why, summary="Why a declaration went its way"
)
def why(request: HttpRequest, reference: str) -> Why:
    """404 for a declaration that is hidden, unknown, or whose draw is not published yet."""
    found = decision_of(request.actor, reference)  # type: ignore[attr-defined]
    if found is None:
        raise NotFound(SELECTIONS)
    names = (
        "reference",
        "lane",
        "probability",
        "method",
        "container",
        "unloading",
        "draw",
        "decided_at",
        "degraded",
    )
    return Why(
        **{name: getattr(found, name) for name in names},
        arms=list(found.arms),
        reasons=[
            ReasonRow(
                kind=reason.kind, code=reason.code, version=reason.version,
                zh=reason.text.zh, en=reason.text.en,
                details_zh=[each.zh for each in reason.details],
                details_en=[each.en for each in reason.details],
            )
            for reason in found.reasons
        ],
    )  # fmt: skip


@router.get("/numbers", auth=requires(PUBLIC), response=Numbers, summary="Public numbers of selection")
def numbers(request: HttpRequest) -> Numbers:
    """How many were chosen and found in the last days; nothing about rules, firms or officers."""
    found = published(timezone.now() - timedelta(days=PUBLIC_DAYS))
    counts = {name: getattr(found, name) for name in Numbers.model_fields if name != "days"}
    return Numbers(days=PUBLIC_DAYS, **counts)
