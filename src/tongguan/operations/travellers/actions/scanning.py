"""One document looked up by an officer or a lane: read, screened, logged with who asked and why."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from tongguan.engines.mrz import Reading, read_text
from tongguan.engines.problems import Problem, Text
from tongguan.engines.screening import Decision, Screened, Traveller
from tongguan.engines.screening.countries import country
from tongguan.operations.travellers.actions.hits import Subject, raise_hits, verdict_after
from tongguan.operations.travellers.contracts import (
    CandidateVerdict,
    DocumentFields,
    FlightFacts,
    ScreeningVerdict,
)
from tongguan.operations.travellers.enums import Purpose, Verdict
from tongguan.operations.travellers.models import Flight, Passenger, Scan
from tongguan.operations.travellers.module import SCREEN
from tongguan.operations.travellers.queries.flights import passenger_on
from tongguan.operations.travellers.queries.hits import hit_facts, preview
from tongguan.operations.travellers.queries.watch import EMPTY, Watch, staleness, watch
from tongguan.operations.travellers.rules.identity import person_digest, person_key
from tongguan.operations.travellers.rules.stored import traveller_of, traveller_read, traveller_stored
from tongguan.platform.audit.interface import record
from tongguan.platform.permissions.interface import Actor, Refused, require

NOTHING = Text(zh="没有可查的证件或姓名", en="there is neither a document nor a name to look up")
PURPOSE = Text(zh="须说明查询目的", en="say why you look somebody up")
NOT_LISTED = Text(zh="此人不在该航班名单上", en="this person is not on the list of the flight")


def screen_document(
    *,
    actor: Actor,
    purpose: str,
    mrz: Sequence[str] = (),
    fields: DocumentFields | None = None,
    flight: FlightFacts | int | None = None,
    reading: Reading | None = None,
) -> ScreeningVerdict:
    """Screen one document: the lines of its zone (or a reading of a picture), or its fields. `purpose` is one of
    `Purpose`. A zone that is not valid is never clear; what it could have been is screened too and shown. Raises
    NotAllowed, and Refused (422) without a purpose or anything to look up.
    """
    require(actor, SCREEN)
    if purpose not in Purpose.values:
        raise Refused(Problem("travellers.purpose", PURPOSE, "/purpose"))
    began = time.perf_counter()
    today = timezone.localdate()
    if reading is None and mrz:
        reading = read_text("\n".join(mrz), today)
    subject = _fields_of(reading, fields)
    if reading is None and not subject.number and not any(subject.names):
        raise Refused(Problem("travellers.nothing", NOTHING, "/document"))
    lists = watch()
    stale = staleness(today)
    strict = stale[0][1] if stale else None
    flight_id = flight.id if isinstance(flight, FlightFacts) else flight
    known = passenger_on(flight_id, subject)
    person = _joined(traveller_of(subject, today), known.id if known else None)
    screened = lists.screen(person, today, strict)
    problems = list(screened.problems) + (list(reading.problems) if reading else [])
    if flight_id is not None and known is None:
        problems.append(Problem("travellers.not_listed", NOT_LISTED, "/flight"))
    candidates = _candidates(reading, lists, today, strict)
    sure = reading is None or reading.valid
    scan, hits, decision = _kept(
        actor, purpose, person, screened, lists, flight_id, known.id if known else None, sure
    )
    return ScreeningVerdict(
        decision=decision,
        scan=scan.pk,
        at=scan.at,
        hits=tuple(hit_facts(hit) for hit in hits),
        candidates=candidates,
        problems=tuple(dict.fromkeys(problems)),
        degraded=_degraded(lists, stale),
        passenger=known,
        subject=subject,
        milliseconds=round((time.perf_counter() - began) * 1000, 1),
    )


def _fields_of(reading: Reading | None, fields: DocumentFields | None) -> DocumentFields:
    """Of a zone what it says; typed fields add what it does not."""
    given = fields or DocumentFields()
    if reading is None:
        nation, issuer = country(given.nationality), country(given.country)
        return DocumentFields(
            given.number, issuer or nation, given.names, given.birth_date, given.sex, nation or issuer
        )
    read = reading.fields
    name = " ".join(filter(None, (read.get("surname", ""), read.get("given_names", ""))))
    return DocumentFields(
        number=read.get("number", "") or given.number,
        country=country(read.get("issuer", "")) or country(given.country),
        names=tuple(filter(None, (name, *given.names))),
        birth_date=read.get("birth_date", "") or given.birth_date,
        sex=read.get("sex", "") or given.sex,
        nationality=country(read.get("nationality", "")) or country(given.nationality),
    )


def _joined(person: Traveller, passenger_id: int | None) -> Traveller:
    """With the other spellings, births and documents that the manifest has of the same person."""
    if passenger_id is None:
        return person
    row = Passenger.objects.get(pk=passenger_id)
    told = traveller_read(row.data, row.role)
    for mine, theirs in (
        (person.names, told.names),
        (person.births, told.births),
        (person.documents, told.documents),
    ):
        mine += [each for each in theirs if each not in mine]  # type: ignore[operator]
    person.sex = person.sex or told.sex
    person.nationality = person.nationality or told.nationality
    return person


def _candidates(
    reading: Reading | None, lists: Watch, today: dt.date, strict: Problem | None
) -> tuple[CandidateVerdict, ...]:
    """What a zone with a wrong check digit could have been, each screened for itself."""
    out = []
    for each in reading.candidates if reading else ():
        person = traveller_of(_fields_of(read_text("\n".join(each.lines), today), None), today)
        found = lists.screen(person, today, strict)
        out.append(
            CandidateVerdict(each.lines, each.read, each.meant, found.decision.value, tuple(preview(found)))
        )
    return tuple(out)


@transaction.atomic
def _kept(
    actor: Actor,
    purpose: str,
    person: Traveller,
    screened: Screened,
    lists: Watch,
    flight_id: int | None,
    passenger_id: int | None,
    sure: bool,
):
    key = person_key(person)
    scan = Scan.objects.create(
        officer=actor.user_id,
        officer_name=actor.name[:100],
        purpose=purpose,
        flight_id=flight_id,
        passenger_id=passenger_id,
        person_key=key,
        decision=Verdict.POSSIBLE,
        revision=lists.revision,
        data=traveller_stored(person) if screened.hits else None,
    )
    flight = Flight.objects.filter(pk=flight_id).first() if flight_id else None
    passenger = Passenger.objects.filter(pk=passenger_id).first() if passenger_id else None
    subject = Subject(
        key=passenger.person_key if passenger else key,
        digest=passenger.digest if passenger else person_digest(person),
        passenger=passenger,
        scan=scan,
        flight=flight,
        office_id=(flight.office_id if flight else None) or min(actor.office_ids, default=None),
    )
    hits = raise_hits(actor=actor, subject=subject, screened=screened)
    decision = verdict_after(screened, hits)
    empty = len(lists) == 0
    if decision == Decision.CLEAR.value and (not sure or empty):
        decision = Verdict.POSSIBLE
    Scan.objects.filter(pk=scan.pk).update(decision=decision)
    facts = {"purpose": purpose, "decision": str(decision), "hits": len(hits), "flight": flight_id}
    record(actor=actor, action="travellers.looked_up", subject=("scan", str(scan.pk)), data=facts)
    return scan, hits, str(decision)


def _degraded(lists: Watch, stale) -> tuple[Text, ...]:
    if not len(lists):
        return (EMPTY,)
    return tuple(
        Text(zh=f"{source.title_zh}：{problem.message.zh}", en=f"{source.title_en}: {problem.message.en}")
        for source, problem in stale
    )
