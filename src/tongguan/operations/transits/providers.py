"""What transit shows on a declaration's page."""

from __future__ import annotations

from typing import Any

from tongguan.engines.declaration import TRANSIT as FLOW
from tongguan.operations.declarations.interface import Panel, register_panel
from tongguan.operations.transits.queries import of_declaration
from tongguan.operations.transits.workflow import TRANSIT
from tongguan.platform.permissions.interface import Actor


def panel(actor: Actor, case: Any) -> dict[str, Any] | None:
    """The movement of a transit declaration, with its state."""
    found = of_declaration(actor, case.reference) if case.flow == FLOW else None
    return {"transit": found, "transit_state": TRANSIT.by_state[found.state]} if found else None


register_panel(Panel("transit", "transits/panel.html", panel, place="aside", order=30))
