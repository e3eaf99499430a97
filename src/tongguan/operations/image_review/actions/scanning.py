"""Scans: received once, matched to the task that waits, kept with their fault where none does."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from tongguan.engines.identifiers import CONTAINER_NUMBER
from tongguan.operations.image_review.actions.assigning import find_analyst
from tongguan.operations.image_review.contracts import MAX_SCAN_BYTES, Scan
from tongguan.operations.image_review.enums import Fault, Resolution, State
from tongguan.operations.image_review.errors import SCAN, refused
from tongguan.operations.image_review.models import ImageTask, ScanImage
from tongguan.operations.image_review.module import DISPATCH
from tongguan.operations.image_review.module import SCAN as MAY_SCAN
from tongguan.operations.image_review.workflow import IMAGE_REVIEW
from tongguan.platform.audit.interface import record
from tongguan.platform.cases.interface import take_step
from tongguan.platform.events.interface import publish
from tongguan.platform.files.interface import bind, open_file, store
from tongguan.platform.permissions.interface import SYSTEM, Actor, NotFound, Refused, require

MIN_REASON = 5
IMAGES = frozenset({"image/png", "image/jpeg", "image/webp"})
_LOCK_SPACE = 0x7363616E  # advisory locks of this module
WAITING = State.AWAITING_SCAN


def receive_scan(*, actor: Actor, scan: Scan) -> ScanImage:
    """Keep what a scanner sent and hand it to the task that waits for it.

    A scan is never lost: damaged, mismatched, duplicate or unexpected ones are kept with their fault for
    somebody to settle. The same `key` again answers the same. Raises NotAllowed; Refused without any image,
    or where the key was used for another image (409).
    """
    require(actor, MAY_SCAN)
    digest, damaged = _kept(actor, scan)
    with transaction.atomic():
        container = CONTAINER_NUMBER.normalize(scan.container)[:20]
        _lock(container)
        known = ScanImage.objects.filter(sender_id=actor.user_id, key=scan.key).first()
        if known:
            if known.image != digest:
                raise refused("key_reused", "/key", status=409)
            return known
        row = ScanImage(
            sender_id=actor.user_id,
            key=scan.key,
            container=container,
            scanner=scan.scanner[:40],
            declaration=scan.declaration[:40],
            taken_at=scan.taken_at,
            received_at=timezone.now(),
            image=digest,
            damaged=damaged,
        )
        task, row.fault, row.detail = _found(row)
        row.task = task
        row.save()
        _note(actor, row)
        if damaged is None:
            bind([digest], actor=actor, subject=("image_scan", str(row.pk)), taken_at=row.taken_at)
        if task:
            _take(task, row)
        else:
            publish("image_review.unmatched", f"image_scan/{row.pk}", {"scan": row.pk, "fault": row.fault})
        return row


def _kept(actor: Actor, scan: Scan) -> tuple[str, bytes | None]:
    """The digest of the image; and its bytes where the evidence store finds them damaged."""
    content = scan.content
    if not content:
        if not scan.digest:
            raise refused("no_image", "/image")
        return open_file(actor, scan.digest).file.digest, None
    if len(content) > MAX_SCAN_BYTES:
        raise refused("no_image", "/image", status=413)
    try:
        kept = store(content, actor=actor, declared_name="scan", purpose="image_review", allowed=IMAGES)
    except Refused as refusal:
        if any(problem.code in ("file.too_large", "file.quota") for problem in refusal.problems):
            raise
        return hashlib.sha256(content).hexdigest(), content
    return kept.digest, None


def _found(row: ScanImage) -> tuple[ImageTask | None, str, str]:
    """The task a scan belongs to, or what is wrong with it."""
    if row.damaged is not None:
        return None, Fault.TRUNCATED, ""
    if ScanImage.objects.filter(image=row.image).exists():
        return None, Fault.DUPLICATE, ""
    tasks = ImageTask.objects.select_for_update().filter(state=WAITING)
    if row.declaration:
        named = tasks.filter(declaration=row.declaration).order_by("id").first()
        if named and named.container != row.container:
            return None, Fault.MISMATCH, named.container
        return (named, "", "") if named else (None, Fault.NO_TASK, "")
    if not CONTAINER_NUMBER.is_valid(row.container):
        return None, Fault.CONTAINER_INVALID, ""
    found = tasks.filter(container=row.container).order_by("id").first()
    return (found, "", "") if found else (None, Fault.NO_TASK, "")


def match_waiting(task: ImageTask) -> None:
    """Give a new task the image of its container that came before it, if one waits."""
    if not task.container:
        return
    _lock(task.container)
    early = ScanImage.objects.select_for_update().filter(
        container=task.container, fault=Fault.NO_TASK, resolution="", declaration__in=("", task.declaration)
    )
    row = early.order_by("-received_at").first()
    if row:
        row.task, row.resolution, row.resolved_at = task, Resolution.MATCHED, timezone.now()
        row.save()
        _note(SYSTEM, row)
        _take(task, row)


@transaction.atomic
def settle_scan(
    *, actor: Actor, scan_id: int, resolution: str, reason: str, declaration: str = ""
) -> ScanImage:
    """Deal with a scan that found no task: match it to a declaration's task, ask for a new scan, or set it
    aside; always with a reason. Raises NotAllowed, NotFound or Refused."""
    require(actor, DISPATCH)
    row = ScanImage.objects.select_for_update().exclude(fault="").filter(pk=scan_id).first()
    if row is None:
        raise NotFound(SCAN)
    if row.resolution:
        raise refused("resolved", status=409)
    if len(reason.strip()) < MIN_REASON:
        raise refused("reason", "/reason")
    row.resolution = Resolution(resolution)
    if row.resolution == Resolution.MATCHED:
        if row.damaged is not None:
            raise refused("unreadable", "/resolution")
        waiting = ImageTask.objects.select_for_update().filter(state=WAITING)
        row.task = (
            waiting.filter(declaration=declaration.strip()).order_by("id").first() if declaration else None
        )
        if row.task is None:
            raise refused("not_matched", "/declaration")
    row.resolved_by_id, row.resolved_at, row.reason = actor.user_id, timezone.now(), reason.strip()[:300]
    row.save()
    _note(actor, row)
    if row.task:
        _take(row.task, row)
    return row


def _take(task: ImageTask, row: ScanImage) -> None:
    task.image, task.scanner, task.taken_at = row.image, row.scanner, row.taken_at
    task.save(update_fields=["image", "scanner", "taken_at"])
    take_step(actor=SYSTEM, workflow=IMAGE_REVIEW, reference=task.reference, step="receive_scan")
    find_analyst(task.reference)


def _lock(container: str) -> None:
    """A scan and the task it belongs to may arrive at the same moment; one of them must see the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCK_SPACE, container])


def _note(actor: Actor, row: ScanImage) -> None:
    data: dict[str, Any] = {
        "key": str(row.key),
        "container": row.container,
        "scanner": row.scanner,
        "image": row.image,
        "taken_at": row.taken_at,
        "fault": row.fault,
        "task": row.task.reference if row.task else "",
        "resolution": row.resolution,
        "reason": row.reason,
    }
    record(actor=actor, action="image_review.scan", subject=("image_scan", str(row.pk)), data=data)
