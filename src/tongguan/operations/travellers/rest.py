"""Travellers over HTTP: passenger messages, look-ups, hits, lists."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import File, Form, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import ConfigDict, Field

from tongguan.engines.problems import Problem, Text
from tongguan.engines.screening.travellers import Voyage, flight_number, place_code
from tongguan.operations.travellers.actions.deciding import decide_hit, take_hit
from tongguan.operations.travellers.actions.lists import (
    add_entry,
    create_source,
    entry_of_fields,
    import_list,
    remove_entry,
)
from tongguan.operations.travellers.actions.manifests import answer, receive
from tongguan.operations.travellers.actions.scanning import screen_document
from tongguan.operations.travellers.contracts import DocumentFields, Imported, Received
from tongguan.operations.travellers.enums import ListKind
from tongguan.operations.travellers.module import DECIDE, FILE, LISTS, SCREEN, VIEW
from tongguan.operations.travellers.queries.flights import flight_on, visible_transmission
from tongguan.operations.travellers.queries.hits import visible_hits
from tongguan.platform.permissions.interface import requires

router = Router()
PREFIX = ""
PAGE_ROWS = 200
MOST_FILE_BYTES = 256 * 1024 * 1024
PLAIN = r"^[^\x00]*$"


class Strict(Schema):
    """A body without unknown members."""

    model_config = ConfigDict(extra="forbid")


class ReceivedAnswer(Schema):
    """What became of a file: counts, its flights, and every problem with its place."""

    transmission: int
    kind: str
    people: int
    added: int
    changed: int
    withdrawn: int
    flights: list[int]
    replayed: bool
    errors: list[dict[str, Any]]


class DocumentBody(Strict):
    """A document as typed."""

    number: str = Field("", max_length=40, pattern=PLAIN)
    country: str = Field("", max_length=3)
    name: str = Field("", max_length=200, pattern=PLAIN)
    birth_date: str = Field("", max_length=30)
    sex: str = Field("", max_length=1)
    nationality: str = Field("", max_length=3)


class LookUp(Strict):
    """A zone's lines or a document's fields; the flight is one that arrives on `arrival` (today)."""

    purpose: str = Field(max_length=20)
    mrz: list[str] = Field([], max_length=3)
    document: DocumentBody | None = None
    flight: str = Field("", max_length=10)
    arrival: dt.date | None = None


class Decision(Strict):
    """`confirmed` or `not_a_match`, and what it rests on."""

    state: str = Field(max_length=20)
    note: str = Field(max_length=2000, pattern=PLAIN)


class NewList(Strict):
    """A list to be."""

    code: str = Field(max_length=40)
    title_zh: str = Field(max_length=100, pattern=PLAIN)
    title_en: str = Field("", max_length=100, pattern=PLAIN)
    kind: ListKind
    consequence: int = Field(5, ge=1, le=10)


class NewEntry(Strict):
    """One person to look for."""

    reference: str = Field(max_length=60, pattern=PLAIN)
    name: str = Field("", max_length=200, pattern=PLAIN)
    birth_date: str = Field("", max_length=30)
    nationality: str = Field("", max_length=3)
    number: str = Field("", max_length=40)
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    reason: str = Field("", max_length=200, pattern=PLAIN)


class Removal(Strict):
    """Why an entry goes."""

    reason: str = Field(max_length=500, pattern=PLAIN)


@router.post(
    "/passenger-messages",
    auth=requires(FILE),
    response={201: ReceivedAnswer, 200: ReceivedAnswer, 422: ReceivedAnswer},
    summary="Send PAXLST, PNRGOV or a table of passengers",
)
def post_message(
    request: HttpRequest,
    flight: str = "",
    departure: dt.date | None = None,
    arrival: dt.date | None = None,
    origin: str = "",
    destination: str = "",
) -> Any:
    """The body is the message itself, or a form with a `file`. The parameters name the flight of a table that names
    none. 201: taken in; 200: these bytes had been taken in before; 422: the file gives nobody. Every problem is told
    with its place; nobody readable is ever left out."""
    file = request.FILES.get("file")
    content = file.read() if file is not None else request.body
    carrier, tidy = flight_number(flight)
    voyage = None
    if tidy:
        voyage = Voyage(
            tidy,
            carrier,
            place_code(origin),
            place_code(destination),
            (),
            _midnight(departure),
            _midnight(arrival),
        )
    told = receive(actor=request.actor, content=content, voyage=voyage)  # type: ignore[attr-defined]
    status = 200 if told.replayed else 201
    return Status(status if told.people or told.withdrawn else 422, _received(told))


@router.get("/passenger-messages/{transmission}", auth=requires(FILE), response=ReceivedAnswer)
def get_message(request: HttpRequest, transmission: int) -> Any:
    """What became of a file sent before."""
    row = visible_transmission(request.actor, transmission)  # type: ignore[attr-defined]
    return _received(answer(row, replayed=True))


@router.get("/travellers/flights", auth=requires(VIEW))
def get_flight(request: HttpRequest, number: str, arrival: dt.date | None = None) -> list[dict[str, Any]]:
    """The flight of a number that arrives on a day (today), as a list of one or none."""
    found = flight_on(number, arrival or timezone.localdate())
    if found is None:
        return []
    return [
        {
            "id": found.id,
            "number": found.number,
            "origin": found.origin,
            "destination": found.destination,
            "arrival_date": found.arrival_date,
            "arrives_at": found.arrives_at,
            "seat_rows": found.seat_rows,
            "cancelled": found.cancelled,
        }
    ]


@router.post("/travellers/look-ups", auth=requires(SCREEN), summary="Screen one document")
def post_look_up(request: HttpRequest, body: LookUp) -> dict[str, Any]:
    """Clear, possible or match, with who, how likely and why. Logged with the caller and the purpose."""
    typed = body.document or DocumentBody()
    fields = DocumentFields(
        typed.number,
        typed.country,
        (typed.name,) if typed.name else (),
        typed.birth_date,
        typed.sex,
        typed.nationality,
    )
    flight = flight_on(body.flight, body.arrival or timezone.localdate()) if body.flight else None
    found = screen_document(
        actor=request.actor,  # type: ignore[attr-defined]
        purpose=body.purpose,
        mrz=[line[:100] for line in body.mrz],
        fields=fields,
        flight=flight,
    )
    return {
        "decision": found.decision,
        "scan": found.scan,
        "hits": [
            {
                "reference": hit.reference,
                "probability": round(hit.probability, 4),
                "reasons": [_words(reason) for reason in hit.reasons],
                "list": _words(hit.source),
                "listed_for": hit.listed_for,
            }
            for hit in found.hits
        ],
        "candidates": [
            {"lines": each.lines, "read": each.read, "meant": each.meant, "decision": each.decision}
            for each in found.candidates
        ],
        "problems": [_told(problem) for problem in found.problems],
        "degraded": [_words(text) for text in found.degraded],
        "listed": found.passenger is not None and found.passenger.listed,
        "milliseconds": found.milliseconds,
    }


@router.get("/travellers/hits", auth=requires(VIEW))
def get_hits(request: HttpRequest, state: str = "open") -> list[dict[str, Any]]:
    """Up to 200 hits the caller may see in a state, the gravest first. No names."""
    rows = visible_hits(request.actor).filter(state=state).order_by("-priority", "-id")[:PAGE_ROWS]  # type: ignore[attr-defined]
    return [
        {
            "reference": hit.reference,
            "state": hit.state,
            "probability": round(hit.probability, 4),
            "consequence": hit.source.consequence,
            "list": hit.source.code,
            "flight": hit.flight.number if hit.flight else "",
            "raised_at": hit.raised_at,
            "deadline": hit.alert.deadline if hit.alert and hit.state == "open" else None,
            "taken": bool(hit.alert and hit.alert.acknowledged_at),
        }
        for hit in rows
    ]


@router.post("/travellers/hits/{reference}/take", auth=requires(DECIDE), response={204: None})
def post_take(request: HttpRequest, reference: str) -> Status:
    """Make a hit one's own."""
    take_hit(actor=request.actor, reference=reference)  # type: ignore[attr-defined]
    return Status(204, None)


