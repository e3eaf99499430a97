"""Pages of the ledger: checkpoints and their state, the audit trail, receipts, the public check of a receipt."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongguan.engines.problems import Problem, Text
from tongguan.engines.tlog import compact_receipt, expand_receipt, parse_receipt, verify_receipt
from tongguan.engines.tlog.compact import PREFIX
from tongguan.engines.tlog.receipt import MAX_RECEIPT_BYTES
from tongguan.platform.ledger.actions import cancel_verification, request_verification
from tongguan.platform.ledger.codes import qr_svg
from tongguan.platform.ledger.enums import KeyPurpose, RunState
from tongguan.platform.ledger.keys import keys_of
from tongguan.platform.ledger.models import LedgerKey, PendingEntry, VerificationRun
from tongguan.platform.ledger.queries import checkpoints, entry, receipt_for, search, trail
from tongguan.platform.permissions.interface import PUBLIC, NotFound, page
from tongguan.platform.ui.contracts import Proof, TimelineStep

ROWS = 50
STALE_AFTER_S = 3600
_ENTRY = Text(zh="审计记录", en="audit entry")
_RUNNING = (RunState.WAITING, RunState.RUNNING)
_TONES = {RunState.GOOD: "good", RunState.BAD: "bad", RunState.FAILED: "bad", RunState.CANCELLED: "idle"}


@page("audit.view")
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Checkpoints with age, size and witnesses; the last verification; what waits."""
    rows = checkpoints(request.actor)  # type: ignore[attr-defined]
    shown = {
        "title": _("Ledger and audit"),
        "page_of": Paginator(rows, ROWS).get_page(request.GET.get("page")),
        "latest": rows.first(),
        "waiting": PendingEntry.objects.count(),
        "witnesses": LedgerKey.objects.filter(purpose=KeyPurpose.WITNESS, valid_to=None).count(),
        "keys": LedgerKey.objects.order_by("purpose", "id"),
        "stale_after_s": STALE_AFTER_S,
        **_run_shown(VerificationRun.objects.order_by("-id").first()),
    }
    return render(request, "ledger/home.html", shown)


@page("ledger.verify")
@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Ask for a verification of everything."""
    request_verification(actor=request.actor)  # type: ignore[attr-defined]
    return redirect("ledger_home")


@page("audit.view")
@require_GET
def run(request: HttpRequest, run_id: int) -> HttpResponse:
    """The progress of a verification, as a fragment."""
    return render(request, "ledger/run.html", _run_shown(VerificationRun.objects.filter(pk=run_id).first()))


@page("ledger.verify")
@require_POST
def cancel(request: HttpRequest, run_id: int) -> HttpResponse:
    """Stop a verification."""
    cancel_verification(run_id, actor=request.actor)  # type: ignore[attr-defined]
    return redirect("ledger_run", run_id) if getattr(request, "htmx", False) else redirect("ledger_home")


@page("audit.view")
@require_GET
def audit(request: HttpRequest) -> HttpResponse:
    """Search the audit trail."""
    text = request.GET.get("q", "")[:200]
    found = search(request.actor, text, request.GET.get("kind", ""), request.GET.get("ref", ""))  # type: ignore[attr-defined]
    shown = {
        "title": _("Audit trail"),
        "text": text,
        "page_of": Paginator(found, ROWS).get_page(request.GET.get("page")),
    }
    return render(request, "ledger/audit.html", shown)


@page("audit.view")
@require_GET
def subject(request: HttpRequest, kind: str, ref: str) -> HttpResponse:
    """Everything recorded about one thing, each step with its proof checked now."""
    entries = trail(request.actor, kind, ref)[:500]  # type: ignore[attr-defined]
    if not entries:
        raise NotFound(_ENTRY)
    shown = {"title": f"{kind} {ref}", "steps": [_step(each) for each in entries]}
    return render(request, "ledger/subject.html", shown)


@page("audit.view")
@require_GET
def entry_page(request: HttpRequest, entry_id: int) -> HttpResponse:
    """One entry: its facts, its place, its receipt as a code."""
    found = entry(request.actor, entry_id)  # type: ignore[attr-defined]
    if found is None:
        raise NotFound(_ENTRY)
    receipt = receipt_for(entry_id)
    verdict = verify_receipt(receipt, keys_of(KeyPurpose.LOG)) if receipt else None
    shown = {
        "title": f"{found.action} {found.pk}",
        "entry": found,
        "body": bytes(found.body).decode(),
        "receipt": receipt,
        "verdict": verdict,
        "too_large": receipt is not None and qr_svg(compact_receipt(receipt)) is None,
    }
    return render(request, "ledger/entry.html", shown)


@page("audit.view")
@require_GET
def receipt_file(request: HttpRequest, entry_id: int) -> HttpResponse:
    """The receipt as a file that verifies without this server."""
    receipt = receipt_for(entry_id)
    if receipt is None:
        raise NotFound(_ENTRY)
    response = HttpResponse(receipt.to_json(), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="receipt-{receipt.index}.json"'
    return response


@page("audit.view")
@require_GET
def receipt_code(request: HttpRequest, entry_id: int) -> HttpResponse:
    """The receipt as a QR code in SVG; 404 where it does not fit into one."""
    receipt = receipt_for(entry_id)
    drawn = qr_svg(compact_receipt(receipt)) if receipt else None
    if drawn is None:
        raise NotFound(_ENTRY)
    return HttpResponse(drawn, content_type="image/svg+xml")


@page(PUBLIC)
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Check a receipt that somebody was given: pasted, scanned or as a file. Nothing of it is kept."""
    given = request.POST.get("receipt", "")[:MAX_RECEIPT_BYTES]
    if "file" in request.FILES:
        given = request.FILES["file"].read(MAX_RECEIPT_BYTES).decode(errors="replace")
    shown: dict[str, Any] = {"title": _("Check a receipt"), "given": given[:4000]}
    if given:
        receipt, problems = expand_receipt(given) if given.startswith(PREFIX) else parse_receipt(given)
        if receipt is not None:
            verdict = verify_receipt(receipt, [*keys_of(KeyPurpose.LOG), *keys_of(KeyPurpose.WITNESS)])
            problems, shown["body"] = list(verdict.problems), receipt.entry.decode()
        shown |= {"problems": problems, "good": not problems, "checked": True}
    return render(request, "ledger/check.html", shown)


def _run_shown(found: VerificationRun | None) -> dict[str, Any]:
    return {
        "run": found,
        "running": found is not None and found.state in _RUNNING,
        "run_tone": _TONES.get(RunState(found.state), "info") if found else "idle",
        "run_problems": [Problem(p["code"], Text(zh=p["zh"], en=p["en"])) for p in found.problems]
        if found
        else [],
    }


def _step(found: Any) -> TimelineStep:
    receipt = receipt_for(found.pk)
    proof = Proof.PENDING
    if receipt is not None:
        good = receipt.entry == bytes(found.body) and verify_receipt(receipt, keys_of(KeyPurpose.LOG)).ok
        proof = Proof.VERIFIED if good else Proof.BROKEN
    return TimelineStep(
        title=found.action,
        at=found.at,
        actor=found.actor_name,
        receipt=str(receipt.index) if receipt else "",
        receipt_url=f"/ledger/entries/{found.pk}/",
        proof=proof,
    )
