"""Pages of manifests: bills of lading, and what was loaded. Manifests themselves are pages of the case mechanism."""

from __future__ import annotations

import hashlib
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tongguan.engines.problems import Text
from tongguan.operations.manifests import queries
from tongguan.operations.manifests import tables as tables
from tongguan.operations.manifests.actions import load
from tongguan.operations.manifests.contracts import LoadOrder
from tongguan.operations.manifests.forms import LoadForm
from tongguan.operations.manifests.module import LOAD, VIEW
from tongguan.platform.cases.interface import Submission
from tongguan.platform.permissions.interface import Actor, Refused, page


@page(VIEW)
@require_GET
def bills(request: HttpRequest) -> HttpResponse:
    """All bills the reader may see."""
    rows = queries.visible_bills(request.actor)  # type: ignore[attr-defined]
    return tables.BillTable(rows, request).response("manifests/bills.html", {"title": _("Bills of lading")})


@page(VIEW)
@require_http_methods(["GET", "POST"])
def loadings(request: HttpRequest) -> HttpResponse:
    """What was loaded or refused, and for a terminal the question whether a container may go aboard."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form = LoadForm(actor, request.POST or None) if actor.may(LOAD) else None
    status = 200
    if request.method == "POST" and form is not None:
        status = 422
        done = _asked(actor, form) if form.is_valid() else None
        if done is not None:
            return done
    rows = queries.visible_loadings(actor)
    told = {
        "title": _("Ship loading"),
        "form": form,
        "verdict": _verdict(rows, request.GET.get("decided", "")),
    }
    answer = tables.LoadingTable(rows, request).response("manifests/loadings.html", told)
    answer.status_code = status if answer.status_code == 200 else answer.status_code
    return answer


def _asked(actor: Actor, form: LoadForm) -> HttpResponse | None:
    """Decide what was entered; None with the problems on the form."""
    values = dict(form.cleaned_data)
    key = values.pop("submission")
    digest = hashlib.sha256(repr(sorted(values.items())).encode()).hexdigest()
    try:
        loading, _again = load(actor=actor, order=LoadOrder(**values), submission=Submission(key, digest))
    except Refused as refusal:
        for problem in refusal.problems:
            name = problem.pointer.lstrip("/")
            text = problem.message.in_language(get_language() or "en")
            form.add_error(name if name in form.fields else None, text)
        return None
    return redirect(f"{reverse('manifests_loadings')}?decided={loading.pk}")


def _verdict(rows: Any, key: str) -> dict[str, Any] | None:
    """The decision that was just asked for, in large."""
    row = rows.filter(pk=int(key)).first() if key.isdecimal() and len(key) < 19 else None
    if row is None:
        return None
    label, tone = tables.LOADED[row.outcome]
    what = f"{row.container} · {row.call.vessel.name}"
    reasons = [Text(zh=each["zh"], en=each["en"]) for each in row.reasons]
    text = Text(zh="；".join(r.zh for r in reasons), en="; ".join(r.en for r in reasons)) if reasons else ""
    return {"title": f"{label}: {what}", "tone": tone, "text": text or _("The container may go aboard.")}
