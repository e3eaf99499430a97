"""Pages of notifications: one's own, one's choices, and for administrators what is on its way."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tongguan.engines.problems import Text
from tongguan.platform.notifications.actions import (
    allow_host,
    mark_read,
    prefer,
    register_endpoint,
    remove_endpoint,
    replay,
)
from tongguan.platform.notifications.forms import EndpointForm, HostForm
from tongguan.platform.notifications.models import AllowedHost
from tongguan.platform.notifications.queries import choices_of, deliveries, endpoints_of, notices_of
from tongguan.platform.notifications.tables import STATES, DeliveriesTable, NoticesTable
from tongguan.platform.permissions.interface import SIGNED_IN, NotFound, Refused, page

ADMINISTER = "notifications.administer"


def _told(form: forms.Form, refused: Refused) -> None:
    for problem in refused.problems:
        field = problem.pointer if problem.pointer in form.fields else None
        form.add_error(field, problem.message.in_language(get_language() or "en"))


@page(SIGNED_IN)
def listed(request: HttpRequest) -> HttpResponse:
    """One's own notices."""
    table = NoticesTable(notices_of(request.actor), request)  # type: ignore[attr-defined]
    return table.response("notifications/list.html")


@page(SIGNED_IN)
def opened(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Go where a notice leads; it counts as read."""
    actor = request.actor  # type: ignore[attr-defined]
    notice = notices_of(actor).filter(pk=notice_id).first()
    if notice is None:
        raise NotFound(Text(zh="消息", en="notice"))
    mark_read(actor=actor, notice_ids=[notice.pk])
    return redirect(notice.url or "notifications_list")


@page(SIGNED_IN)
@require_POST
def all_read(request: HttpRequest) -> HttpResponse:
    """Mark all of one's notices as read."""
    mark_read(actor=request.actor)  # type: ignore[attr-defined]
    return redirect("notifications_list")


@page(SIGNED_IN)
def choices(request: HttpRequest) -> HttpResponse:
    """Which kinds come by which channel, and one's receiving programs."""
    actor = request.actor  # type: ignore[attr-defined]
    form = EndpointForm()
    if request.method == "POST" and "url" in request.POST:
        form = EndpointForm(request.POST)
        if form.is_valid():
            try:
                register_endpoint(actor=actor, url=form.cleaned_data["url"])
                return redirect("notifications_choices")
            except Refused as refused:
                _told(form, refused)
    elif request.method == "POST":
        for kind, channels in choices_of(actor):
            for channel, before in channels.items():
                wanted = f"{kind.code}:{channel}" in request.POST
                if wanted != before:
                    prefer(actor=actor, kind=kind.code, channel=channel, wanted=wanted)
        messages.success(request, _("Saved."))
        return redirect("notifications_choices")
    shown = [
        (kind, [(f"{kind.code}:{channel}", wanted) for channel, wanted in channels.items()])
        for kind, channels in choices_of(actor)
    ]
    context = {"choices": shown, "endpoints": endpoints_of(actor), "form": form}
    return render(request, "notifications/choices.html", context, status=422 if form.errors else 200)


@page(SIGNED_IN)
@require_POST
def endpoint_removed(request: HttpRequest, endpoint_id: UUID) -> HttpResponse:
    """Take one's receiver away."""
    remove_endpoint(actor=request.actor, endpoint_id=str(endpoint_id))  # type: ignore[attr-defined]
    return redirect("notifications_choices")


@page(ADMINISTER)
def delivery_list(request: HttpRequest) -> HttpResponse:
    """Everything on its way, delivered or given up; and which hosts inside may be called."""
    actor = request.actor  # type: ignore[attr-defined]
    form = HostForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            allow_host(actor=actor, **form.cleaned_data)
            return redirect("notifications_deliveries")
        except Refused as refused:
            _told(form, refused)
    context = {"form": form, "hosts": AllowedHost.objects.order_by("host")}
    return DeliveriesTable(deliveries(actor), request).response("notifications/deliveries.html", context)


@page(ADMINISTER)
def delivery(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    """One delivery; if it was given up, it can be sent again."""
    actor = request.actor  # type: ignore[attr-defined]
    found = deliveries(actor).filter(pk=delivery_id).first()
    if found is None:
        raise NotFound(Text(zh="投递", en="delivery"))
    if request.method == "POST":
        replay(actor=actor, delivery_id=str(found.pk))
        messages.success(request, _("It is on its way again."))
        return redirect("notifications_delivery", found.pk)
    facts = [
        (_("Person"), str(found.notice.user)),
        (_("Notice"), found.notice.text),
        (_("Channel"), found.get_channel_display()),
        (_("Address"), found.endpoint.url if found.endpoint else found.notice.user.email),
        (_("State"), STATES[found.state][0]),
        (_("Attempts"), found.attempts),
        (_("Last error"), found.last_error),
    ]
    return render(request, "notifications/delivery.html", {"delivery": found, "facts_shown": facts})
