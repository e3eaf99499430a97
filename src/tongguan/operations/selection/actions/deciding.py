"""Into the draw when a declaration is lodged, and onto its lane when the draw is published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from tongguan.engines.targeting import stored
from tongguan.operations.declarations.interface import lodged_snapshot, route
from tongguan.operations.selection.contracts import PURPOSE, SKILLS, Hit, Reason, Scored
from tongguan.operations.selection.enums import Arm, Method, RuleLane, Standing, Unloading
from tongguan.operations.selection.models import ModelScore, RuleHit, Selection
from tongguan.operations.selection.queries import (
    evaluate,
    firms_behind,
    history_of,
    hit_of,
    reasons_of,
    scores_of,
    stamp_of,
    within_quota,
)
from tongguan.operations.selection.rules import (
    facts_of_declaration,
    frozen_scores,
    lane_of,
    methods_of,
    model_chance,
    risk_probability,
)
from tongguan.platform.audit.interface import canonical, record
from tongguan.platform.events.interface import publish
from tongguan.platform.permissions.interface import SYSTEM
from tongguan.platform.queues.interface import enter


def enter_draw(*, reference: str, version: int) -> Selection:
    """Ask the active rules and models about a lodged declaration and enter it, matched or not, into the open draw.

    Belongs into the transaction that handles the lodgement. Idempotent for each lodgement. Nothing of it can be
    read before the draw is published.
    """
    known = Selection.objects.filter(declaration=reference, version=version).first()
    if known:
        return known
    snapshot = lodged_snapshot(reference)
    now = timezone.now()
    firms = firms_behind(snapshot)
    facts = facts_of_declaration(snapshot, history_of(snapshot, firms))
    frozen = stored(facts)
    frozen_sha256 = sha256(canonical(frozen)).hexdigest()
    stamp = stamp_of(timezone.localdate(now))
    found = within_quota(evaluate(facts, timezone.localdate(now), stamp), now)
    scores = scores_of(facts, now, stamp)
    from_models = model_chance(scores)
    hits = [hit for hit in found if hit.standing == Standing.ACTS]
    offered = options(snapshot, hits)
    round_id = enter(
        PURPOSE,
        reference,
        risk_probability=max(risk_probability(hits), from_models),
        site=snapshot.get("customs_office") or "",
        firms={str(each.pk) for each in firms.values()} | _applicant(snapshot),
        options=offered,
        attributes={
            "rules": sorted(f"{hit.code}.{hit.version}" for hit in hits),
            "content_sha256": snapshot.get("content_sha256", ""),
            "facts_sha256": frozen_sha256,
            **_scores_told(scores),
        },
    )
    row = Selection.objects.create(
        declaration=reference,
        version=version,
        office_id=snapshot.get("office"),
        flow=snapshot.get("flow") or "",
        trader_code=snapshot.get("trader_code") or "",
        facts=frozen,
        facts_sha256=frozen_sha256,
        entered_at=now,
        draw=round_id,
        model_chance=str(from_models) if from_models else "",
    )
    RuleHit.objects.bulk_create(
        RuleHit(selection=row, rule_id=hit.rule_id, matches=list(hit.matches), standing=hit.standing)
        for hit in found
    )
    if scores:
        ModelScore.objects.bulk_create(_kept(row, score) for score in scores)
    return row


def _scores_told(scores: Sequence[Scored]) -> dict[str, Any]:
    """What the draw commits to of the models: their names, and the hash of what they said."""
    if not scores:
        return {}
    names = sorted(f"{each.code}.{each.version}" for each in scores if each.chance)
    return {"models": names, "scores_sha256": sha256(canonical(frozen_scores(scores))).hexdigest()}


def _kept(row: Selection, score: Scored) -> ModelScore:
    return ModelScore(
        selection=row, model_id=score.model_id, probability=score.probability, revenue=score.revenue,
        probability_at=score.probability_at, revenue_at=score.revenue_at,
        quotas=list(score.quotas), chance=str(score.chance), standing=score.standing, reasons=list(score.reasons),
    )  # fmt: skip


def options(snapshot: Mapping[str, Any], hits: Sequence[Hit]) -> dict[str, tuple[str, ...]]:
    """What is left to chance once goods are chosen: method, and with containers which one and how it is emptied."""
    numbers = sorted({each["number"] for each in snapshot.get("containers", ()) if each.get("number")})
    found: dict[str, tuple[str, ...]] = {"method": tuple(sorted(methods_of(hits)))}
    if numbers:
        found |= {"container": tuple(numbers), "unloading": tuple(sorted(Unloading.values))}
    return found


def _applicant(snapshot: Mapping[str, Any]) -> set[str]:
    return {str(snapshot["applicant"])} if snapshot.get("applicant") else set()


def decide(*, result: Mapping[str, Any]) -> Selection | None:
    """Write down what a published draw decided about an entry, route the declaration, and tell it.

    Belongs into the transaction that handles the draw. `result` is the payload of `draw.done`. Idempotent: an
    entry without a pending selection changes nothing.
    """
    pending = Selection.objects.select_for_update().filter(declaration=result["entry"], decided_at=None)
    row = pending.defer("facts").first()
    if row is None:
        return None
    hits = list(_acting(row))
    lane = lane_of(result["selected"], [hit_of(hit.rule, hit.standing) for hit in hits])
    row.draw, row.degraded, row.lane, row.decided_at = (
        result["round"],
        result["degraded"],
        lane,
        timezone.now(),
    )
    row.by_risk, row.by_random = Arm.RISK in result["arms"], Arm.RANDOM in result["arms"]
    row.inclusion, row.random_share, row.risk_share = result["inclusion"], result["random"], result["risk"]
    if result["selected"]:
        choices = result["choices"]
        row.method, row.container = choices["method"], choices.get("container", "")
        row.unloading = choices.get("unloading", "") if row.method == Method.PHYSICAL else ""
        row.officers = _officers(result["assignments"])
    row.save()
    for hit in hits:
        hit.chose = row.by_risk if hit.rule.lane == RuleLane.INSPECTION else lane == "review"
    RuleHit.objects.bulk_update(hits, ["chose"])
    if row.by_risk and row.model_chance:
        row.scores.exclude(chance="0").update(chose=True)
    reasons = [as_json(reason) for reason in reasons_of(row, [hit for hit in hits if hit.chose])]
    facts = _told(row, hits, reasons)
    record(actor=SYSTEM, action="selection.decided", subject=("declaration", row.declaration), data=facts)
    route(row.declaration, lane, reasons)
    publish(
        "selection.made" if row.lane == "inspection" else "selection.passed",
        f"declaration/{row.declaration}",
        facts,
    )
    return row


def _acting(row: Selection) -> QuerySet[RuleHit]:
    """Shadow rules and those over their quota are on record and decide nothing."""
    hits = row.hits.filter(standing=Standing.ACTS).select_related("rule").defer("rule__back_test")
    return hits.order_by("rule__code")


def _officers(assignments: Sequence[Mapping[str, Any]]) -> dict[str, int | None]:
    """User id of each part; a part that nobody could fill is None, a part that was not wanted is None too."""
    return dict.fromkeys(SKILLS) | {part["role"]: part["officer"] for part in assignments}


def as_json(reason: Reason) -> dict[str, Any]:
    """A reason as it is told to the declaration and the audit entry."""
    return {
        "kind": reason.kind,
        "code": reason.code,
        "version": reason.version,
        "zh": reason.text.zh,
        "en": reason.text.en,
    }


def _told(row: Selection, hits: Sequence[RuleHit], reasons: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """What the event and the audit entry say."""
    chose = [hit.rule for hit in hits if hit.chose]
    return {
        "declaration": row.declaration,
        "reference": row.declaration,
        "office": row.office_id,
        "lane": row.lane,
        "method": row.method,
        "container": row.container,
        "unloading": row.unloading,
        "officers": row.officers,
        "arm": "+".join(arm for arm, on in ((Arm.RISK, row.by_risk), (Arm.RANDOM, row.by_random)) if on),
        "probability": row.inclusion,
        "rules": [{"code": rule.code, "version": rule.revision} for rule in chose],
        "reasons": list(reasons),
        "draw": row.draw,
        "degraded": row.degraded,
    }
