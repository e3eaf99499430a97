"""Decisions, readable once their draw is published and not before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet

from tongguan.engines.problems import Text
from tongguan.engines.targeting import Operator
from tongguan.engines.targeting.wording import comparison_in_words
from tongguan.operations.selection.contracts import Decision, Published, Reason
from tongguan.operations.selection.enums import Arm
from tongguan.operations.selection.models import ModelScore, Outcome, RuleHit, Selection
from tongguan.operations.selection.module import REASONS
from tongguan.operations.selection.rules import SCHEMA
from tongguan.platform.permissions.interface import Actor

AT_RANDOM = Text(
    zh="随机抽中（对全部申报适用同一比例）", en="Drawn at random, by the share that holds for all"
)
UNTOUCHED = Text(zh="未被选中", en="Not selected")


def decisions(actor: Actor) -> QuerySet[Selection]:
    """The decided selections the actor may see: of their offices, to those who may know reasons."""
    rows = Selection.objects.filter(decided_at__isnull=False).defer("facts")
    if actor.kind == "system":
        return rows
    return rows.filter(office_id__in=actor.office_ids) if actor.may(REASONS) else rows.none()


def decision_of(actor: Actor, reference: str) -> Decision | None:
    """The latest decision on a declaration; None while its draw is pending, hidden or absent alike."""
    row = decisions(actor).filter(declaration=reference).order_by("-version").first()
    return None if row is None else as_decision(row)


def as_decision(row: Selection) -> Decision:
    """A decided row as the contract."""
    assert row.decided_at is not None
    arms = [arm for arm, chose in ((Arm.RISK, row.by_risk), (Arm.RANDOM, row.by_random)) if chose]
    return Decision(
        reference=row.declaration,
        lane=row.lane,
        arms=tuple(arm.value for arm in arms) or ((Arm.REVIEW.value,) if row.lane == "review" else ()),
        probability=row.inclusion,
        method=row.method,
        container=row.container,
        unloading=row.unloading,
        officers=row.officers,
        reasons=tuple(reasons_of(row)),
        draw=row.draw,
        decided_at=row.decided_at,
        degraded=row.degraded,
    )


def reasons_of(row: Selection, chosen: Iterable[RuleHit] | None = None) -> list[Reason]:
    """Why: the random share first, then each rule that chose (`chosen`, where the caller has them by code) with
    the values that made it hold."""
    found = [Reason("random", AT_RANDOM)] if row.by_random else []
    if chosen is None:
        chosen = row.hits.filter(chose=True).select_related("rule").order_by("rule__code")
    for hit in chosen:
        details = tuple(match_in_words(match) for match in hit.matches)
        found.append(Reason("rule", hit.rule.title, hit.rule.code, hit.rule.revision, details))
    if row.by_risk and row.model_chance:
        found += [_by_model(score) for score in row.scores.filter(chose=True).select_related("model")]
    return found or [Reason("none", UNTOUCHED)]


def _by_model(score: ModelScore) -> Reason:
    """A model's choice: what it said, and what raised that most."""
    model = score.model
    said = Text(
        zh=f"{model.zh}：查获概率 {score.probability:.1%}，预期追补 {score.revenue:,.0f} 元",
        en=f"{model.en}: probability of a finding {score.probability:.1%}, expected revenue CNY {score.revenue:,.0f}",
    )
    details = tuple(Text(zh=each["zh"], en=each["en"]) for each in score.reasons)
    return Reason("model", said, model.code, model.revision, details)


def match_in_words(match: Mapping[str, Any]) -> Text:
    """One stored comparison: what it asked and what stood in the declaration."""
    asked = [
        comparison_in_words(match["field"], Operator(match["operator"]), tuple(match["expected"]), SCHEMA, n)
        for n in (0, 1)
    ]
    actual = match["actual"]
    shown = ("（空）", "(empty)") if actual is None else (_short(actual), _short(actual))
    at = match["line"]
    line = (f"第 {at} 项：", f"line {at}: ") if at else ("", "")
    turned = ("不成立：", "does not hold: ") if not match["holds"] else ("", "")
    return Text(
        zh=f"{line[0]}{turned[0]}{asked[0]}；实际为 {shown[0]}",
        en=f"{line[1]}{turned[1]}{asked[1]}; found {shown[1]}",
    )


def _short(value: Any) -> str:
    try:
        return f"{Decimal(value):.6g}" if "." in str(value) else str(value)
    except ArithmeticError:
        return str(value)


def published(since: datetime, until: datetime | None = None) -> Published:
    """The public numbers since a moment (and before another): no rule, firm or officer in them."""
    rows = Selection.objects.filter(decided_at__gte=since)
    rows = rows.filter(decided_at__lt=until) if until else rows
    counted = rows.aggregate(
        decided=Count("pk"),
        green=Count("pk", filter=Q(lane="green")),
        review=Count("pk", filter=Q(lane="review")),
        inspection=Count("pk", filter=Q(lane="inspection")),
        at_random=Count("pk", filter=Q(by_random=True)),
        by_risk=Count("pk", filter=Q(by_risk=True)),
    )
    examined = Outcome.objects.filter(at__gte=since).exclude(arm=Arm.REVIEW)
    examined = examined.filter(at__lt=until) if until else examined
    return Published(
        **counted,
        outcomes=examined.values("selection").distinct().count(),
        findings=examined.filter(finding=True).values("selection").distinct().count(),
    )


def hits_of(row: Selection) -> QuerySet[RuleHit]:
    """Every rule that held of a decided selection, whether it chose or not."""
    return row.hits.select_related("rule").order_by("rule__code")
