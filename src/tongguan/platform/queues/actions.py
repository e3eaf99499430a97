"""Writes by people: witnesses' randomness, named fallbacks, duty, conflicts of interest."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from tongguan.engines.draw import commitment_of
from tongguan.platform.audit.interface import record
from tongguan.platform.events.interface import publish
from tongguan.platform.permissions.interface import Actor, NotFound, require
from tongguan.platform.queues.drawing import cutoff_s
from tongguan.platform.queues.duty import roster
from tongguan.platform.queues.enums import PUBLISHED, RoundState
from tongguan.platform.queues.errors import ROUND, refused
from tongguan.platform.queues.models import Conflict, DrawAssignment, DrawParty, DrawRound, Duty
from tongguan.platform.queues.rounds import SUBJECT_KIND, lock_round

MIN_REASON = 10
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
    if round_.state == RoundState.OPEN or int(now.timestamp()) <= cutoff_s(round_):
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
def propose_officer(*, actor: Actor, assignment_id: int, officer_id: int, reason: str) -> DrawAssignment:
    """Name a person for a part the draw found nobody for, with a reason; another person must approve it."""
    require(actor, "draws.fallback")
    part = _open_part(assignment_id)
    if len(reason.strip()) < MIN_REASON:
        raise refused("draws.reason", "reason")
    if officer_id == actor.user_id:
        raise refused("draws.same_person", "officer")
    _check_person(part, officer_id)
    part.proposed_officer_id, part.proposed_by_id = officer_id, actor.user_id
    part.proposal_reason = reason.strip()[:500]
    part.save()
    _note(actor, "draws.fallback.proposed", part, officer_id)
    return part


@transaction.atomic
def approve_officer(*, actor: Actor, assignment_id: int) -> DrawAssignment:
    """Approve the named person: somebody else than who named them and than they themselves."""
    require(actor, "draws.fallback")
    part = _open_part(assignment_id)
    if part.proposed_officer_id is None:
        raise refused("draws.no_proposal", status=409)
    if actor.user_id is None or actor.user_id in (part.proposed_by_id, part.proposed_officer_id):
        raise refused("draws.same_person", status=403)
    _check_person(part, part.proposed_officer_id)
    part.officer_id, part.approved_by_id = part.proposed_officer_id, actor.user_id
    part.approved_at = timezone.now()
    part.save()
    _note(actor, "draws.fallback.approved", part, part.officer_id)
    payload = {
        "purpose": part.entry.purpose,
        "round": part.entry.round_id,
        "entry": part.entry.entry,
        "role": part.role,
        "officer": part.officer_id,
    }
    publish("draw.named", part.entry.entry, payload)
    return part


def _open_part(assignment_id: int) -> DrawAssignment:
    found = DrawAssignment.objects.select_for_update(of=("self",)).select_related("entry__round")
    part = found.filter(pk=assignment_id, entry__round__state__in=PUBLISHED).first()
    if part is None or part.officer_id is not None:
        raise refused("draws.not_open_part", status=409)
    return part


def _check_person(part: DrawAssignment, officer_id: int) -> None:
    """The rules of the draw bind people too: on duty now, no conflict, no other part in the entry."""
    now = timezone.now()
    listed = {officer.id: officer for officer in roster("", now, part.entry.round.repeat_days)}
    officer = listed.get(str(officer_id))
    if officer is None or not officer.on_duty:
        raise refused("draws.not_on_duty", "officer")
    firms = set(part.entry.given["firms"])
    acts = part.entry.assignments.filter(officer_id=officer_id).exists()
    barred = firms & {*officer.kin_firms, *officer.recent_firms}
    if acts or barred or officer_id in part.entry.given["excluded"]:
        raise refused("draws.conflict", "officer")


def _note(actor: Actor, action: str, part: DrawAssignment, officer_id: int | None) -> None:
    record(
        actor=actor,
        action=action,
        subject=(SUBJECT_KIND, part.entry.round_id),
        data={
            "entry": part.entry.entry,
            "role": part.role,
            "officer": officer_id,
            "fallback": part.fallback,
            "reason": part.proposal_reason,
        },
    )


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


@transaction.atomic
def declare_conflict(
    *,
    actor: Actor,
    officer_id: int,
    organisation_id: int,
    reason: str,
    valid_from: date,
    valid_to: date | None = None,
    note: str = "",
) -> Conflict:
    """Record that an officer keeps away from an organisation; officers declare their own, managers anybody's."""
    if actor.user_id != officer_id or not actor.is_officer:
        require(actor, "duty.manage")
    if valid_to is not None and valid_to < valid_from:
        raise refused("duty.times", "valid_to")
    conflict = Conflict.objects.create(
        officer_id=officer_id,
        organisation_id=organisation_id,
        reason=reason,
        valid_from=valid_from,
        valid_to=valid_to,
        note=note[:300],
        declared_by_id=actor.user_id,
    )
    _note_conflict(actor, "conflict.declared", conflict)
    return conflict


@transaction.atomic
def end_conflict(*, actor: Actor, conflict_id: int) -> None:
    """End a conflict of interest today; never one's own."""
    require(actor, "duty.manage")
    conflict = Conflict.objects.select_for_update().filter(pk=conflict_id).first()
    if conflict is None:
        return
    if conflict.officer_id == actor.user_id:
        raise refused("conflict.own", status=403)
    conflict.valid_to = max(timezone.localdate(), conflict.valid_from)
    conflict.save(update_fields=["valid_to"])
    _note_conflict(actor, "conflict.ended", conflict)


def _note_conflict(actor: Actor, action: str, conflict: Conflict) -> None:
    data = {
        "officer": conflict.officer_id,
        "organisation": conflict.organisation_id,
        "reason": conflict.reason,
        "valid_from": conflict.valid_from,
        "valid_to": conflict.valid_to,
    }
    record(actor=actor, action=action, subject=("conflict", str(conflict.pk)), data=data)
