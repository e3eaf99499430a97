"""Notices to the health authority: what it sees and acknowledges."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from tongguan.engines.problems import Text
from tongguan.operations.quarantine.actions import acknowledge
from tongguan.operations.quarantine.actions.notices import ROLE, notice_url
from tongguan.operations.quarantine.module import ACKNOWLEDGE
from tongguan.operations.quarantine.queries import notices
from tongguan.operations.quarantine.tables import NOTICE_STATES, NoticeTable, notice_state
from tongguan.platform.documents.interface import documents_of
from tongguan.platform.identity.interface import holders
from tongguan.platform.notifications.interface import Told, told
from tongguan.platform.permissions.interface import SIGNED_IN, Actor, NotFound, page
from tongguan.platform.ui.interface import Link

NOTICES = Text(zh="检疫通报", en="Notices to the health authority")


@page(SIGNED_IN)
def notice_list(request: HttpRequest) -> HttpResponse:
    """All notices this person may see."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return NoticeTable(notices(actor), request).response("quarantine/notices.html", {"title": NOTICES})


@page(SIGNED_IN)
def notice(request: HttpRequest, key: int) -> HttpResponse:
    """One notice: its report, what became of it on its way, and the acknowledgement."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if request.method == "POST":
        acknowledge(actor=actor, notice_id=key)
        return redirect("quarantine_notice", key)
    row = notices(actor).filter(pk=key).first()
    if row is None:
        raise NotFound(Text(zh="通报", en="notice"))
    people = holders(ROLE).values_list("user_id", flat=True)
    url = notice_url(row.report)
    context = {
        "title": Text(zh=f"通报 {row.report}", en=f"Notice {row.report}"),
        "row": row,
        "state": NOTICE_STATES[notice_state(row)],
        "way": told(people, [url]).get(url, Told()),
        "documents": documents_of(actor, ("lab_sample", row.sample.reference)),
        "may_acknowledge": actor.may(ACKNOWLEDGE) and row.acknowledged_at is None,
        "crumbs": [Link(NOTICES, reverse("quarantine_notices")), Link(row.report, "", current=True)],
    }
    return render(request, "quarantine/notice.html", context)
