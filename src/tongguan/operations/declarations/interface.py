"""The door to declarations."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from tongguan.engines.problems import Text
from tongguan.operations.declarations import actions, queries
from tongguan.operations.declarations.actions import lodge, save_draft
from tongguan.operations.declarations.contracts import Found, Lodged
from tongguan.operations.declarations.pages import Panel, register_panel
from tongguan.operations.declarations.queries import by_bill, by_container
from tongguan.operations.declarations.queries.messages import Dialect, Message, read_message
from tongguan.platform.permissions.interface import NotFound


def lodged_snapshot(reference: str) -> dict[str, Any]:
    """A lodged declaration as rules see it (see `queries.snapshot`); raises NotFound."""
    found = queries.snapshot(reference)
    if found is None:
        raise NotFound(Text(zh="报关单", en="declaration"))
    return found


def route(reference: str, lane: str, reasons: Sequence[Any] = ()) -> None:
    """Send a lodged declaration to `green`, `review` or `inspection`; raises NotFound or WrongState."""
    actions.route(reference=reference, lane=lane, reasons=reasons)


def bill(reference: str, amount: Decimal) -> None:
    """Ask for duties and taxes (CNY) of an assessed declaration; raises NotFound or WrongState."""
    actions.bill(reference=reference, amount=amount)


def rebill(reference: str, amount: Decimal) -> bool:
    """Change what an unpaid declaration owes (CNY), and release it where that is nothing; whether it changed."""
    return actions.rebill(reference=reference, amount=amount)


def release(reference: str) -> None:
    """Release a declaration that owes nothing; raises NotFound or WrongState."""
    actions.release(reference=reference)


def close(reference: str) -> None:
    """Close a released declaration; raises NotFound or WrongState."""
    actions.close(reference=reference)


__all__ = [
    "Dialect",
    "Found",
    "Lodged",
    "Message",
    "Panel",
    "bill",
    "by_bill",
    "by_container",
    "close",
    "lodge",
    "lodged_snapshot",
    "read_message",
    "rebill",
    "register_panel",
    "release",
    "route",
    "save_draft",
]
