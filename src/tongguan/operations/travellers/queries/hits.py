"""Reads of hits: those of the actor's offices, what leaves the module, what a look-up shows before it is kept."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from tongguan.engines.problems import Text
from tongguan.engines.screening import Screened
from tongguan.operations.travellers.contracts import DocumentFields, HitFacts, HitPerson
from tongguan.operations.travellers.enums import HitState, ListKind
from tongguan.operations.travellers.models import Hit, ListEntry
from tongguan.operations.travellers.module import ALL, VIEW
from tongguan.operations.travellers.rules.reasons import reasons_for
from tongguan.operations.travellers.rules.stored import births_shown
from tongguan.platform.permissions.interface import Actor, NotFound
from tongguan.platform.ui.interface import TimelineStep, Tone


def visible_hits(actor: Actor) -> QuerySet[Hit]:
    """Those of the actor's offices; all for who may see all."""
    hits = Hit.objects.select_related(
        "source", "flight", "entry", "alert__owner_user", "office", "passenger", "scan"
    )
    if actor.may(ALL):
        return hits
    if not actor.may(VIEW):
        return hits.none()
    return hits.filter(Q(office_id__in=actor.office_ids))


def visible_hit(actor: Actor, reference: str) -> Hit:
    """One of them; raises NotFound alike for a missing and a hidden one."""
    found = visible_hits(actor).filter(reference=reference).first()
    if found is None:
        raise NotFound(Text(zh="命中", en="hit"))
    return found


def hit_facts(hit: Hit) -> HitFacts:
    """What leaves the module."""
    return HitFacts(
        reference=hit.reference,
        probability=hit.probability,
        reasons=tuple(Text(zh=each["zh"], en=each["en"]) for each in hit.reasons or ()),
        source=Text(zh=hit.source.title_zh, en=hit.source.title_en),
        listed_for=(hit.entry.data or {}).get("reason", ""),
        consequence=hit.source.consequence,
        state=hit.state,
    )


def preview(screened: Screened) -> list[HitFacts]:
    """Hits that are shown but not raised."""
    keys = {int(hit.entry.reference): hit for hit in screened.hits}
    entries = ListEntry.objects.filter(pk__in=keys).select_related("source") if keys else ()
    found = {row.pk: row for row in entries}
    return [
        HitFacts(
            reference="",
            probability=hit.probability,
            reasons=tuple(reasons_for(hit.evidence)),
            source=Text(zh=found[key].source.title_zh, en=found[key].source.title_en),
            listed_for=found[key].data["reason"],
            consequence=found[key].source.consequence,
            state="",
        )
        for key, hit in keys.items()
        if key in found
    ]


def person_of(hit: Hit) -> list[tuple[str, str]]:
    """Whom a hit is about: the traveller's own data, as (term, value); empty once they are kept no longer."""
    row = hit.passenger or hit.scan
    held = row.data if row is not None else None
    if not held:
        return []
    documents = ", ".join(f"{number} {country}".strip() for number, country, _kind in held["documents"])
    return [
        (_("Full name"), " · ".join(held["names"])),
        (_("Born"), births_shown(held)),
        (_("Nationality"), held["nationality"]),
        (_("Sex"), {"F": _("Female"), "M": _("Male")}.get(held["sex"], "")),
        (_("Travel document"), documents),
        (_("Seat"), held["seat"]),
        (_("Itinerary"), " → ".join(filter(None, (held["embarks"], held["leaves"])))),
    ]


def course_of(hit: Hit) -> list[TimelineStep]:
    """What happened to a hit, newest first."""
    steps = []
    if hit.decided_at is not None:
        tone = {HitState.CONFIRMED: Tone.BAD, HitState.NOT_A_MATCH: Tone.GOOD}.get(
            HitState(hit.state), Tone.IDLE
        )
        note = (
            hit.get_ended_display()
            if hit.ended
            else _("Remembered from an earlier decision")
            if hit.remembered
            else ""
        )
        steps.append(TimelineStep(hit.get_state_display(), hit.decided_at, hit.decided_by_name, note, tone))
    if hit.alert is not None and hit.alert.acknowledged_at is not None:
        owner = str(hit.alert.owner_user) if hit.alert.owner_user else ""
        steps.append(TimelineStep(_("Taken"), hit.alert.acknowledged_at, owner, "", Tone.INFO))
    steps.append(TimelineStep(_("Raised"), hit.raised_at, "", "", Tone.WARN))
    return steps


def person_of_hit(*, actor: Actor, reference: str) -> HitPerson | None:
    """Who was hit, for whoever samples or questions them; None once the time to keep it is over. Raises NotFound.

    The caller keeps it sealed.
    """
    hit = visible_hit(actor, reference)
    held = hit.passenger.data if hit.passenger else hit.scan.data if hit.scan else None
    if not held or not held["names"]:
        return None
    number, country, _kind = (held["documents"] or [("", "", "")])[0]
    fields = DocumentFields(
        number=number,
        country=country,
        names=tuple(held["names"]),
        birth_date=births_shown(held),
        sex=held["sex"],
        nationality=held["nationality"],
    )
    return HitPerson(
        fields=fields,
        flight=hit.flight.number if hit.flight else "",
        seat=held.get("seat", ""),
        office_id=hit.office_id,
        contact=hit.source.kind == ListKind.CONTACTS,
    )
