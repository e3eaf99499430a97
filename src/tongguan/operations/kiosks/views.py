"""Pages of kiosks: the fleet on a wall, one kiosk, a new one, the officer's desk for calls."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tongguan.engines.problems import Text
from tongguan.operations.kiosks.actions import register_kiosk, renew_key, retire
from tongguan.operations.kiosks.enums import SAID, Match, Part, Stage
from tongguan.operations.kiosks.forms import KioskForm
from tongguan.operations.kiosks.models import Kiosk
from tongguan.operations.kiosks.module import ANSWER, MANAGE, VIEW
from tongguan.operations.kiosks.queries import (
    desk_standing,
    fleet,
    kiosk_counts,
    session_counts,
    visible_kiosk,
)
from tongguan.operations.kiosks.queries.fleet import LOST, UNSEEN, standing_of
from tongguan.platform.permissions.interface import Actor, Refused, page
from tongguan.platform.ui.interface import Link

TONES = {
    Stage.IDLE: "idle",
    Stage.STARTED: "info",
    Stage.ASSIST: "warn",
    Stage.SUBMITTED: "good",
    Stage.ABANDONED: "idle",
    LOST: "bad",
    UNSEEN: "idle",
}
FLEET = Text(zh="申报终端", en="Kiosks")


@page(VIEW)
def fleet_page(request: HttpRequest) -> HttpResponse:
    """All kiosks by hall, and today's sessions as counts."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    halls = fleet(actor)
    everything = [kiosk for kiosks in halls.values() for kiosk in kiosks]
    labels = _labels()
    told = {
        "title": FLEET,
        "halls": [
            {
                "name": hall,
                "lost": sum(k.lost_at is not None for k in kiosks),
                "cells": [_cell(k, labels) for k in kiosks],
            }
            for hall, kiosks in halls.items()
        ],
        "counts": kiosk_counts(everything),
        "legend": [{"code": code, "label": labels[code], "tone": TONES[code]} for code in labels],
        "total": len(everything),
        "sessions": session_counts(actor, *today()),
        "may_manage": actor.may(MANAGE),
    }
    return render(request, "kiosks/fleet.html", told)


@page(VIEW)
def detail(request: HttpRequest, kiosk_id: int) -> HttpResponse:
    """One kiosk: how it is, its sessions of today, its key renewed, its retirement."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    kiosk = visible_kiosk(actor, kiosk_id)
    key = ""
    if request.method == "POST":
        if request.POST.get("step") == "renew":
            key = renew_key(actor=actor, kiosk_id=kiosk_id)
        elif request.POST.get("step") == "retire":
            retire(actor=actor, kiosk_id=kiosk_id)
            messages.success(request, _("The kiosk was taken out of service."))
            return redirect("kiosks_detail", kiosk_id)
        kiosk = visible_kiosk(actor, kiosk_id)
    standing = standing_of(kiosk)
    told = {
        "title": Text(zh=f"终端 {kiosk.code}", en=f"Kiosk {kiosk.code}"),
        "kiosk": kiosk,
        "trail": [Link(FLEET, reverse("kiosks_fleet"))],
        "state": _labels()[standing],
        "tone": TONES[standing],
        "sessions": session_counts(actor, *today(), kiosk=kiosk),
        "key": key,
        "may_manage": actor.may(MANAGE) and kiosk.retired_at is None,
    }
    return render(request, "kiosks/detail.html", told)


@page(MANAGE)
def new(request: HttpRequest) -> HttpResponse:
    """Register a kiosk; its key is shown once."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form = KioskForm(request.POST or None)
    told: dict[str, Any] = {
        "title": Text(zh="登记终端", en="Register a kiosk"),
        "trail": [Link(FLEET, reverse("kiosks_fleet"))],
    }
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            kiosk, key = register_kiosk(actor=actor, **form.cleaned_data)
            return render(request, "kiosks/registered.html", told | {"kiosk": kiosk, "key": key})
        except Refused as refusal:
            form.add_error("code", refusal.problems[0].message.in_language(request.LANGUAGE_CODE))  # type: ignore[attr-defined]
    if request.method == "POST":
        status = 422
    return render(request, "kiosks/new.html", told | {"form": form}, status=status)


@page(ANSWER)
def desk(request: HttpRequest) -> HttpResponse:
    """Where an officer answers travellers: what rings, the form in their language, words, sound and picture."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    told = {
        "title": Text(zh="旅客呼叫", en="Travellers' calls"),
        "standing": desk_standing(actor),
        "outcomes": [(each.value, each.label) for each in SAID],
        "texts": desk_texts(),
    }
    return render(request, "kiosks/desk.html", told)


def desk_texts() -> dict[str, Any]:
    """The sentences that the desk's script says."""
    return {
        "ready": _("You take calls"), "away": _("You take no calls"),
        "rings": _("A call in {language}"), "from": _("{kiosk}, {hall}"), "phone": _("From a phone"),
        "seconds": _("{seconds} s"),
        "refused": _("Not accepted: {why}"),
        "with": _("In conversation: {language}"),
        "left": _("The traveller hung up. How did it come out?"),
        "connecting": _("Connecting sound and picture"), "connected": _("Sound and picture are connected"),
        "lost": _("The connection is lost; it is sought again"),
        "written": _("No camera or microphone here: write instead"),
        "point": _("Point at this question"), "take": _("Take this call"),
        "languages": {
            "zh": _("Chinese"), "en": _("English"), "ja": _("Japanese"), "ko": _("Korean"), "de": _("German"),
            "fr": _("French"), "it": _("Italian"), "es": _("Spanish"), "ru": _("Russian"), "pt": _("Portuguese"),
            "ar": _("Arabic"), "th": _("Thai"), "vi": _("Vietnamese"),
        },
        "matches": {each.value: each.label for each in Match},
    }  # fmt: skip


def today() -> tuple[datetime, datetime]:
    """From midnight to midnight, by the house's clock."""
    start = timezone.make_aware(datetime.combine(timezone.localdate(), time.min))
    return start, start + timedelta(days=1)


def _labels() -> dict[str, Any]:
    return {**{each.value: each.label for each in Stage}, LOST: _("Lost"), UNSEEN: _("Not connected yet")}


def _cell(kiosk: Kiosk, labels: dict[str, Any]) -> dict[str, Any]:
    standing = standing_of(kiosk)
    parts = [
        (name, part)
        for name, part in ((_("Printer"), kiosk.printer), (_("Scanner"), kiosk.scanner))
        if part in (Part.LOW, Part.FAULT)
    ]
    return {
        "kiosk": kiosk,
        "standing": standing,
        "label": labels[standing],
        "tone": TONES[standing],
        "parts": [f"{name}: {Part(part).label}" for name, part in parts],
        "fault": any(part == Part.FAULT for _name, part in parts),
    }
