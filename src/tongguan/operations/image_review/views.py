"""Pages of image review: the analyst's desk and the scans that found no task."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tongguan.engines.problems import Text
from tongguan.operations.image_review.actions import settle_scan
from tongguan.operations.image_review.enums import READING, Fault, Resolution
from tongguan.operations.image_review.models import ImageTask
from tongguan.operations.image_review.module import DISPATCH, QUALITY, READ
from tongguan.operations.image_review.queries import (
    declared_goods,
    next_task,
    quality,
    task_counts,
    unmatched,
    verdicts,
)
from tongguan.operations.image_review.workflow import IMAGE_REVIEW
from tongguan.platform.cases.interface import CasePage, register_page
from tongguan.platform.permissions.interface import Actor, Refused, page

MOST_SHOWN = 200
QUALITY_DAYS = 90


@page(READ)
def desk(request: HttpRequest) -> HttpResponse:
    """The next image to read; where none waits, a page that looks again by itself."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    task = next_task(actor)
    if task is not None and "stay" not in request.GET:
        return redirect("cases_detail", IMAGE_REVIEW.code, task.reference)
    told = {"title": Text(zh="审图台", en="Image reading"), "counts": task_counts(actor), "task": task}
    return render(request, "image_review/desk.html", told)


@page(QUALITY)
def reading_quality(request: HttpRequest) -> HttpResponse:
    """Agreement of double readings by analyst, over the last days."""
    until = timezone.now()
    found = quality(request.actor, until - timedelta(days=QUALITY_DAYS), until)  # type: ignore[attr-defined]
    told = {
        "title": Text(zh="审图质量", en="Reading quality"),
        "found": found,
        "days": QUALITY_DAYS,
        "asked": None if found.asked is None else round(100 * found.asked),
        "share": round(100 * float(found.control_share), 1),
        "read_at": until,
    }
    return render(request, "image_review/quality.html", told)


@page(DISPATCH)
def scans(request: HttpRequest) -> HttpResponse:
    """Scans that found no task."""
    return _scans(request)


def _scans(request: HttpRequest, problems: Any = (), status: int = 200) -> HttpResponse:
    rows = unmatched(request.actor)  # type: ignore[attr-defined]
    faults = {fault.value: fault.label for fault in Fault}
    told = {
        "title": Text(zh="未匹配图像", en="Unmatched scans"),
        "rows": [
            {"scan": row, "fault": faults[row.fault], "damaged": row.fault == Fault.TRUNCATED}
            for row in rows[:MOST_SHOWN]
        ],
        "count": rows.count(),
        "problems": problems,
    }
    return render(request, "image_review/scans.html", told, status=status)


@page(DISPATCH)
@require_POST
def settle(request: HttpRequest, scan_id: int) -> HttpResponse:
    """Deal with one of them."""
    resolution = request.POST.get("resolution", "")
    if resolution not in Resolution.values:
        return redirect("image_review_scans")
    try:
        settle_scan(
            actor=request.actor,  # type: ignore[attr-defined]
            scan_id=scan_id,
            resolution=resolution,
            reason=request.POST.get("reason", "")[:300],
            declaration=request.POST.get("declaration", "")[:40],
        )
    except Refused as refusal:
        return _scans(request, refusal.problems, refusal.status)
    return redirect("image_review_scans")


def case_context(actor: Actor, task: ImageTask) -> dict[str, Any]:
    """What the viewer shows. While it is read: the image and what was declared, not whose and not where."""
    reading = task.state in READING
    mine = reading and task.owner_id == actor.user_id
    told: dict[str, Any] = {
        "reading": reading,
        "mine": mine,
        "second": bool(task.first_analyst_id),
        "goods": declared_goods(task) if task.image else None,
        "image_url": reverse("files_download", args=[task.image]) if task.image else "",
        "desk_url": reverse("image_review_desk"),
        "verdicts": verdicts(actor, task),
    }
    told["marks"] = [region for verdict in told["verdicts"] for region in verdict.get("regions", ())]
    told["viewer_texts"] = {"remove": _("Remove this mark"), "mark": _("Mark {number}")}
    return told


def summary(task: ImageTask) -> Text:
    """What a queue line says: nothing that tells the site, the firm, or whether somebody read it before."""
    return Text(zh="机检图像待审", en="Image to be read")


register_page("image_review", CasePage(context=case_context, summary=summary))
