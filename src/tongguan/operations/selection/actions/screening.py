"""The second of two steps: rules alone decide, for the goods were examined, or passed by the draw, at the first."""

from __future__ import annotations

from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from tongguan.engines.targeting import stored
from tongguan.operations.declarations.interface import lodged_snapshot, route
from tongguan.operations.selection.actions.deciding import as_json, enter_draw
from tongguan.operations.selection.enums import RuleLane, Standing
from tongguan.operations.selection.models import RuleHit, Selection
from tongguan.operations.selection.queries import (
    evaluate,
    firms_behind,
    history_of,
    reasons_of,
    within_quota,
)
from tongguan.operations.selection.rules import facts_of_declaration, lane_of
from tongguan.platform.audit.interface import canonical, record
from tongguan.platform.events.interface import publish
from tongguan.platform.permissions.interface import SYSTEM

LATE = "late"


@transaction.atomic
def screen(*, reference: str, version: int) -> Selection:
    """Ask the active rules about a complete declaration: a review rule sends it to an officer, else it is green.

    Rules that ask for an examination are on record and choose nothing: no goods are examined at the second step. A
    declaration completed too late whose goods are still here has no second step: it enters the draw. Idempotent.
    """
    snapshot = lodged_snapshot(reference)
    if snapshot["stage"] == LATE and snapshot["pick_up_at"] is None:
        return enter_draw(reference=reference, version=version)
    known = Selection.objects.filter(declaration=reference, version=version).first()
    if known:
        return known
    now = timezone.now()
    facts = facts_of_declaration(snapshot, history_of(snapshot, firms_behind(snapshot)))
    frozen = stored(facts)
    found = within_quota(evaluate(facts, timezone.localdate(now)), now)
    acting = [hit for hit in found if hit.standing == Standing.ACTS and hit.lane == RuleLane.REVIEW]
    row = Selection.objects.create(
        declaration=reference,
        version=version,
        office_id=snapshot.get("office"),
        flow=snapshot.get("flow") or "",
        trader_code=snapshot.get("trader_code") or "",
        facts=frozen,
        facts_sha256=sha256(canonical(frozen)).hexdigest(),
        entered_at=now,
        decided_at=now,
        lane=lane_of(False, acting),
    )
    chosen = {hit.rule_id for hit in acting}
    RuleHit.objects.bulk_create(
        RuleHit(
            selection=row,
            rule_id=hit.rule_id,
            matches=list(hit.matches),
            standing=hit.standing,
            chose=hit.rule_id in chosen,
        )
        for hit in found
    )
    reasons = [as_json(reason) for reason in reasons_of(row)]
    told = {
        "declaration": reference,
        "reference": reference,
        "office": row.office_id,
        "lane": row.lane,
        "rules": [{"code": hit.code, "version": hit.version} for hit in acting],
        "reasons": reasons,
        "facts_sha256": row.facts_sha256,
    }
    record(actor=SYSTEM, action="selection.screened", subject=("declaration", reference), data=told)
    route(reference, row.lane, reasons)
    publish("selection.passed", f"declaration/{reference}", told)
    return row
