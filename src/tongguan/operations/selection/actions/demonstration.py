"""A dozen sensible rules for the demonstration port; their numbers are inventions, not policy."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from tongguan.operations.selection.actions.writing import put_in_force, write_rule
from tongguan.operations.selection.models import RiskRule
from tongguan.platform.identity.interface import organisation_by_code
from tongguan.platform.permissions.interface import SYSTEM, Actor

DISTRICT = "9900"
VALID_DAYS = 365
REASON = "演示数据 demonstration data"


DATA = Path(__file__).resolve().parents[1] / "data" / "demonstration.json"


@transaction.atomic
def load_demonstration_rules(actor: Actor, approver: Actor = SYSTEM) -> list[RiskRule]:
    """Write, approve and activate the demonstration's rules; those whose code exists are left alone.

    `actor` drafts and `approver`, another one, approves. The rules belong to the demonstration's district.
    """
    office = organisation_by_code(DISTRICT)
    today = timezone.localdate()
    known = set(RiskRule.objects.values_list("code", flat=True))
    made = []
    last = today + timedelta(days=VALID_DAYS)
    for shipped in json.loads(DATA.read_text(encoding="utf-8"))["rules"]:
        if shipped["code"] in known:
            continue
        data = {
            **shipped,
            "condition": json.dumps(shipped["condition"], ensure_ascii=False),
            "valid_from": today.isoformat(),
            "valid_to": last.isoformat(),
        }
        rule = write_rule(actor=actor, office_id=office.pk if office else None, data=data)
        made.append(put_in_force(author=actor, approver=approver, reference=rule.reference, reason=REASON))
    return made
