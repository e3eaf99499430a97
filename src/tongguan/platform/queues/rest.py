"""The HTTP API of draws: what is public of a round, and the two steps of a witness."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema, Status

from tongguan.platform.permissions.interface import PUBLIC, requires
from tongguan.platform.queues.actions import commit_randomness, party_of, reveal_randomness
from tongguan.platform.queues.contracts import RoundSummary
from tongguan.platform.queues.enums import RUNNING
from tongguan.platform.queues.queries import full_record, public_record, round_by_id, summaries, summary

router = Router()
PREFIX = "/draws"
RECENT = 50


class Round(Schema):
    """What everybody may know of a round; counts are absent until it is published."""

    id: str
    purpose: str
    state: str
    opened_at: datetime
    cut_off_at: datetime
    house_commitment: str
    ledger_index: int | None
    entries: int | None
    selected: int | None
    at_random: int | None
    without_officer: int | None
    parties: list[str]


class Commitment(Schema):
    """`commitment`: 64 hex digits over draw id, party name, secret and nonce."""

    commitment: str


class Opening(Schema):
    """What opens the commitment: hex, at least 16 bytes each."""

    secret: str
    nonce: str


class Taken(Schema):
    """The name under which the witness stands in the record."""

    party: str


@router.get("", auth=requires(PUBLIC), response=list[Round], summary="Recent rounds")
def rounds(request: HttpRequest, purpose: str = "", running: bool = False) -> list[Round]:
    """Newest first; with `running`, those that still take commitments or reveals."""
    found = summaries(purpose, RUNNING if running else ())[:RECENT]
    return [_told(summary(each)) for each in found]


@router.get("/party", auth=requires("draws.witness"), response=Taken, summary="One's name in the record")
def party(request: HttpRequest) -> Taken:
    """The name a witness's commitments are made over."""
    return Taken(party=party_of(request.actor))  # type: ignore[attr-defined]


@router.get("/{round_id}", auth=requires(PUBLIC), response=Round, summary="One round")
def one(request: HttpRequest, round_id: str) -> Round:
    """Times and commitments; counts once it is published."""
    return _told(summary(round_by_id(round_id)))


@router.get("/{round_id}/record", auth=requires(PUBLIC), summary="The published record, to recompute")
def record(request: HttpRequest, round_id: str, roster: bool = False) -> HttpResponse:
    """404 until the draw is published; `roster` is for those who audit draws."""
    actor = request.actor  # type: ignore[attr-defined]
    value = full_record(actor, round_id) if roster else public_record(round_id)
    return HttpResponse(value, content_type="application/json")


@router.post("/{round_id}/commit", auth=requires("draws.witness"), response={201: Taken}, summary="Commit")
def commit(request: HttpRequest, round_id: str, given: Commitment) -> Status:
    """A witness commits to randomness before the cut-off."""
    actor = request.actor  # type: ignore[attr-defined]
    commit_randomness(actor=actor, round_id=round_id, commitment=given.commitment)
    return Status(201, Taken(party=party_of(actor)))


@router.post("/{round_id}/reveal", auth=requires("draws.witness"), response={201: Taken}, summary="Reveal")
def reveal(request: HttpRequest, round_id: str, given: Opening) -> Status:
    """A witness opens its commitment after the cut-off."""
    actor = request.actor  # type: ignore[attr-defined]
    reveal_randomness(actor=actor, round_id=round_id, secret=given.secret, nonce=given.nonce)
    return Status(201, Taken(party=party_of(actor)))


def _told(each: RoundSummary) -> Round:
    return Round(
        id=each.id,
        purpose=each.purpose,
        state=each.state,
        opened_at=each.opened_at,
        cut_off_at=each.cut_off_at,
        house_commitment=each.house_commitment,
        ledger_index=each.ledger_index,
        entries=each.entries,
        selected=each.selected,
        at_random=each.at_random,
        without_officer=each.without_officer,
        parties=list(each.parties),
    )
