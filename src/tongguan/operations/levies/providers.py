"""What levies show on a declaration's page: its levies, its account, and the ways to open one."""

from __future__ import annotations

from typing import Any

from tongguan.operations.declarations.enums import LET_OUT
from tongguan.operations.declarations.interface import Panel, register_panel
from tongguan.operations.levies.module import ASK, ASSESS
from tongguan.operations.levies.queries import account_of, levies_of
from tongguan.operations.levies.workflow import LEVY
from tongguan.platform.permissions.interface import Actor


def panel(actor: Actor, case: Any) -> dict[str, Any] | None:
    """Nothing before release, nor for whoever may neither see nor open one."""
    if case.state not in LET_OUT:
        return None
    own = actor.may_for(ASK, case.applicant_id)
    opens = own or (actor.may(ASSESS) and case.office_id in actor.office_ids)
    rows = levies_of(actor, case.reference)
    if not rows and not opens:
        return None
    ended = all(LEVY.by_state[row.state].group == "closed" for row in rows)
    return {
        "levies": [(row, LEVY.by_state[row.state]) for row in rows],
        "account": account_of(case.reference) if rows else None,
        "opens": opens and ended,
        "asks": own,
        "declaration_reference": case.reference,
    }


register_panel(Panel("levies", "levies/panel.html", panel, order=41))
