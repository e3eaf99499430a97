"""Writes by people: witnesses' randomness and duty."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from tongguan.engines.draw import commitment_of
from tongguan.platform.audit.interface import record
from tongguan.platform.permissions.interface import Actor, NotFound, require
from tongguan.platform.queues.drawing import is_past_cutoff
from tongguan.platform.queues.enums import RoundState
from tongguan.platform.queues.errors import ROUND, refused
from tongguan.platform.queues.models import DrawParty, DrawRound, Duty
from tongguan.platform.queues.rounds import SUBJECT_KIND, lock_round

_COMMITMENT = re.compile(r"[0-9a-f]{64}")
_HEX = re.compile(r"(?:[0-9a-f]{2}){16,512}")


@transaction.atomic
def commit_randomness(*, actor: Actor, round_id: str, commitment: str) -> DrawParty:
    """A witness's commitment to an open round: `commitment_of(round_id, party, secret, nonce)` with the party
    name `witness-<user id>`. Refused after the cut-off, a second time, or malformed."""
    require(actor, "draws.witness")
    if not _COMMITMENT.fullmatch(commitment):
        raise refused("draws.commitment_form", "commitment")
    now = timezone.now()
    round_ = lock_round(round_id)
    if round_ is None:
        raise NotFound(ROUND)
    if round_.state != RoundState.OPEN or now >= round_.cut_off_at:
        raise refused("draws.closed", status=409)
    if round_.parties.filter(party=party_of(actor)).exists():
        raise refused("draws.committed_already", status=409)
    party = DrawParty.objects.create(
        round=round_, party=party_of(actor), name=actor.name[:100], commitment=commitment, committed_at=now
    )
    record(
        actor=actor,
        action="draws.party.committed",
        subject=(SUBJECT_KIND, round_id),
        data={"party": party.party, "commitment": commitment},
    )
    return party


@transaction.atomic
def reveal_randomness(*, actor: Actor, round_id: str, secret: str, nonce: str) -> None:
    """A witness opens its commitment, after the cut-off and in time; both in hex, at least 16 bytes each.

    Refused when early (the draw would become predictable), late, or when it does not open the commitment.
    """
    require(actor, "draws.witness")
    now = timezone.now()
    round_ = DrawRound.objects.select_for_update().filter(pk=round_id).first()
    if round_ is None:
        raise NotFound(ROUND)
    party = round_.parties.filter(party=party_of(actor)).first()
    if party is None:
        raise refused("draws.no_commitment", status=409)
    if round_.state == RoundState.OPEN or not is_past_cutoff(round_, now):
        raise refused("draws.not_yet", status=409)
    if round_.state not in (RoundState.COMMITTED, RoundState.REVEALED) or now > (round_.reveal_until or now):
        raise refused("draws.reveal_over", status=409)
    if not (_HEX.fullmatch(secret) and _HEX.fullmatch(nonce)):
        raise refused("draws.mismatch", "secret")
    opened = commitment_of(round_id, party.party, bytes.fromhex(secret), bytes.fromhex(nonce))
    if opened != party.commitment:
        raise refused("draws.mismatch", "secret")
    party.secret, party.nonce, party.revealed_at = secret, nonce, now
    party.save()
    record(
        actor=actor,
        action="draws.party.revealed",
        subject=(SUBJECT_KIND, round_id),
        data={"party": party.party},
    )


def party_of(actor: Actor) -> str:
    """The name a witness has in the record."""
    return f"witness-{actor.user_id}"


@transaction.atomic
def put_on_duty(
    *,
    actor: Actor,
    position_id: int,
    site: str,
    starts_at: datetime,
    ends_at: datetime,
    skills: tuple[str, ...] = (),
) -> Duty:
    """Put a position on the roster. Refused for a trade position, for an end before the beginning, and where the
    person is already on duty in that time."""
    require(actor, "duty.manage")
    if ends_at <= starts_at:
        raise refused("duty.times", "ends_at")
    duty = Duty(
        position_id=position_id, site=site[:60], starts_at=starts_at, ends_at=ends_at, skills=list(skills)
    )
    if duty.position.organisation.kind != "customs":
        raise refused("duty.customs_only", "position")
    same_person = Q(position__user_id=duty.position.user_id)
    if (
        Duty.objects.select_for_update()
        .filter(same_person, starts_at__lt=ends_at, ends_at__gt=starts_at)
        .exists()
    ):
        raise refused("duty.overlap", "starts_at", status=409)
    duty.save()
    _note_duty(actor, "duty.added", duty)
    return duty


@transaction.atomic
def set_available(*, actor: Actor, duty_id: int, available: bool) -> None:
    """Call a person away from duty, or back."""
    require(actor, "duty.manage")
    duty = Duty.objects.select_for_update().filter(pk=duty_id).first()
    if duty is not None and duty.available != available:
        duty.available = available
        duty.save(update_fields=["available"])
        _note_duty(actor, "duty.available" if available else "duty.away", duty)


def _note_duty(actor: Actor, action: str, duty: Duty) -> None:
    data: dict[str, Any] = {
        "user": duty.position.user_id,
        "site": duty.site,
        "starts_at": duty.starts_at,
        "ends_at": duty.ends_at,
        "skills": duty.skills,
    }
    record(actor=actor, action=action, subject=("duty", str(duty.pk)), data=data)
