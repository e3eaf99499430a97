"""Writes: announce a call, move it on, store positions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from tongguan.engines.problems import Problem, Text
from tongguan.operations.vessels.contracts import Announcement, Fix, Ship, Stored
from tongguan.operations.vessels.enums import State
from tongguan.operations.vessels.models import PortCall, Position, Vessel
from tongguan.operations.vessels.module import ANNOUNCE, REPORT_ANY, REPORT_CALL, REPORT_OWN
from tongguan.operations.vessels.queries import reportable, visible_calls
from tongguan.operations.vessels.rules import announcement_problems, fix_problems
from tongguan.operations.vessels.workflow import PORT_CALL
from tongguan.platform.audit.interface import record
from tongguan.platform.cases.interface import Moving, Submission, once, open_case, take_step
from tongguan.platform.events.interface import publish
from tongguan.platform.identity.interface import organisation_by_code
from tongguan.platform.permissions.interface import SYSTEM, Actor, NotAllowed, NotFound, Refused

MOST_POSITIONS = 1_000
EVENTS = {State.ARRIVED: "arrived", State.BERTHED: "berthed", State.DEPARTED: "departed"}
UNKNOWN_SHIP = Text(
    zh="未知船舶，或您无权上报其船位",
    en="An unknown ship, or one whose positions you may not report",
)
OTHER_PLACE = Text(
    zh="该船此刻已有不同的船位", en="Another position of this ship is on record for this moment"
)


def announce(*, actor: Actor, call: Announcement, submission: Submission) -> tuple[PortCall, bool]:
    """Announce a port call, once per submission: (the call, whether it had been announced before).

    Raises Refused with pointers into the request, NotAllowed.
    """
    if not actor.may(ANNOUNCE):
        raise NotAllowed(ANNOUNCE)
    office, terminal = organisation_by_code(call.customs_office), None
    problems = announcement_problems(call, timezone.now())
    if office is None or office.kind != "customs":
        problems.append(
            Problem("port_call.office", Text(zh="未知关区", en="Unknown office"), "/customs_office")
        )
    if call.terminal:
        terminal = organisation_by_code(call.terminal)
        if terminal is None or terminal.kind == "customs":
            problems.append(
                Problem("port_call.terminal", Text(zh="未知码头", en="Unknown terminal"), "/terminal")
            )
    carrier = next((org for org, held in actor.organisations.items() if ANNOUNCE in held), None)
    if carrier is None:
        raise NotAllowed(ANNOUNCE)
    if problems:
        raise Refused(*problems)

    def made() -> PortCall:
        case = PortCall(
            reference=_reference(),
            submission_id=submission.id,
            submission_sha256=submission.sha256,
            applicant_id=carrier,
            office=office,
            terminal=terminal,
            vessel=_registered(actor, call.ship),
            voyage_number=call.voyage_number.strip(),
            previous_port=call.previous_port,
            next_port=call.next_port,
            expected_at=call.expected_at,
        )
        open_case(actor=actor, workflow=PORT_CALL, case=case, step="announce")
        return case

    return once(PortCall, submission, made)


def _reference() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('vessels_portcall', 'id'))")
        return f"PC{cursor.fetchone()[0]:08d}"


def _registered(actor: Actor, ship: Ship) -> Vessel:
    """The vessel of this IMO number; what the carrier now says of its name, flag and radio replaces the old."""
    told = {name: value for name, value in asdict(ship).items() if name != "imo" and value}
    vessel, new = Vessel.objects.select_for_update().get_or_create(imo=ship.imo, defaults=told)
    changed = {name: value for name, value in told.items() if getattr(vessel, name) != value}
    if changed:
        for name, value in changed.items():
            setattr(vessel, name, value)
        vessel.save(update_fields=list(changed))
    if new or changed:
        record(actor=actor, action="vessel.recorded", subject=("vessel", ship.imo), data=told)
    return vessel


def moved(moving: Moving) -> None:
    """Effect of arrival, berthing and departure: keep the moment and tell other modules."""
    call, now = moving.case, timezone.now()
    what = EVENTS[State(call.state)]
    setattr(call, f"{what}_at", now)
    if moving.data.get("berth"):
        call.berth = moving.data["berth"]
    payload: dict[str, Any] = {
        "call": call.reference,
        "imo": call.vessel.imo,
        "vessel": call.vessel.name,
        "voyage": call.voyage_number,
        "at": now.isoformat(),
    }
    publish(f"vessel.{what}", f"vessel/{call.vessel.imo}", payload)


@transaction.atomic
def report_call(*, actor: Actor, reference: str, what: str, berth: str = "") -> PortCall:
    """The call's terminal reports `arrival`, `berthing` or `departure`. Raises NotAllowed, NotFound, WrongState."""
    found = visible_calls(actor).filter(reference=reference).first()
    if found is None:
        raise NotFound(PORT_CALL.title)
    if not actor.may_for(REPORT_CALL, found.terminal_id):
        raise NotAllowed(REPORT_CALL)
    step = f"report_{what}"
    if step not in PORT_CALL.by_code:
        raise NotFound(Text(zh="流程步骤", en="step"))
    note = f"{actor.name} ({actor.user_id})"
    data = {"berth": berth} if what == "berthing" else {}
    take_step(actor=SYSTEM, workflow=PORT_CALL, reference=reference, step=step, data=data, note=note)
    record(actor=actor, action=f"port_call.{step}", subject=("port_call", reference), data={"berth": berth})
    found.refresh_from_db()
    return found


