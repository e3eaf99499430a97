"""Passenger messages taken in: once a content, flight by flight, nobody lost, nobody twice."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.utils import timezone

from tongguan.engines.problems import Problem, Text
from tongguan.engines.screening import Traveller, read_travellers
from tongguan.engines.screening.travellers import Function, Manifest, Sent, Voyage
from tongguan.operations.travellers.actions.flights import find_flight
from tongguan.operations.travellers.actions.hits import end_hits, hold_entries
from tongguan.operations.travellers.contracts import Received
from tongguan.operations.travellers.enums import Ended, HitState, Presence
from tongguan.operations.travellers.models import (
    Flight,
    Hit,
    ManifestMessage,
    Passenger,
    PassengerDocument,
    Transmission,
)
from tongguan.operations.travellers.module import FILE
from tongguan.operations.travellers.rules.boarding import Board
from tongguan.operations.travellers.rules.identity import document_key, name_key, person_digest, person_key
from tongguan.operations.travellers.rules.stored import traveller_stored
from tongguan.platform.audit.interface import record
from tongguan.platform.events.interface import publish
from tongguan.platform.permissions.interface import Actor, require

MOST_PROBLEMS = 2_000
MORE = Text(zh="另有 {count} 个问题未列出", en="{count} more problems are not listed")
OLDER = Text(
    zh="报文早于已收到的报文，未覆盖较新的信息", en="the message is older than one received; newer data stand"
)
NO_FLIGHT = Text(
    zh="报文没有航班号，旅客仍已筛查", en="the message names no flight; its people are screened all the same"
)
REUSED = Text(
    zh="交换参考号 {reference} 已用于另一内容，仍已读取",
    en="the interchange reference {reference} was used for other content; read all the same",
)


@dataclass(slots=True)
class Counts:
    """What one message did."""

    added: int = 0
    changed: int = 0
    withdrawn: int = 0
    problems: list[Problem] = field(default_factory=list)


def receive(*, actor: Actor, content: bytes, form: str = "auto", voyage: Voyage | None = None) -> Received:
    """Take in a file of PAXLST, PNRGOV or CSV. The same bytes again change nothing and give the same answer.

    Everybody in it is on a list afterwards or told as a problem with its place; `voyage` is the flight of a table that
    names none. A file that gives nobody is kept as received with its problems, too.
    """
    require(actor, FILE)
    digest = hashlib.sha256(content).hexdigest()
    found = Transmission.objects.filter(content_sha256=digest).first()
    if found is None:
        manifest = read_travellers(content, timezone.localdate(), form)
        try:
            with transaction.atomic():
                return _taken(actor, digest, manifest, voyage)
        except IntegrityError:
            found = Transmission.objects.filter(content_sha256=digest).first()
            if found is None:
                raise
    return answer(found, replayed=True)


def answer(row: Transmission, *, replayed: bool) -> Received:
    """What the sender is told."""
    messages = list(row.messages.select_related("flight").order_by("part"))
    return Received(
        transmission=row.pk,
        kind=row.kind,
        people=row.people,
        added=sum(m.added for m in messages),
        changed=sum(m.changed for m in messages),
        withdrawn=sum(m.withdrawn for m in messages),
        flights=tuple(dict.fromkeys(m.flight_id for m in messages if m.flight_id)),
        problems=tuple(Problem.restored(each) for each in row.problems or ()),
        replayed=replayed,
    )


def _taken(actor: Actor, digest: str, manifest: Manifest, voyage: Voyage | None) -> Received:
    hold_entries()
    row = Transmission.objects.create(
        content_sha256=digest,
        kind=manifest.kind[:20],
        people=len(manifest.travellers),
        received_by=actor.user_id,
    )
    problems = [*manifest.rejects, *manifest.problems]
    for part, sent in enumerate(manifest.messages, start=1):
        problems += _message(row, part, sent, voyage)
    problems += [problem for person in manifest.travellers for problem in person.problems]
    row.problem_count = len(problems)
    if len(problems) > MOST_PROBLEMS:
        more = MORE.filled(count=len(problems) - MOST_PROBLEMS)
        problems = [*problems[:MOST_PROBLEMS], Problem("manifest.more_problems", more)]
    row.problems = [problem.stored() for problem in problems]
    row.save(update_fields=["problem_count", "problems"])
    told = answer(row, replayed=False)
    facts = {
        "kind": row.kind,
        "people": row.people,
        "added": told.added,
        "changed": told.changed,
        "withdrawn": told.withdrawn,
        "problems": row.problem_count,
        "content_sha256": digest,
        "flights": list(told.flights),
    }
    record(
        actor=actor, action="travellers.manifest_received", subject=("transmission", str(row.pk)), data=facts
    )
    publish("travellers.manifest_received", f"transmission:{row.pk}", {"transmission": row.pk, **facts})
    return told


def _message(row: Transmission, part: int, sent: Sent, given: Voyage | None) -> list[Problem]:
    voyage = sent.voyage if sent.voyage.number or given is None else given
    flight = find_flight(voyage)
    prepared = sent.prepared.replace(tzinfo=dt.UTC) if sent.prepared else None
    message = ManifestMessage.objects.create(
        transmission=row,
        part=part,
        flight=flight,
        kind=sent.kind,
        function=sent.function,
        sender=_clean(sent.sender, 35),
        reference=_clean(sent.reference, 71),
        prepared_at=prepared,
    )
    counts = Counts()
    place = sent.travellers[0].position if sent.travellers else ""
    if flight is None and sent.travellers:
        counts.problems.append(Problem("manifest.no_flight", NO_FLIGHT, place))
    earlier = ManifestMessage.objects.filter(reference=message.reference, sender=message.sender)
    if message.reference and sent.sender and earlier.exclude(transmission=row).exists():
        told = REUSED.filled(reference=message.reference)
        counts.problems.append(Problem("manifest.reference_reused", told, place))
    if sent.function is Function.CANCEL:
        _cancel(message, counts)
    else:
        _boarded(message, sent, counts)
    message.added, message.changed, message.withdrawn = counts.added, counts.changed, counts.withdrawn
    message.save(update_fields=["added", "changed", "withdrawn"])
    return counts.problems


def _boarded(message: ManifestMessage, sent: Sent, counts: Counts) -> None:
    """Each traveller of the message becomes, or stays, one passenger of the flight."""
    board = Board(_aboard(message.flight_id))
    fresh: list[tuple[Passenger, list[str]]] = []
    stale: list[Passenger] = []
    older = False
    for person in sent.travellers:
        row = board.claim(person)
        if row is None:
            if sent.function is not Function.WITHDRAW:
                fresh.append(_new(message, person))
        elif row.prepared_at and message.prepared_at and message.prepared_at < row.prepared_at:
            older = True
        elif sent.function is Function.WITHDRAW:
            counts.withdrawn += _off(row)
        else:
            counts.changed += _update(row, message, person)
    if sent.function is Function.REPLACE:
        stale = [
            row for row in board.unclaimed() if row.presence == Presence.LISTED and _same_list(row, message)
        ]
        counts.withdrawn += sum(_off(row) for row in stale)
    if older:
        counts.problems.append(Problem("manifest.older", OLDER, sent.travellers[0].position))
    counts.added += len(fresh)
    Passenger.objects.bulk_create([row for row, _keys in fresh], batch_size=1_000)
    keys = [PassengerDocument(passenger=row, key=key) for row, held in fresh for key in held]
    PassengerDocument.objects.bulk_create(keys, batch_size=5_000, ignore_conflicts=True)


def _aboard(flight_id: int | None) -> list[Passenger]:
    if flight_id is None:
        return []
    Flight.objects.select_for_update().get(pk=flight_id)  # one message at a time for a flight
    rows = Passenger.objects.filter(flight_id=flight_id).select_related("message").prefetch_related("keys")
    return list(rows.order_by("pk"))


def _same_list(row: Passenger, message: ManifestMessage) -> bool:
    """Whether the list that is replaced is the one the person was on: the same sender and kind, not a later one."""
    older = not (row.prepared_at and message.prepared_at and message.prepared_at < row.prepared_at)
    return row.message.sender == message.sender and row.message.kind == message.kind and older


def _new(message: ManifestMessage, person: Traveller) -> tuple[Passenger, list[str]]:
    row = Passenger(flight_id=message.flight_id, message=message, prepared_at=message.prepared_at)
    keys = _fill(row, person)
    row.relevant_until = message.flight.relevant_until if message.flight else timezone.localdate()
    return row, keys


def _fill(row: Passenger, person: Traveller) -> list[str]:
    row.role, row.position = str(person.role), person.position[:40]
    row.data = traveller_stored(person)
    row.name_key, row.person_key, row.digest = name_key(person), person_key(person), person_digest(person)
    return list(dict.fromkeys(filter(None, (document_key(d.number) for d in person.documents))))


def _update(row: Passenger, message: ManifestMessage, person: Traveller) -> bool:
    """Take what the message says of a passenger known; whether anything that is compared changed."""
    before, came_back = row.digest, row.presence != Presence.LISTED
    keys = _fill(row, person)
    row.message, row.prepared_at, row.presence = (
        message,
        message.prepared_at or row.prepared_at,
        Presence.LISTED,
    )
    changed = row.digest != before
    if changed or came_back:
        row.screened_revision, row.verdict = None, ""
    row.save()
    if changed:
        row.keys.exclude(key__in=keys).delete()
        rows = [PassengerDocument(passenger=row, key=key) for key in keys]
        PassengerDocument.objects.bulk_create(rows, ignore_conflicts=True)
        end_hits(_open_hits(row), Ended.PERSON_CHANGED)
    return changed or came_back


def _off(row: Passenger) -> int:
    if row.presence == Presence.WITHDRAWN:
        return 0
    row.presence = Presence.WITHDRAWN
    row.save(update_fields=["presence"])
    end_hits(_open_hits(row), Ended.PERSON_WITHDRAWN)
    return 1


def _cancel(message: ManifestMessage, counts: Counts) -> None:
    """The list is called back: everybody it may have named is off; a flight with nobody left is cancelled."""
    rows = [row for row in _aboard(message.flight_id) if _same_list(row, message)]
    counts.withdrawn += sum(_off(row) for row in rows)
    flight = message.flight
    if flight is not None and not flight.passengers.filter(presence=Presence.LISTED).exists():
        flight.cancelled_at = flight.cancelled_at or timezone.now()
        flight.save(update_fields=["cancelled_at"])


def _open_hits(row: Passenger) -> list[Hit]:
    return list(Hit.objects.filter(passenger=row, state=HitState.OPEN).select_related("source", "alert"))


def _clean(text: str, most: int) -> str:
    return "".join(char for char in text if char.isprintable())[:most]
