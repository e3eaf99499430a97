"""The queue of hits, and one hit with why it is one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tongguan.engines.problems import Text
from tongguan.operations.travellers.actions.deciding import decide_hit, take_hit, unmask
from tongguan.operations.travellers.enums import HitState
from tongguan.operations.travellers.forms import DecisionForm, UnmaskForm
from tongguan.operations.travellers.models import Hit
from tongguan.operations.travellers.module import DECIDE, QUALITY, UNMASK, VIEW
from tongguan.operations.travellers.pages import surroundings
from tongguan.operations.travellers.queries.hits import course_of, person_of, visible_hit, visible_hits
from tongguan.operations.travellers.queries.quality import precision
from tongguan.operations.travellers.tables import HIT_STATES, HitTable, percent
from tongguan.platform.permissions.interface import Refused, page

QUALITY_DAYS = 365


@page(VIEW)
def hits(request: HttpRequest) -> HttpResponse:
    """Those to decide, the gravest first; `?all=1` shows every one."""
    actor = request.actor  # type: ignore[attr-defined]
    rows = visible_hits(actor)
    every = request.GET.get("all") == "1"
    told = surroundings(
        actor,
        "travellers_hits",
        title=_("Traveller hits"),
        every=every,
        waiting=rows.filter(state=HitState.OPEN).count(),
        grave=rows.filter(state=HitState.OPEN, probability__gte=0.9).count(),
        read_at=timezone.now(),
    )
    shown = rows if every else rows.filter(state=HitState.OPEN)
    return HitTable(shown, request).response("travellers/hits.html", told)


@page(VIEW)
@never_cache
def hit(request: HttpRequest, reference: str) -> HttpResponse:
    """Why it is a hit, whom it is about, and what may be done."""
    return _shown(request, visible_hit(request.actor, reference))  # type: ignore[attr-defined]


def _shown(
    request: HttpRequest,
    found: Hit,
    *,
    form: DecisionForm | None = None,
    problems: Any = (),
    unmasked: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    open_ = found.state == HitState.OPEN
    told = surroundings(
        actor,
        "",
        title=_("Hit {reference}").format(reference=found.reference),
        hit=found,
        state=HIT_STATES[HitState(found.state)],
        probability=percent(found.probability),
        source=Text(zh=found.source.title_zh, en=found.source.title_en),
        listed_for=(found.entry.data or {}).get("reason", ""),
        reasons=[Text(zh=each["zh"], en=each["en"]) for each in found.reasons or ()],
        person=person_of(found),
        steps=course_of(found),
        note=(found.note or {}).get("text", ""),
        form=(form or DecisionForm()) if open_ and actor.may(DECIDE) else None,
        may_take=bool(open_ and actor.may(DECIDE) and found.alert and found.alert.acknowledged_at is None),
        unmask_form=UnmaskForm() if actor.may(UNMASK) and found.entry.data else None,
        unmasked=unmasked,
        problems=problems,
    )
    return render(request, "travellers/hit.html", told, status=status)


@page(DECIDE)
@require_POST
def take(request: HttpRequest, reference: str) -> HttpResponse:
    """Make it one's own."""
    try:
        take_hit(actor=request.actor, reference=reference)  # type: ignore[attr-defined]
    except Refused as refusal:
        if refusal.status in (403, 404):
            raise
        found = visible_hit(request.actor, reference)  # type: ignore[attr-defined]
        return _shown(request, found, problems=refusal.problems, status=refusal.status)
    return redirect("travellers_hit", reference)


@page(DECIDE)
@require_POST
def decide(request: HttpRequest, reference: str) -> HttpResponse:
    """Confirmed or not a match."""
    actor = request.actor  # type: ignore[attr-defined]
    found = visible_hit(actor, reference)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _shown(request, found, form=form, status=422)
    state = request.POST.get("state", "")[:20]
    try:
        decide_hit(actor=actor, reference=reference, state=state, note=form.cleaned_data["note"])
    except Refused as refusal:
        if refusal.status in (403, 404):
            raise
        return _shown(
            request,
            visible_hit(actor, reference),
            form=form,
            problems=refusal.problems,
            status=refusal.status,
        )
    return redirect("travellers_hit", reference)


@page(UNMASK)
@require_POST
@never_cache
def unmask_entry(request: HttpRequest, reference: str) -> HttpResponse:
    """What the list says, in this answer alone."""
    actor = request.actor  # type: ignore[attr-defined]
    try:
        seen = unmask(actor=actor, reference=reference, purpose=request.POST.get("purpose", "")[:20])
    except Refused as refusal:
        if refusal.status in (403, 404):
            raise
        return _shown(
            request, visible_hit(actor, reference), problems=refusal.problems, status=refusal.status
        )
    return _shown(request, visible_hit(actor, reference), unmasked=seen)


@page(QUALITY)
def quality(request: HttpRequest) -> HttpResponse:
    """Precision by band of probability, against what officers found."""
    actor = request.actor  # type: ignore[attr-defined]
    until = timezone.now()
    bands = precision(actor, until - timedelta(days=QUALITY_DAYS), until)
    told = surroundings(
        actor,
        "travellers_quality",
        title=_("Screening quality"),
        bands=[
            {
                "band": band,
                "label": f"{percent(band.least)} – {percent(band.most) if band.most < 1 else '100%'}",
                "said": percent(band.said) if band.said is not None else "",
                "rate": f"{100 * band.share.rate:.0f}%" if band.share else "",
                "low": f"{100 * band.share.low:.0f}%" if band.share else "",
                "high": f"{100 * band.share.high:.0f}%" if band.share else "",
                "off": band.share is not None
                and band.said is not None
                and not band.share.low <= band.said <= band.share.high,
            }
            for band in bands
        ],
        decided=sum(band.decided for band in bands),
        confirmed=sum(band.confirmed for band in bands),
        days=QUALITY_DAYS,
    )
    return render(request, "travellers/quality.html", told)