@router.post("/travellers/hits/{reference}/decision", auth=requires(DECIDE))
def post_decision(request: HttpRequest, reference: str, body: Decision) -> dict[str, str]:
    """Confirmed or not a match; by its owner, or by whoever takes it with this."""
    hit = decide_hit(actor=request.actor, reference=reference, state=body.state, note=body.note)  # type: ignore[attr-defined]
    return {"reference": hit.reference, "state": hit.state}


@router.post("/travellers/lists", auth=requires(LISTS), response={201: dict[str, str]})
def post_list(request: HttpRequest, body: NewList) -> Status:
    """A new list."""
    made = create_source(
        actor=request.actor,  # type: ignore[attr-defined]
        code=body.code,
        title_zh=body.title_zh,
        title_en=body.title_en,
        kind=body.kind,
        consequence=body.consequence,
    )
    return Status(201, {"code": made.code})


@router.post("/travellers/lists/{code}/versions", auth=requires(LISTS), response={201: dict[str, Any]})
def post_version(
    request: HttpRequest,
    code: str,
    file: File[UploadedFile],
    of_date: Form[dt.date | None] = None,
    whole: Form[bool] = True,
    confirmed: Form[bool] = False,
) -> Status:
    """A file of a list; `whole` replaces it. Bad rows are told, good ones taken."""
    told = import_list(
        actor=request.actor,  # type: ignore[attr-defined]
        code=code,
        content=file.read(MOST_FILE_BYTES + 1),
        of_date=of_date,
        whole=whole,
        confirmed=confirmed,
    )
    return Status(201, _imported(told))


@router.post("/travellers/lists/{code}/entries", auth=requires(LISTS), response={201: dict[str, Any]})
def post_entry(request: HttpRequest, code: str, body: NewEntry) -> Status:
    """One more person of a list."""
    entry = entry_of_fields(**body.model_dump())
    return Status(201, _imported(add_entry(actor=request.actor, code=code, entry=entry)))  # type: ignore[attr-defined]


@router.post("/travellers/lists/{code}/entries/{entry_id}/removal", auth=requires(LISTS))
def post_removal(request: HttpRequest, code: str, entry_id: int, body: Removal) -> dict[str, Any]:
    """Take one person off a list."""
    return _imported(
        remove_entry(actor=request.actor, code=code, entry_id=entry_id, reason=body.reason)  # type: ignore[attr-defined]
    )


def _midnight(day: dt.date | None) -> dt.datetime | None:
    return dt.datetime.combine(day, dt.time()) if day else None


def _received(told: Received) -> dict[str, Any]:
    return {
        **{
            name: getattr(told, name)
            for name in ReceivedAnswer.model_fields
            if name not in ("errors", "flights")
        },
        "flights": list(told.flights),
        "errors": [_told(problem) for problem in told.problems],
    }


def _imported(told: Imported) -> dict[str, Any]:
    counts = ("revision", "added", "changed", "removed", "kept", "rejected")
    return {
        **{name: getattr(told, name) for name in counts},
        "errors": [_told(p) for p in told.rejects[:PAGE_ROWS]],
    }


def _told(problem: Problem) -> dict[str, Any]:
    return problem.as_dict() | {"zh": problem.message.zh, "en": problem.message.en}


def _words(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
