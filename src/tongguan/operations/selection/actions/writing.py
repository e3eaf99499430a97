"""Risk rules: writing a version, and what activating one ends."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from tongguan.engines.problems import Problem, Text
from tongguan.engines.targeting import read_condition_text
from tongguan.operations.selection.enums import RuleLane, RuleState
from tongguan.operations.selection.models import RiskRule
from tongguan.operations.selection.module import WRITE
from tongguan.operations.selection.rules import SCHEMA
from tongguan.operations.selection.workflow import RISK_RULE
from tongguan.platform.cases.interface import Moving, open_case, take_step
from tongguan.platform.permissions.interface import SYSTEM, Actor, Refused, require

CODE = re.compile(r"[A-Z][A-Z0-9-]{1,29}")
MOST_QUOTA = 1_000_000
_LOCK_SPACE = 0x72756C65  # advisory locks of this module


@transaction.atomic
def write_rule(*, actor: Actor, office_id: int | None, data: Mapping[str, Any], note: str = "") -> RiskRule:
    """A new version (the next number under its code) as a draft of an office; `data` as the step's form.

    Raises NotAllowed, or Refused with one problem a field; a fault of the condition points into it.
    """
    require(actor, WRITE)
    code = str(data.get("code") or "")[:30]
    with connection.cursor() as cursor:  # two authors must not both make the same version
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCK_SPACE, code])
    last = RiskRule.objects.filter(code=code).aggregate(last=Max("revision"))["last"] or 0
    rule = RiskRule(office_id=office_id, author_id=actor.user_id, code=code, revision=last + 1)
    rule.reference = f"{code}.{rule.revision}"
    open_case(actor=actor, workflow=RISK_RULE, case=rule, step="draft", data=data, note=note)
    return rule


def written(moving: Moving) -> None:
    """Effect of `draft`: the checked form becomes the rule's content."""
    rule, data = moving.case, moving.data
    condition, problems = _checked(data)
    if problems:
        raise Refused(*problems)
    rule.zh, rule.en = data["zh"], data["en"]
    rule.lane, rule.method = data["lane"], data["method"]
    rule.probability = Decimal(data["probability"])
    rule.valid_from, rule.valid_to = (
        date.fromisoformat(data["valid_from"]),
        date.fromisoformat(data["valid_to"]),
    )
    rule.quota_per_day = data.get("quota_per_day")
    rule.condition = condition
    moving.facts["rule"] = {"code": rule.code, "version": rule.revision}


def _checked(data: Mapping[str, Any]) -> tuple[Any, list[Problem]]:
    problems = []
    if not CODE.fullmatch(data["code"]):
        zh = "规则代码由大写字母、数字和连字符组成，以字母开头，2 至 30 位"
        en = "A code has 2 to 30 capital letters, digits and hyphens and starts with a letter"
        problems.append(Problem("risk_rule.code", Text(zh=zh, en=en), "/code"))
    probability = Decimal(data["probability"])
    if not 0 < probability <= 1:
        zh, en = "选中概率须大于 0 且不超过 1", "The probability must be above 0 and at most 1"
        problems.append(Problem("risk_rule.probability", Text(zh=zh, en=en), "/probability"))
    elif data["lane"] == RuleLane.REVIEW and probability != 1:
        zh = "人工审核不由抽签决定，概率只能为 1"
        en = "A review is not left to chance; its probability must be 1"
        problems.append(Problem("risk_rule.review_is_certain", Text(zh=zh, en=en), "/probability"))
    quota = data.get("quota_per_day")
    if quota is not None and not 1 <= quota <= MOST_QUOTA:
        zh, en = f"每日限额须在 1 至 {MOST_QUOTA} 之间", f"The quota must be between 1 and {MOST_QUOTA}"
        problems.append(Problem("risk_rule.quota", Text(zh=zh, en=en), "/quota_per_day"))
    if data["valid_to"] < data["valid_from"]:
        zh, en = "截止日期早于生效日期", "The last day is before the first day"
        problems.append(Problem("risk_rule.dates", Text(zh=zh, en=en), "/valid_to"))
    condition, faults = read_condition_text(data["condition"], SCHEMA)
    problems += [
        Problem(fault.code, fault.message, f"/condition{fault.pointer}", fault.line, fault.column)
        for fault in faults
    ]
    return (json.loads(data["condition"]) if condition is not None else None), problems


def activated(moving: Moving) -> None:
    """Effect of `activate`: the version in force until now ends in the same transaction."""
    rule = moving.case
    rule.activated_at, rule.owner_id = timezone.now(), rule.author_id
    for other in RiskRule.objects.filter(code=rule.code, state=RuleState.ACTIVE).exclude(pk=rule.pk):
        take_step(actor=SYSTEM, workflow=RISK_RULE, reference=other.reference, step="lapse")


@transaction.atomic
def put_in_force(*, author: Actor, approver: Actor, reference: str, reason: str) -> RiskRule:
    """Take a draft through back-test, approval and activation at once, each step by the one who may."""
    steps = (
        (author, "back_test", {}),
        (approver, "approve", {}),
        (approver, "activate_at_once", {"reason": reason}),
    )
    for actor, step, data in steps:
        rule = RiskRule.objects.get(reference=reference)
        take_step(
            actor=actor, workflow=RISK_RULE, reference=reference, step=step, version=rule.version, data=data
        )
    return RiskRule.objects.get(reference=reference)


def lapse_overdue() -> int:
    """End the versions whose last day is past; how many."""
    overdue = RiskRule.objects.filter(
        state__in=(RuleState.ACTIVE, RuleState.SHADOW, RuleState.APPROVED), valid_to__lt=timezone.localdate()
    )
    references = list(overdue.values_list("reference", flat=True)[:200])
    for reference in references:
        take_step(actor=SYSTEM, workflow=RISK_RULE, reference=reference, step="lapse")
    return len(references)
