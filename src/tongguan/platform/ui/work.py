"""Waiting work and the course of a case as HTML, written here because pages show them by the dozen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.template.defaultfilters import linebreaksbr
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tongguan.platform.ui.contracts import Proof, QueueEntry, TimelineStep
from tongguan.platform.ui.markup import TONE_ICONS, badge, button, due, icon, moment, safe, words

PROOF_ICONS = {
    Proof.PENDING: "clock",
    Proof.COVERED: "shield",
    Proof.VERIFIED: "shield",
    Proof.BROKEN: "broken-seal",
}


def queue(entries: Sequence[QueueEntry], csrf_token: str) -> SafeString:
    """The lines of a queue; each form to claim carries the token."""
    since = safe(_("Waiting since"))
    sent = (
        f'<input type="hidden" name="csrfmiddlewaretoken" value="{safe(csrf_token)}">' if csrf_token else ""
    )
    claim = sent + button(_("Claim"), size="small", hotkey="c")
    lines = "".join(_queue_line(entry, since, claim) for entry in entries)
    return SafeString(f'<ul class="queue" data-rows>{lines}</ul>')


def _queue_line(entry: QueueEntry, since: str, claim: str) -> str:
    notes = [safe(note) for note in (entry.reason, entry.owner) if note]
    if entry.waiting_since:
        notes.append(f"{since} {moment(entry.waiting_since, '%m-%d %H:%M')}")
    return (
        f'<li data-row data-tone="{safe(entry.tone)}">{icon(entry.icon) if entry.icon else "<span></span>"}<div>'
        f'<p class="queue-title"><a href="{safe(entry.url)}" data-row-open>{safe(entry.title)}</a></p>'
        f'<p class="queue-meta">{_spans(notes)}</p></div><div class="queue-side">'
        f"{badge(entry.status, entry.tone) if entry.status else ''}{due(entry.due) if entry.due else ''}"
        f"{_claim_form(entry.claim_url, claim)}</div></li>"
    )


def _spans(notes: Sequence[str]) -> str:
    return "".join(f"<span>{note}</span>" for note in notes)


def _claim_form(url: str, claim: str) -> str:
    return f'<form method="post" action="{safe(url)}">{claim}</form>' if url else ""


def timeline(steps: Sequence[TimelineStep]) -> SafeString:
    """The course of a case, oldest first, what is still to come last."""
    return SafeString(f'<ol class="timeline">{"".join(map(_course_line, steps))}</ol>')


def _course_line(step: TimelineStep) -> str:
    coming = f' <span class="hidden-text">{safe(_("(still to come)"))}</span>' if step.upcoming else ""
    meta = [
        _when(step.at, step.upcoming) if step.at else "",
        f"<span>{safe(step.actor)}</span>" if step.actor else "",
        _receipt(step) if step.receipt else "",
        _proof(step) if step.proof in PROOF_ICONS else "",
    ]
    note = f'<p class="timeline-note">{linebreaksbr(words(step.note))}</p>' if step.note else ""
    return (
        f'<li data-tone="{safe(step.tone)}"{" data-upcoming" if step.upcoming else ""}>'
        f'<span class="timeline-mark">{icon(step.icon or TONE_ICONS[step.tone])}</span><div>'
        f'<p class="timeline-title">{safe(step.title)}{coming}</p><p class="timeline-meta">{"".join(meta)}</p>'
        f"{note}</div></li>"
    )


def _when(at: datetime, upcoming: bool) -> str:
    if upcoming:
        return f"<span>{due(at)}</span>"
    return f'<time datetime="{at.isoformat()}">{moment(at)}</time>'


def _receipt(step: TimelineStep) -> str:
    code = safe(step.receipt)
    shown = (
        f'<a class="code" href="{safe(step.receipt_url)}">{code}</a>'
        if step.receipt_url
        else f'<span class="code">{code}</span>'
    )
    return f"<span>{safe(_('Receipt'))} {shown}</span>"


def _proof(step: TimelineStep) -> str:
    said = {
        Proof.COVERED: _("In the ledger"),
        Proof.VERIFIED: _("In the ledger, verified"),
        Proof.BROKEN: _("Proof does not hold"),
    }.get(step.proof, _("Waiting for the ledger"))
    shown = f'class="proof" data-proof="{safe(step.proof)}"'
    inner = f"{icon(PROOF_ICONS[step.proof])}{safe(said)}"
    if not step.receipt_url:
        return f"<span {shown}>{inner}</span>"
    of_what = f'<span class="hidden-text"> {safe(step.receipt)}</span>'
    return f'<a {shown} href="{safe(step.receipt_url)}">{inner}{of_what}</a>'
