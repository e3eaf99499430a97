"""Reads of hits: those of the actor's offices, what leaves the module, what a look-up shows before it is kept."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from tongguan.engines.problems import Text
from tongguan.engines.screening import Screened
from tongguan.operations.travellers.contracts import HitFacts
from tongguan.operations.travellers.models import Hit, ListEntry
from tongguan.operations.travellers.module import ALL, VIEW
from tongguan.operations.travellers.rules.reasons import reasons_for
from tongguan.platform.permissions.interface import Actor, NotFound


def visible_hits(actor: Actor) -> QuerySet[Hit]:
    """Those of the actor's offices; all for who may see all."""
    hits = Hit.objects.select_related("source", "flight", "entry", "alert__owner_user", "office")
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
