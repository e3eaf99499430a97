"""What the active rules say of a declaration."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import connection

from tongguan.operations.selection.contracts import Hit
from tongguan.operations.selection.queries.versions import active_rules, condition_of
from tongguan.operations.selection.rules import facts_of_declaration
from tongguan.platform.identity.interface import organisation_by_code

log = logging.getLogger(__name__)

EARLIER = """
    SELECT (SELECT count(DISTINCT declaration) FROM selection_selection
            WHERE trader_code = %(trader)s AND declaration <> %(own)s),
           (SELECT count(DISTINCT s.id) FROM selection_outcome o JOIN selection_selection s ON s.id = o.selection_id
            WHERE o.finding AND s.trader_code = %(trader)s AND s.declaration <> %(own)s)
"""


def history_of(snapshot: Mapping[str, Any]) -> dict[str, Any]:
    """What is known of the trader before this declaration."""
    trader, reference = snapshot.get("trader_code") or "", snapshot.get("reference")
    if not trader:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(EARLIER, {"trader": trader, "own": reference or ""})
        declarations, findings = cursor.fetchone()
    known = organisation_by_code(trader)
    return {
        "trader_declarations": declarations,
        "trader_findings": findings,
        "credit_level": known.credit_level if known else None,
    }


def evaluate(snapshot: Mapping[str, Any], day: date) -> list[Hit]:
    """The active rules whose condition holds of a lodged declaration.

    A rule whose stored condition no longer reads is logged and left out: it must not stop clearance.
    """
    facts = facts_of_declaration(snapshot, history_of(snapshot))
    found = []
    for rule in active_rules(day):
        try:
            condition = condition_of(rule)
        except ValueError:
            log.exception("risk rule %s cannot be read", rule.reference)
            continue
        if condition.holds(facts):
            matches = tuple(match.as_json() for match in condition.explain(facts))
            found.append(
                Hit(rule.pk, rule.code, rule.revision, rule.title, rule.lane, rule.method,
                    rule.probability, matches)
            )  # fmt: skip
    return found
