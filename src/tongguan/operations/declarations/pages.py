"""What other modules show on a declaration's page: each registers a panel in its `providers.py`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tongguan.platform.permissions.interface import Actor


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of the page: `context` gives the template what it shows, or None where there is nothing to show.

    `place` is `body` (main column) or `aside`; panels stand in `order`.
    """

    code: str
    template: str
    context: Callable[[Actor, Any], dict[str, Any] | None]
    place: str = "body"
    order: int = 50


_panels: dict[str, Panel] = {}


def register_panel(panel: Panel) -> None:
    """Show a panel on every declaration's page."""
    _panels[panel.code] = panel


def panels_for(actor: Actor, case: Any, place: str) -> list[dict[str, Any]]:
    """The panels that have something to show: their template and what it is given."""
    shown = []
    for panel in sorted(_panels.values(), key=lambda panel: (panel.order, panel.code)):
        given = panel.context(actor, case) if panel.place == place else None
        if given is not None:
            shown.append({"template": panel.template, **given})
    return shown
