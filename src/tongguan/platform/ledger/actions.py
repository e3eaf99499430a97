"""Writes of the ledger: witnesses' signatures, runs of the verification."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from tongguan.engines.tlog import SignatureKind, parse_checkpoint, parse_note, verify_note
from tongguan.platform.ledger.enums import KeyPurpose, RunState
from tongguan.platform.ledger.errors import finding
from tongguan.platform.ledger.keys import keys_of
from tongguan.platform.ledger.models import Cosignature, LedgerKey, SignedCheckpoint, VerificationRun
from tongguan.platform.ledger.verification import Cancelled, verify_all
from tongguan.platform.permissions.interface import Actor, Refused, require


@transaction.atomic
def add_cosignature(note_text: bytes | str) -> list[str]:
    """Keep what registered witnesses signed under one of the house's checkpoints; the witnesses' names.

    Raises Refused if the note is malformed, its text is no checkpoint of this log, or no registered witness's
    signature in it holds. The same signature again changes nothing.
    """
    note, problems = parse_note(note_text)
    checkpoint, more = parse_checkpoint(note.text) if note else (None, [])
    if note is None or checkpoint is None:
        raise Refused(*problems, *more)
    row = SignedCheckpoint.objects.filter(size=checkpoint.size).first()
    ours, _problems = parse_note(row.note) if row else (None, [])
    if row is None or ours is None or ours.text != note.text:
        raise Refused(finding("cosignature.unknown_checkpoint"), status=404)
    trusted = [
        key for key in keys_of(KeyPurpose.WITNESS, timezone.now()) if key.kind is SignatureKind.COSIGNATURE
    ]
    signed, problems = verify_note(note, trusted)
    if not signed:
        raise Refused(finding("cosignature.none"), *problems[:1])
    for each in signed:
        line = next(
            s.line() for s in note.signatures if (s.name, s.key_id) == (each.key.name, each.key.key_id)
        )
        Cosignature.objects.get_or_create(
            checkpoint=row,
            key=LedgerKey.objects.get(verifier=str(each.key)),
            defaults={"line": line, "signed_at": datetime.fromtimestamp(each.timestamp_s or 0, UTC)},
        )
    return [each.key.name for each in signed]


@transaction.atomic
def request_verification(*, actor: Actor) -> VerificationRun:
    """Ask the worker to read the whole ledger; the run that is already under way, if there is one."""
    require(actor, "ledger.verify")
    under_way = VerificationRun.objects.filter(state__in=[RunState.WAITING, RunState.RUNNING]).first()
    if under_way:
        return under_way
    run = VerificationRun.objects.create(asked_by=actor.name[:100])
    app.configure_task("ledger.verify", queue="ledger").defer(run_id=run.pk)
    return run


def cancel_verification(run_id: int, *, actor: Actor) -> None:
    """Stop a run at its next step."""
    require(actor, "ledger.verify")
    VerificationRun.objects.filter(pk=run_id).update(cancel_wanted=True)


def run_verification(run_id: int) -> None:
    """Do the reading of a run, its progress visible to the page that waits for it."""
    runs = VerificationRun.objects.filter(pk=run_id)
    runs.update(state=RunState.RUNNING)

    def progress(done: int, total: int) -> bool:
        runs.update(done=done, total=total)
        return not runs.filter(cancel_wanted=True).exists()

    try:
        verdict = verify_all(progress=progress)
    except Cancelled:
        runs.update(state=RunState.CANCELLED, finished_at=timezone.now())
        return
    except Exception:
        runs.update(state=RunState.FAILED, finished_at=timezone.now())
        raise
    problems = [
        {"code": each.code, "zh": each.message.zh, "en": each.message.en} for each in verdict.problems
    ]
    state = RunState.GOOD if verdict.ok else RunState.BAD
    runs.update(state=state, problems=problems, finished_at=timezone.now())
