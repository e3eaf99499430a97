"""What happens with the steps of a manual assignment; the rules of the draw bind people too."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.utils import timezone

from tongguan.engines.problems import Text
from tongguan.platform.cases.interface import Moving
from tongguan.platform.events.interface import publish
from tongguan.platform.queues.duty import roster
from tongguan.platform.queues.errors import refused
from tongguan.platform.queues.models import DrawAssignment

MIN_REASON = 10


def officers_on_duty() -> list[tuple[str, Text]]:
    """Who is on duty now: the choices of the form."""
    ids = [int(each.id) for each in roster("", timezone.now()) if each.on_duty]
    people = get_user_model().objects.filter(pk__in=ids).order_by("username")
    return [(str(user.pk), Text(zh=str(user), en=str(user))) for user in people]


def proposed(moving: Moving) -> None:
    """Keep who is proposed and why; nobody proposes themselves."""
    officer_id, reason = int(moving.data["officer"]), moving.data["reason"].strip()
    if len(reason) < MIN_REASON:
        raise refused("draws.reason", "/reason")
    if officer_id == moving.actor.user_id:
        raise refused("draws.same_person", "/officer")
    part = _open_part(moving)
    _check_person(part, officer_id)
    moving.case.officer_id, moving.case.reason = officer_id, reason
    part.proposed_by_id, part.proposal_reason = moving.actor.user_id, reason
    part.save()


def approved(moving: Moving) -> None:
    """The named person gets the part; approved by another than who named them and than they themselves."""
    case = moving.case
    if moving.actor.user_id in (None, case.officer_id):
        raise refused("draws.same_person", status=403)
    part = _open_part(moving)
    _check_person(part, case.officer_id)
    part.officer_id, part.approved_by_id, part.approved_at = (
        case.officer_id,
        moving.actor.user_id,
        timezone.now(),
    )
    part.save()
    moving.facts["officer"] = case.officer_id
    payload = {
        "purpose": case.purpose,
        "round": part.entry.round_id,
        "entry": case.entry,
        "role": case.role,
        "officer": case.officer_id,
    }
    publish("draw.named", case.entry, payload)


def rejected(moving: Moving) -> None:
    """The proposal is taken back; the part stays open."""
    part = _open_part(moving)
    part.proposed_by_id, part.proposal_reason = None, ""
    part.save()
    moving.case.officer_id, moving.case.reason = None, ""


def _open_part(moving: Moving) -> DrawAssignment:
    found = DrawAssignment.objects.select_for_update(of=("self",)).select_related("entry__round")
    part = found.get(pk=moving.case.part_id)
    if part.officer_id is not None:
        raise refused("draws.not_open_part", status=409)
    return part


def _check_person(part: DrawAssignment, officer_id: int) -> None:
    """On duty now, no conflict, no other part in the entry."""
    listed = {officer.id: officer for officer in roster("", timezone.now(), part.entry.round.repeat_days)}
    officer = listed.get(str(officer_id))
    if officer is None or not officer.on_duty:
        raise refused("draws.not_on_duty", "/officer")
    acts = part.entry.assignments.filter(officer_id=officer_id).exists()
    barred = set(part.entry.given["firms"]) & {*officer.kin_firms, *officer.recent_firms}
    if acts or barred or officer_id in part.entry.given["excluded"]:
        raise refused("draws.conflict", "/officer")
