"""From what happened to how long it took; pure, and the same for every order in which it is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from tongguan.operations.release_times.contracts import Course, Moment, Stretch
from tongguan.operations.release_times.enums import Exclusion, Node, StepCode, StopReason

STEP, ARRIVAL, OUT, WAIT = "step", "arrival", "out", "wait"
UNZONED = "no_zone"
"""The state of a moment whose time came without a time zone: what it bounds is left out and counted."""
LODGING = frozenset({"lodge", "lodge_summary"})
HERE = frozenset({"goods_arrived", "confirm_arrival"})
"""A summary may come before its goods: its clearance begins when they are here."""
SELECTING = frozenset({"route_green", "route_review", "route_inspection", "pass_summary"})
RELEASING = frozenset({"release", "confirm_payment"})
LETTING_GO = frozenset({"pick_up", "release_on_guarantee"})
"""Releases before everything is declared and paid: the goods are free, and their clearance ends."""
DECIDED = frozenset({"assessed", "summary_finished"})
STOPS = frozenset(StopReason.values)
Interval = tuple[datetime, datetime | None, str]


def course_of(moments: Iterable[Moment]) -> Course:
    """Nodes and steps of one declaration out of all that is known of it, told in any order and any number of times.

    The first lodgement and the first selection count, the last examination, assessment and release: a correction
    in between belongs to the declaration, and the trader's part of it is taken out.
    """
    known = set(moments)
    steps = sorted((m for m in known if m.kind == STEP), key=lambda m: (m.order, m.at, m.key))
    nodes = _nodes(known, steps)
    stops = _stops(known, steps)
    reviewed = Node.EXAMINED not in nodes
    unsure = {
        node for node, kind in ((Node.ARRIVED, ARRIVAL), (Node.OUT, OUT)) if _unzoned(known, kind)
    }  # steps of a case carry the house's own times
    stretches = [
        _stretch(code, start, end, nodes, stops, unsure)
        for code, start, end in _wanted(nodes, steps, reviewed)
    ]
    running = stops[-1] if stops and stops[-1][1] is None else None
    return Course(nodes, stretches, running[0] if running else None, running[2] if running else "")


def _nodes(known: set[Moment], steps: Sequence[Moment]) -> dict[str, datetime]:
    def first(codes: Iterable[str]) -> datetime | None:
        wanted = set(codes)
        return next((m.at for m in steps if m.key in wanted), None)

    def last(codes: Iterable[str]) -> datetime | None:
        wanted = set(codes)
        return next((m.at for m in reversed(steps) if m.key in wanted), None)

    let_go = next((place for place, m in enumerate(steps) if m.key in LETTING_GO), None)
    cleared = steps if let_go is None else steps[: let_go + 1]
    assessed = next((m.at for m in reversed(cleared) if m.state in DECIDED), None)
    left = [m.at for m in known if m.kind == OUT]
    closed = last({"close"})
    found = {
        Node.ARRIVED: min((m.at for m in known if m.kind == ARRIVAL), default=None),
        Node.LODGED: first(HERE) or first(LODGING),
        Node.SELECTED: first(SELECTING),
        Node.EXAMINED: last({"inspection_reported"}),
        Node.ASSESSED: assessed,
        Node.RELEASED: last(RELEASING) if let_go is None else steps[let_go].at,
        Node.OUT: (max(left) if left else closed) if closed else None,
    }
    return {node.value: at for node, at in found.items() if at is not None}


def _stops(known: Iterable[Moment], steps: Sequence[Moment]) -> list[Interval]:
    """The times in which the case waited for the trader, in states that say so or since it was told within one; none
    is counted twice, and the last may still run."""
    found: list[Interval] = []
    waits = sorted((m.at, m.key) for m in known if m.kind == WAIT)
    for place, moment in enumerate(steps):
        after = steps[place + 1].at if place + 1 < len(steps) else None
        if moment.state in STOPS:
            found.append((moment.at, after, moment.state))
            continue
        inside = [wait for wait in waits if wait[0] >= moment.at and (after is None or wait[0] < after)]
        if inside:
            found.append((inside[0][0], after, inside[0][1]))
    return found


def _wanted(
    nodes: Mapping[str, datetime], steps: Sequence[Moment], reviewed: bool
) -> list[tuple[StepCode, Node, Node]]:
    """The steps that this declaration's way has."""
    found = [(StepCode.LODGED_SELECTED, Node.LODGED, Node.SELECTED)]
    if Node.ARRIVED in nodes:
        found.insert(0, (StepCode.ARRIVAL_LODGED, Node.ARRIVED, Node.LODGED))
    if not reviewed:
        found.append((StepCode.EXAMINATION, Node.SELECTED, Node.EXAMINED))
        found.append((StepCode.DECISION, Node.EXAMINED, Node.ASSESSED))
    elif any(m.key == "route_review" for m in steps):
        found.append((StepCode.REVIEW, Node.SELECTED, Node.ASSESSED))
    found.append((StepCode.ASSESSED_RELEASED, Node.ASSESSED, Node.RELEASED))
    found.append((StepCode.RELEASED_OUT, Node.RELEASED, Node.OUT))
    found.append((StepCode.CLEARANCE, Node.LODGED, Node.RELEASED))
    return found


def _unzoned(known: set[Moment], kind: str) -> bool:
    return any(m.kind == kind and m.state == UNZONED for m in known)


LATER = {node.value: place for place, node in enumerate(Node)}


def _stretch(
    code: StepCode,
    start: Node,
    end: Node,
    nodes: Mapping[str, datetime],
    stops: Sequence[Interval],
    unsure: set[Node],
) -> Stretch:
    begun, ended = nodes.get(start), nodes.get(end)
    furthest = max((LATER[node] for node in nodes), default=-1)
    if begun is None or ended is None:
        missing = ""
        if begun is None and furthest > LATER[start]:
            missing = Exclusion.MISSING_START
        elif begun is not None and furthest > LATER[end]:
            missing = Exclusion.MISSING_END
        return Stretch(code, begun, ended, None, {}, missing)
    if start in unsure or end in unsure:
        return Stretch(code, begun, ended, None, {}, Exclusion.TIME_ZONE)
    if ended < begun:
        return Stretch(code, begun, ended, None, {}, Exclusion.NEGATIVE)
    stopped = _overlap(begun, ended, stops)
    seconds = (ended - begun).total_seconds() - sum(stopped.values())
    return Stretch(code, begun, ended, max(seconds, 0.0), stopped)


def _overlap(begun: datetime, ended: datetime, stops: Sequence[Interval]) -> dict[str, float]:
    """Seconds of [begun, ended] in which the case waited for the trader, by reason."""
    found: dict[str, float] = {}
    for start, stop, reason in stops:
        inside = (min(stop or ended, ended) - max(start, begun)).total_seconds()
        if inside > 0:
            found[reason] = found.get(reason, 0.0) + inside
    return found


def waited(moments: Iterable[Moment]) -> float:
    """Seconds that ended waits for the trader took so far."""
    known = set(moments)
    steps = sorted((m for m in known if m.kind == STEP), key=lambda m: (m.order, m.at, m.key))
    stops = _stops(known, steps)
    return sum((stop - start).total_seconds() for start, stop, _reason in stops if stop is not None)
