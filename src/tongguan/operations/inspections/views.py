"""Pages of inspections: the phone's list and task, its service worker and manifest, the desk's detail."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tongguan.engines.problems import Text
from tongguan.operations.inspections.contracts import RESULTS
from tongguan.operations.inspections.enums import Photo, State, Unloading
from tongguan.operations.inspections.models import Inspection
from tongguan.operations.inspections.module import INSPECT
from tongguan.operations.inspections.pages import phone_files, phone_pages
from tongguan.operations.inspections.queries import conflicts_of, mine, one_of_mine, phone_task, reports_of
from tongguan.operations.inspections.workflow import CHECKS, INSPECTION, SEAL_STATE
from tongguan.platform.cases.interface import CasePage, register_page
from tongguan.platform.permissions.interface import SIGNED_IN, Actor, page
from tongguan.platform.reference.interface import codes
from tongguan.platform.ui.interface import service_worker

OFFLINE = (
    "inspections/phone.css", "inspections/phone.js", "inspections/list.js", "ui/main.js", "ui/icons.svg", "ui/mark.svg",
)  # fmt: skip
"""Static files the phone keeps beforehand, with what they import; others it keeps when it meets them."""


@page(INSPECT)
def my_tasks(request: HttpRequest) -> HttpResponse:
    """What this inspector has at hand."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    cases = list(mine(actor))
    told: dict[str, Any] = {
        "title": Text(zh="我的查验", en="My inspections"),
        "entries": [
            {"case": case, "state": INSPECTION.by_state[case.state], "pages": phone_pages(case.reference)}
            for case in cases
        ],
        "texts": phone_texts(),
    }
    return render(request, "inspections/mine.html", told)


@page(INSPECT)
def task(request: HttpRequest, reference: str) -> HttpResponse:
    """One inspection on the phone; the steps are drawn by its script, which also works without a network."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    case = one_of_mine(actor, reference)
    language = get_language() or "zh-hans"
    listed = codes(RESULTS, timezone.localdate())
    told = {
        "title": Text(zh="查验", en="Inspection"),
        "case": case,
        "back_url": reverse("inspections_mine"),
        "task": phone_task(case),
        "pages": phone_pages(reference),
        "conflicts": conflicts_of(actor, reference),
        "texts": phone_texts(),
        "words": {
            "photos": {kind.value: str(kind.label) for kind in Photo},
            "unloading": {kind.value: str(kind.label) for kind in Unloading},
            "states": {state.code: state.title.in_language(language) for state in INSPECTION.states},
            "seals": [(code, title.in_language(language)) for code, title in SEAL_STATE.choices],
            "checks": [(code, title.in_language(language)) for code, title in CHECKS.choices],
            "results": [(code, value.name.in_language(language)) for code, value in listed.items()],
        },
    }
    return render(request, "inspections/task.html", told)


@page(SIGNED_IN)
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker; served under /inspect/ so that it reaches no other page."""
    return service_worker("inspections-", (*OFFLINE, *phone_files()), reverse("inspections_mine"))


@page(SIGNED_IN)
def manifest(request: HttpRequest) -> HttpResponse:
    """What makes it an app on the phone's home screen."""
    told = {
        "name": _("Customs inspection"),
        "short_name": _("Inspection"),
        "start_url": reverse("inspections_mine"),
        "scope": reverse("inspections_mine"),
        "display": "standalone",
        "background_color": "#12263f",
        "theme_color": "#12263f",
        "icons": [{"src": static("ui/mark.svg"), "sizes": "any", "type": "image/svg+xml"}],
    }
    return JsonResponse(told, content_type="application/manifest+json")


def phone_texts() -> dict[str, str]:
    """The sentences that the phone's scripts say."""
    return {
        "accept": _("Accept"), "arrive": _("I am at the container"), "start": _("Open the container"),
        "submit": _("Submit the report"), "container": _("Container number on the box"),
        "seal_state": _("State of the seal"), "seals": _("Seals found"),
        "direct_opening": _("Why customs opens without waiting (only if the firm has not answered)"),
        "photos": _("Photographs"),
        "needed": _("needed"), "take": _("Take"), "again": _("Take another"), "checks": _("Checked"),
        "result": _("Result"), "choose": _("Choose"), "new_seals": _("New seals"),
        "recovered_value": _("Recovered value (CNY)"), "remark": _("Remark"),
        "done": _("The report is on its way"), "sent": _("The report has arrived"),
        "offline": _("No network: everything is kept on this phone"),
        "waiting": _("{count} to be sent"), "synced": _("Everything is sent"),
        "kept": _("Kept on this phone, will be sent"),
        "conflict": _("Not accepted by the server. Nothing is lost; see why below."),
        "hash_differs": _("The server received other bytes than this phone sent"),
        "wrong_container": _("This is not the ordered container: {ordered}"),
        "missing": _("Still missing: {what}"), "where": _("place known"), "nowhere": _("place unknown"),
        "discard": _("I have read it"), "waits_reassign": _("Reassignment is being decided"),
    }  # fmt: skip


def case_context(actor: Actor, case: Inspection) -> dict[str, Any]:
    """What the desk's page shows beside the course."""
    on_phone = case.owner_id == actor.user_id and case.state in (
        State.ORDERED,
        State.ACCEPTED,
        State.ARRIVED,
        State.RECORDING,
    )
    return {
        "reports": reports_of(case),
        "phone_url": reverse("inspections_task", args=[case.reference]) if on_phone else "",
        "result_names": {code: value.name for code, value in codes(RESULTS, timezone.localdate()).items()},
        "photo_names": {kind.value: kind.label for kind in Photo},
    }


def summary(case: Inspection) -> Text:
    """What a queue line says."""
    titles = {"doors": Text(zh="开箱门查验", en="At the doors"), "partial": Text(zh="部分掏箱", en="Partly unloaded"),
              "full": Text(zh="全部掏箱", en="Fully unloaded")}  # fmt: skip
    how = titles.get(case.unloading, Text(zh="散货查验", en="Loose goods"))
    return Text(zh=f"{case.container} {how.zh}", en=f"{case.container} {how.en}")


register_page("inspection", CasePage(context=case_context, summary=summary))
