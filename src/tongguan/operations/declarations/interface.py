"""The door to declarations."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from tongguan.engines.declaration import GoodsDeclaration
from tongguan.engines.problems import Problem, Text
from tongguan.operations.declarations import actions, queries
from tongguan.operations.declarations.actions import (
    ask_amendment,
    ask_cancellation,
    goods_arrived,
    lodge,
    save_draft,
)
from tongguan.operations.declarations.contracts import (
    ONE_STEP,
    Found,
    Goods,
    Hold,
    Lodged,
    Manner,
    Statement,
    Version,
)
from tongguan.operations.declarations.pages import Panel, register_panel
from tongguan.operations.declarations.queries import (
    by_bill,
    by_container,
    field_label,
    register_hold,
    register_port,
)
from tongguan.operations.declarations.queries.messages import Dialect, Message, read_message
from tongguan.platform.permissions.interface import Actor, NotFound


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


def secure(reference: str, amount: Decimal) -> bool:
    """Release a finished summary for pick-up with its estimated tax (CNY) on a guarantee; False where it must wait."""
    return actions.secure(reference=reference, amount=amount)


def amend(reference: str, declaration: GoodsDeclaration, base_sha256: str, request: str, reason: str) -> None:
    """Put an approved content in place of the one it was asked on; raises NotFound, WrongState or Refused."""
    actions.amend(
        reference=reference, declaration=declaration, base_sha256=base_sha256, request=request, reason=reason
    )


def amendment_problems(reference: str, declaration: GoodsDeclaration) -> tuple[Problem, ...]:
    """What keeps a content from taking the place of a lodged declaration's own; raises NotFound."""
    case = queries.lodged_case(reference)
    if case is None:
        raise NotFound(Text(zh="报关单", en="declaration"))
    return queries.amendment_findings(case, declaration)


def lodged_content(reference: str) -> GoodsDeclaration:
    """The content of a lodged declaration that stands now, as it may be amended; raises NotFound."""
    case = queries.lodged_case(reference)
    if case is None:
        raise NotFound(Text(zh="报关单", en="declaration"))
    return case.document


def visible_declaration(actor: Actor, reference: str) -> Found:
    """A lodged declaration that the actor may see; raises NotFound."""
    found = queries.found(queries.visible_declarations(actor).filter(reference=reference))
    if not found:
        raise NotFound(Text(zh="报关单", en="declaration"))
    return found[0]


def cancel(reference: str, reason: str) -> None:
    """End a declaration at its trader's request; raises NotFound, WrongState or Refused."""
    actions.cancel(reference=reference, reason=reason)


__all__ = [
    "ONE_STEP",
    "Dialect",
    "Found",
    "Goods",
    "Hold",
    "Lodged",
    "Manner",
    "Message",
    "Panel",
    "Statement",
    "Version",
    "amend",
    "amendment_problems",
    "ask_amendment",
    "ask_cancellation",
    "bill",
    "by_bill",
    "by_container",
    "cancel",
    "close",
    "field_label",
    "goods_arrived",
    "lodge",
    "lodged_content",
    "lodged_snapshot",
    "read_message",
    "rebill",
    "register_hold",
    "register_panel",
    "register_port",
    "release",
    "route",
    "save_draft",
    "secure",
    "visible_declaration",
]