@transaction.atomic
def store_positions(*, actor: Actor, fixes: Sequence[tuple[str, Fix]]) -> Stored:
    """Store positions, given with the JSON pointer of each; what is wrong is refused row by row.

    Late and out-of-order positions are welcome; the same one twice is stored once; another place for the same
    ship and moment is refused.
    """
    if not (actor.may(REPORT_OWN) or actor.may(REPORT_ANY)):
        raise NotAllowed(REPORT_OWN)
    now, problems, good = timezone.now(), [], {}
    ships = reportable(actor, {fix.imo for _at, fix in fixes})
    for at, fix in fixes:
        wrong = fix_problems(fix, now, at)
        if not wrong and fix.imo not in ships:
            wrong = [Problem("position.unknown_ship", UNKNOWN_SHIP, f"{at}/imo")]
        if wrong:
            problems += wrong
            continue
        good.setdefault((ships[fix.imo], fix.at), []).append((at, fix))
    list(Vessel.objects.select_for_update().filter(pk__in={key[0] for key in good}).order_by("pk"))
    before = _on_record(good)
    fresh: dict[tuple[int, Any], Fix] = {}
    known = 0
    for key, rows in good.items():
        for at, fix in rows:
            other = before.get(key) or fresh.get(key)
            if other is None:
                fresh[key] = fix
            elif (other.longitude, other.latitude) == (fix.longitude, fix.latitude):
                known += 1
            else:
                problems.append(Problem("position.conflict", OTHER_PLACE, at))
    _insert(actor, fresh)
    if fresh:
        publish("vessels.positions", "vessels/positions", {"count": len(fresh)})
    return Stored(len(fresh), known, tuple(problems))


def _on_record(keys: Iterable[tuple[int, Any]]) -> dict[tuple[int, Any], Position]:
    wanted = Q(pk__in=[])
    moments: dict[int, list[Any]] = {}
    for vessel, at in keys:
        moments.setdefault(vessel, []).append(at)
    for vessel, times in moments.items():
        wanted |= Q(vessel_id=vessel, at__in=times)
    return {(row.vessel_id, row.at): row for row in Position.objects.filter(wanted)} if moments else {}


def _insert(actor: Actor, fresh: dict[tuple[int, Any], Fix]) -> None:
    """Rows, then the latest of each ship where it is newer than what stands on the vessel."""
    latest: dict[int, Fix] = {}
    rows = []
    for (vessel, at), fix in fresh.items():
        values = {k: v for k, v in asdict(fix).items() if k not in ("imo", "at")}
        rows.append(Position(vessel_id=vessel, at=at, received_from=actor.user_id, **values))
        if vessel not in latest or latest[vessel].at < at:
            latest[vessel] = fix
    Position.objects.bulk_create(rows)
    for vessel, fix in sorted(latest.items()):
        newer = Vessel.objects.filter(Q(position_at=None) | Q(position_at__lt=fix.at), pk=vessel)
        newer.update(
            position_at=fix.at,
            longitude=fix.longitude,
            latitude=fix.latitude,
            speed_kn=fix.speed_kn,
            course_deg=fix.course_deg,
        )
