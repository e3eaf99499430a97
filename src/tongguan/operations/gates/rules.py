"""Who is let through: pure decisions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from tongguan.engines.identifiers import container_fault
from tongguan.engines.problems import Problem, Text
from tongguan.operations.gates.contracts import Arrival, Declared, Reason
from tongguan.operations.gates.enums import Direction

INWARD = ("I", "T")
"""Flows of goods that leave the port by a gate: imports, and goods in transit."""
RULE, VERSION = "gates.released_only", "2"
PLATE = re.compile(r"[0-9A-Z\u4e00-\u9fff]{4,12}")
"""Chinese and foreign plates, without blanks and hyphens."""
MOST_AHEAD, OLDEST = timedelta(minutes=5), timedelta(days=7)

NO_DECLARATION = Text(zh="该箱没有进口报关单", en="No import declaration covers this container")
NOT_RELEASED = Text(zh="报关单 {reference} 尚未放行", en="Declaration {reference} is not released")
ALREADY_OUT = Text(
    zh="该箱已按报关单 {reference} 出卡", en="The container has already left under {reference}"
)


def refusals(direction: Direction, declared: Sequence[Declared]) -> list[Reason]:
    """Why a container may not pass; empty: it may. Coming in is free, leaving needs every declaration released
    and nothing else that holds the container, as an examination does until it is over.

    A declaration that is closed has done its work: the container's next journey needs a new one.
    """
    if direction is Direction.IN:
        return []
    imports = [d for d in declared if d.flow in INWARD]
    current = [d for d in imports if d.state != "closed" and not d.left]
    if not current:
        gone = [
            Reason("gate.already_out", ALREADY_OUT.filled(reference=d.reference), d.reference)
            for d in imports
        ]
        return gone[:1] or [Reason("gate.no_declaration", NO_DECLARATION)]
    found = []
    for d in current:
        if not d.is_let_go:
            found.append(Reason("gate.not_released", NOT_RELEASED.filled(reference=d.reference), d.reference))
        found += [Reason(hold.code, hold.text, d.reference) for hold in d.holds]
    return found


def arrival_problems(arrival: Arrival, now: datetime, known_gate: bool) -> list[Problem]:
    """What is wrong with a message from a gate; such a message decides nothing."""
    found = []
    if not known_gate:
        found.append(Problem("gate.unknown", Text(zh="未知卡口", en="No such gate"), "/gate"))
    if fault := container_fault(arrival.container):
        found.append(Problem("gate.container", fault, "/container"))
    if not PLATE.fullmatch(arrival.vehicle_plate):
        found.append(Problem("gate.plate", Text(zh="车牌无效", en="Not a vehicle plate"), "/vehicle_plate"))
    if arrival.at.tzinfo is None:
        found.append(Problem("gate.zone", Text(zh="时间须带时区", en="The time must carry its zone"), "/at"))
    elif not now - OLDEST <= arrival.at <= now + MOST_AHEAD:
        text = Text(zh="时间在未来或早于七日", en="The time lies in the future or more than seven days back")
        found.append(Problem("gate.time", text, "/at"))
    return found


def tidy_plate(plate: str) -> str:
    """Upper case, without blanks, hyphens and the middle dot of Chinese plates."""
    return re.sub(r"[\s·•.-]", "", plate).upper()
