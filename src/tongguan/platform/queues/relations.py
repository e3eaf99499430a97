"""The register of relations: whom an officer keeps away from, declared by the officer or by integrity officers."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from tongguan.platform.audit.interface import record
from tongguan.platform.identity.interface import User
from tongguan.platform.permissions.interface import Actor, NotAllowed, NotFound, require
from tongguan.platform.queues.errors import RELATION, refused
from tongguan.platform.queues.models import Conflict
from tongguan.platform.queues.module import RELATIONS
from tongguan.platform.queues.sealing import seal_note


@transaction.atomic
def declare_conflict(
    *,
    actor: Actor,
    officer_id: int,
    reason: str,
    valid_from: date,
    organisation_id: int | None = None,
    username: str = "",
    valid_to: date | None = None,
    note: str = "",
) -> Conflict:
    """Record that an officer keeps away from an organisation, or from every firm the person with this user name works
    for. Officers declare their own relations, integrity officers anybody's. `note` (who it is) is stored encrypted and
    stands in no audit entry."""
    if actor.user_id != officer_id or not actor.is_officer:
        require(actor, RELATIONS)
    if valid_to is not None and valid_to < valid_from:
        raise refused("duty.times", "valid_to")
    person = User.objects.filter(username=username).first() if username else None
    if username and (person is None or person.pk == officer_id):
        raise refused("conflict.person", "username")
    if (organisation_id is None) == (person is None):
        raise refused("conflict.counterpart", "organisation")
    conflict = Conflict.objects.create(
        officer_id=officer_id,
        organisation_id=organisation_id,
        person=person,
        reason=reason,
        valid_from=valid_from,
        valid_to=valid_to,
        sealed_note=seal_note(note.strip()[:300]),
        declared_by_id=actor.user_id,
    )
    _note(actor, "conflict.declared", conflict)
    return conflict


@transaction.atomic
def end_conflict(*, actor: Actor, conflict_id: int) -> None:
    """End a relation today; never one's own."""
    require(actor, RELATIONS)
    conflict = Conflict.objects.select_for_update().filter(pk=conflict_id).first()
    if conflict is None:
        raise NotFound(RELATION)
    if conflict.officer_id == actor.user_id:
        raise refused("conflict.own", status=403)
    conflict.valid_to = max(timezone.localdate(), conflict.valid_from)
    conflict.ended_by_id, conflict.ended_at = actor.user_id, timezone.now()
    conflict.save(update_fields=["valid_to", "ended_by", "ended_at"])
    _note(actor, "conflict.ended", conflict)


def relations(actor: Actor, on: date | None = None) -> QuerySet[Conflict]:
    """What this person may see of the register, in force on a day or (None) to come and in force: all for integrity
    officers, else one's own."""
    if not actor.is_officer:
        raise NotAllowed(RELATIONS)
    found = Conflict.objects.select_related("officer", "organisation", "person", "declared_by")
    if not actor.may(RELATIONS):
        found = found.filter(officer_id=actor.user_id)
    if on is not None:
        found = found.filter(valid_from__lte=on)
    return found.exclude(valid_to__lt=on or timezone.localdate()).order_by("officer__username", "id")


def in_force(on: date) -> Q:
    """Rows that hold on a day."""
    return Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gte=on))


def _note(actor: Actor, action: str, conflict: Conflict) -> None:
    data = {
        "officer": conflict.officer_id,
        "organisation": conflict.organisation_id,
        "person": conflict.person_id,
        "reason": conflict.reason,
        "valid_from": conflict.valid_from,
        "valid_to": conflict.valid_to,
    }
    record(actor=actor, action=action, subject=("conflict", str(conflict.pk)), data=data)
