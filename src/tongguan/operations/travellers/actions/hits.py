"""Hits: raised once a person and entry, ended when what they rest on goes, remembered when they were not a match."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import Max, Q
from django.utils import timezone

from tongguan.engines.problems import Text
from tongguan.engines.screening import Screened
from tongguan.engines.screening.screening import MATCH
from tongguan.operations.travellers.enums import Decision, Ended, HitState, Verdict
from tongguan.operations.travellers.models import Flight, Hit, ListEntry, Passenger, Scan
from tongguan.operations.travellers.rules.ranking import severity_of
from tongguan.operations.travellers.rules.reasons import reasons_for
from tongguan.platform.alerts.interface import Evidence, Source, acknowledge, disposition, raise_alert
from tongguan.platform.alerts.interface import State as AlertState
from tongguan.platform.audit.interface import record
from tongguan.platform.events.interface import publish
from tongguan.platform.permissions.interface import SYSTEM, Actor

ALERT_KIND, SOURCE_KIND = "travellers.hit", "watchlist"
OWNER_ROLE = "inspector"
_LOCK_SPACE = 0x77617463  # advisory locks of this module


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a screening was of: a passenger, or somebody looked up who is on no known flight."""

    key: str
    digest: str
    passenger: Passenger | None = None
    scan: Scan | None = None
    flight: Flight | None = None
    office_id: int | None = None


def raise_hits(*, actor: Actor, subject: Subject, screened: Screened) -> list[Hit]:
    """A hit for each entry the person may be, inside the caller's transaction; those known already are returned as
    they stand, with the new probability while they are open."""
    keys = {int(hit.entry.reference): hit for hit in screened.hits}
    if not keys:
        return []
    hold_entries()
    entries = {row.pk: row for row in ListEntry.objects.filter(pk__in=keys).select_related("source")}
    known = _known(subject, keys)
    out = []
    for key, found in keys.items():
        entry = entries.get(key)
        if entry is None or entry.ended is not None:
            continue
        hit = known.get(key)
        if hit is None:
            hit = _raised(actor, subject, entry, found.probability, reasons_for(found.evidence))
        elif hit.state == HitState.OPEN and abs(hit.probability - found.probability) > 1e-9:
            hit.probability = found.probability
            hit.priority = found.probability * entry.source.consequence
            hit.reasons = [_text(reason) for reason in reasons_for(found.evidence)]
            hit.save(update_fields=["probability", "priority", "reasons"])
        out.append(hit)
    return out


def hold_entries(*, alone: bool = False) -> None:
    """Until the transaction ends: no entry ends while hits are raised, and the other way round (`alone`).

    Locks are taken in one order everywhere, so that nobody waits in a circle: this one, then people, then their hits.
    Who locks hits before people holds the entries alone.
    """
    function = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s, 0)", [_LOCK_SPACE])


def _known(subject: Subject, keys: Iterable[int]) -> dict[int, Hit]:
    """Hits of this passenger; of somebody on no flight those of the same person that are still open."""
    found = Hit.objects.filter(entry_id__in=list(keys)).select_related("entry__source")
    if subject.passenger is not None:
        found = found.filter(passenger=subject.passenger)
    else:
        found = found.filter(person_key=subject.key, state=HitState.OPEN)
    return {hit.entry_id: hit for hit in found.order_by("-id")}


def _raised(actor: Actor, subject: Subject, entry: ListEntry, probability: float, reasons: list[Text]) -> Hit:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('travellers_hit', 'id'))")
        key = cursor.fetchone()[0]
    source = entry.source
    remembered = _was_no_match(subject, entry)
    hit = Hit(
        pk=key,
        reference=f"TH{key:08d}",
        passenger=subject.passenger,
        scan=subject.scan,
        flight=subject.flight,
        entry=entry,
        source=source,
        person_key=subject.key,
        person_digest=subject.digest,
        probability=probability,
        priority=probability * source.consequence,
        reasons=[_text(reason) for reason in reasons],
        office_id=subject.office_id,
    )
    if remembered is not None:
        hit.state, hit.remembered = HitState.NOT_A_MATCH, True
        hit.decided_at, hit.decided_by = timezone.now(), remembered.decided_by
        hit.decided_by_name = remembered.decided_by_name
    else:
        hit.alert = _alert(hit, subject)
    hit.save(force_insert=True)
    facts = {
        "flight": subject.flight.number if subject.flight else "",
        "list": source.code,
        "entry": entry.pk,
        "permille": round(1000 * probability),
    }
    remembering = {"remembered": remembered.reference} if remembered else {}
    record(
        actor=actor, action="travellers.hit_raised", subject=("hit", hit.reference), data=facts | remembering
    )
    if remembered is None:
        publish("travellers.hit_raised", f"hit:{hit.reference}", {"hit": hit.reference, **facts})
    return hit


