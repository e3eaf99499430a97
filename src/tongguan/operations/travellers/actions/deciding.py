"""Officers decide on hits, and see what a list says only for a purpose; both are logged with who did it."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from tongguan.engines.problems import Problem, Text
from tongguan.operations.travellers.actions.hits import hold_entries, settle_verdicts
from tongguan.operations.travellers.enums import HitState, Purpose
from tongguan.operations.travellers.models import Hit, Passenger
from tongguan.operations.travellers.module import DECIDE, UNMASK
from tongguan.operations.travellers.queries.hits import visible_hit
from tongguan.operations.travellers.rules.stored import births_shown
from tongguan.platform.alerts.interface import Outcome, acknowledge, disposition
from tongguan.platform.alerts.interface import State as AlertState
from tongguan.platform.audit.interface import record
from tongguan.platform.events.interface import publish
from tongguan.platform.permissions.interface import SYSTEM, Actor, Refused, require

CODES = {HitState.CONFIRMED: "clue", HitState.NOT_A_MATCH: "false_alarm"}
NOTES = {
    HitState.CONFIRMED: "旅客经核实为名单人员 confirmed",
    HitState.NOT_A_MATCH: "旅客非名单人员 not a match",
}
CLOSED = Text(zh="命中已处置，请刷新", en="the hit was decided meanwhile; look again")
NOTE = Text(zh="请填写依据", en="say what it rests on")
CHOICE = Text(zh="处置只能为确认或非同一人", en="a hit is confirmed or not a match")
PURPOSE = Text(zh="须说明查看目的", en="say why you look")


@transaction.atomic
def take_hit(*, actor: Actor, reference: str) -> None:
    """The hit's alert becomes the officer's. Raises NotAllowed, NotFound, Refused (409)."""
    require(actor, DECIDE)
    hit = visible_hit(actor, reference)
    if hit.alert is None or hit.alert.state == AlertState.DISPOSITIONED:
        raise Refused(Problem("hit.closed", CLOSED), status=409)
    acknowledge(actor=actor, alert_id=hit.alert.pk)


@transaction.atomic
def decide_hit(*, actor: Actor, reference: str, state: str, note: str) -> Hit:
    """Confirmed or not a match, by who owns the hit's alert (taking it where nobody has). The note is kept sealed.

    Not a match is remembered for this person and this entry until either changes.
    """
    require(actor, DECIDE)
    if state not in CODES:
        raise Refused(Problem("hit.choice", CHOICE, "/state"))
    if not note.strip():
        raise Refused(Problem("hit.note", NOTE, "/note"))
    seen = visible_hit(actor, reference)
    hit = _held(Hit.objects.filter(pk=seen.pk)) or seen
    if hit.state != HitState.OPEN:
        raise Refused(Problem("hit.closed", CLOSED), status=409)
    _settle(hit, HitState(state), actor.user_id, actor.name, note.strip()[:2000])
    alert = hit.alert
    if alert is not None and alert.state != AlertState.DISPOSITIONED:
        if alert.acknowledged_at is None:
            acknowledge(actor=actor, alert_id=alert.pk)
        disposition(actor=actor, alert_id=alert.pk, code=CODES[HitState(state)], note=NOTES[HitState(state)])
    _told(actor, hit)
    return hit


def outcome_of_alert(outcome: Outcome) -> None:
    """An alert of a hit was closed on its own page: the hit follows, unless it was decided here."""
    hit = _held(Hit.objects.filter(alert_id=outcome.alert_id, state=HitState.OPEN))
    if hit is None or outcome.hit is None:
        return
    state = HitState.CONFIRMED if outcome.hit else HitState.NOT_A_MATCH
    _settle(hit, state, None, "", outcome.note)
    _told(SYSTEM, hit)


def _held(hits: QuerySet[Hit]) -> Hit | None:
    """A hit until the transaction ends, after the entries and its passenger, as `hold_entries` orders it."""
    hold_entries()
    people = hits.exclude(passenger=None).values("passenger")
    list(Passenger.objects.filter(pk__in=people).select_for_update(no_key=True))
    return hits.select_for_update(of=("self",)).first()


def _settle(hit: Hit, state: HitState, user_id: int | None, name: str, note: str) -> None:
    hit.state, hit.decided_at, hit.ended = state, timezone.now(), ""
    hit.decided_by, hit.decided_by_name = user_id, name[:100]
    hit.note = {"text": note}
    hit.save(update_fields=["state", "decided_at", "decided_by", "decided_by_name", "note", "ended"])
    if hit.passenger_id:
        settle_verdicts([hit.passenger_id])


def _told(actor: Actor, hit: Hit) -> None:
    facts = {"state": str(hit.state), "list": hit.source.code, "permille": round(1000 * hit.probability)}
    record(actor=actor, action="travellers.hit_decided", subject=("hit", hit.reference), data=facts)
    publish("travellers.hit_decided", f"hit:{hit.reference}", {"hit": hit.reference, **facts})


@transaction.atomic
def unmask(*, actor: Actor, reference: str, purpose: str) -> dict[str, str]:
    """What the list itself says of the person, once, for a purpose. Raises NotAllowed, NotFound, Refused."""
    require(actor, UNMASK)
    if purpose not in Purpose.values:
        raise Refused(Problem("hit.purpose", PURPOSE, "/purpose"))
    hit = visible_hit(actor, reference)
    facts = {"purpose": purpose, "list": hit.source.code, "entry": hit.entry_id}
    record(actor=actor, action="travellers.unmasked", subject=("hit", hit.reference), data=facts)
    held = hit.entry.data or {}
    return {
        "reference": held.get("reference", ""),
        "names": " · ".join(held.get("names", ())),
        "births": births_shown(held) if held else "",
        "nationalities": ", ".join(held.get("nationalities", ())),
        "documents": ", ".join(
            f"{number} {country}".strip() for number, country, _kind in held.get("documents", ())
        ),
    }
