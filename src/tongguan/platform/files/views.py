"""Pages of evidence files: upload for forms, download with safe headers, small pictures."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from tongguan.platform.files.actions import store
from tongguan.platform.files.errors import refused
from tongguan.platform.files.queries import open_file, open_thumbnail
from tongguan.platform.files.responses import as_download, locked_down
from tongguan.platform.permissions.interface import SIGNED_IN, Refused, page

MAX_FILES = 20


@page(SIGNED_IN)
@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Store what a file place sends and answer with a fragment whose hidden fields carry the digests."""
    given = request.FILES.getlist(request.POST.get("field", "files"))
    if not given or len(given) > MAX_FILES:
        raise refused("file.empty")
    kept, problems = [], []
    for each in given:
        try:
            kept.append(
                store(
                    each.file,
                    actor=request.actor,  # type: ignore[attr-defined]
                    declared_name=each.name or "",
                    purpose=request.POST.get("purpose", "page"),
                )
            )
        except Refused as error:
            problems += [(each.name, problem) for problem in error.problems]
    shown = {"files": kept, "problems": problems, "into": request.POST.get("into", "files")}
    return render(request, "files/uploaded.html", shown, status=422 if problems and not kept else 200)


@page(SIGNED_IN)
@require_GET
def download(request: HttpRequest, digest: str) -> HttpResponse:
    """The file, if the person may see a subject it is bound to."""
    return as_download(open_file(request.actor, digest), save="save" in request.GET)  # type: ignore[attr-defined]


@page(SIGNED_IN)
@require_GET
def thumbnail(request: HttpRequest, digest: str) -> HttpResponse:
    """A small picture of an image."""
    response = HttpResponse(open_thumbnail(request.actor, digest), content_type="image/webp")  # type: ignore[attr-defined]
    response["Cache-Control"] = "private, max-age=86400, immutable"
    return locked_down(response)