def _was_no_match(subject: Subject, entry: ListEntry) -> Hit | None:
    """The decision that this very person is not this very entry, both unchanged since."""
    return (
        Hit.objects.filter(
            person_key=subject.key,
            person_digest=subject.digest,
            source=entry.source,
            state=HitState.NOT_A_MATCH,
            remembered=False,
            entry__key=entry.key,
            entry__digest=entry.digest,
        )
        .order_by("-id")
        .first()
    )


def _alert(hit: Hit, subject: Subject):
    percent = round(100 * hit.probability)
    flight = subject.flight.number if subject.flight and subject.flight.number else ""
    title = Text(
        zh=f"旅客筛查命中 {flight or '现场查询'} · {hit.source.title_zh} · 可能性 {percent}%",
        en=f"Traveller hit {flight or 'at the counter'} · {hit.source.title_en} · {percent}% likely",
    )
    note = Text(zh="理由与处置见命中页", en="Reasons and decision on the page of the hit")
    return raise_alert(
        source_key=f"travellers:{hit.reference}",
        kind=ALERT_KIND,
        title=title,
        severity=severity_of(hit.priority),
        evidence=[Evidence("row", hit.reference, url=f"/travellers/hits/{hit.reference}/", note=note)],
        source=Source(SOURCE_KIND, hit.source.code, str(hit.entry.begun)),
        office_id=subject.office_id,
        owner_role=OWNER_ROLE if subject.office_id else "",
    )


def end_hits(hits: Iterable[Hit], why: Ended, *, actor: Actor = SYSTEM) -> int:
    """Open hits end undecided, with audit; their alerts are closed as undecided, which teaches nothing."""
    done = 0
    touched: set[int] = set()
    for hit in hits:
        hit.state, hit.ended, hit.decided_at = HitState.EXPIRED, why, timezone.now()
        hit.save(update_fields=["state", "ended", "decided_at"])
        data = {"why": str(why), "list": hit.source.code, "entry": hit.entry_id}
        record(actor=actor, action="travellers.hit_ended", subject=("hit", hit.reference), data=data)
        publish("travellers.hit_decided", f"hit:{hit.reference}", {"hit": hit.reference, "state": "expired"})
        close_alert(hit, f"{Ended(why).value}")
        touched |= {hit.passenger_id} if hit.passenger_id else set()
        done += 1
    settle_verdicts(touched)
    return done


def close_alert(hit: Hit, note: str) -> None:
    """The house closes the alert of a hit that ended by itself."""
    alert = hit.alert
    if alert is None or alert.state == AlertState.DISPOSITIONED:
        return
    if alert.acknowledged_at is None:
        acknowledge(actor=SYSTEM, alert_id=alert.pk)
    disposition(actor=SYSTEM, alert_id=alert.pk, code="undecided", note=note)


def settle_verdicts(passengers: Iterable[int]) -> None:
    """What screening says of people once some of their hits ended: the likeliest that still counts."""
    counts = Q(hits__state__in=(HitState.OPEN, HitState.CONFIRMED))
    rows = Passenger.objects.filter(pk__in=list(passengers), screened_revision__isnull=False)
    for row in rows.annotate(top=Max("hits__probability", filter=counts)):
        verdict = verdict_of(row.top, bool(row.data["names"]))
        if row.verdict != verdict:
            Passenger.objects.filter(pk=row.pk).update(verdict=verdict)


def verdict_of(top: float | None, named: bool) -> Verdict:
    """As the engine decides: who has no name is never clear."""
    if top is None:
        return Verdict.CLEAR if named else Verdict.POSSIBLE
    return Verdict.MATCH if top >= MATCH else Verdict.POSSIBLE


def verdict_after(screened: Screened, hits: list[Hit]) -> Verdict:
    """What is said of somebody just screened: hits decided before as no match do not count."""
    counted = [h.probability for h in hits if h.state in (HitState.OPEN, HitState.CONFIRMED)]
    if not screened.hits:
        return Verdict(Decision(screened.decision).value)
    return verdict_of(max(counted, default=None), bool(screened.traveller.names))


def _text(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
