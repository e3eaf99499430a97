"""A declaration was selected for image inspection: its task waits for the scan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from tongguan.operations.declarations.interface import lodged_snapshot
from tongguan.operations.image_review.actions.scanning import match_waiting
from tongguan.operations.image_review.contracts import DRAWN_PART
from tongguan.operations.image_review.models import ImageTask
from tongguan.operations.image_review.workflow import IMAGE_REVIEW
from tongguan.platform.cases.interface import open_case
from tongguan.platform.identity.interface import organisations_by_code
from tongguan.platform.permissions.interface import SYSTEM


@transaction.atomic
def open_task(*, selection: Mapping[str, Any]) -> ImageTask:
    """Open the task of a selection (payload of `selection.made`); the same selection opens it once.

    An image of the container that came early and waits without a task is taken at once.
    """
    reference, draw = selection["declaration"], selection.get("draw") or ""
    known = ImageTask.objects.filter(declaration=reference, selection_draw=draw).first()
    if known:
        return known
    snapshot = lodged_snapshot(reference)
    task = ImageTask(
        declaration=reference,
        container=selection.get("container") or "",
        selection_draw=draw,
        site_id=selection.get("office") or snapshot.get("office"),
        firms=firms_of(snapshot),
        drawn_analyst_id=(selection.get("officers") or {}).get(DRAWN_PART),
    )
    task.office_id = task.site_id
    task.pk, task.reference = _number()
    open_case(actor=SYSTEM, workflow=IMAGE_REVIEW, case=task, step="open")
    match_waiting(task)
    return task


def firms_of(snapshot: Mapping[str, Any]) -> list[str]:
    """The organisation ids behind a declaration, as text: those an analyst may have a conflict with."""
    codes = [code for code in (snapshot.get("trader_code"), snapshot.get("declarant_code")) if code]
    ids = {each.pk for each in organisations_by_code(codes).values()}
    return sorted({str(each) for each in ids | {snapshot.get("applicant")} if each})


def _number() -> tuple[int, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('image_review_imagetask_id_seq')")
        key = cursor.fetchone()[0]
    return key, f"IR{timezone.localdate():%y}{key:07d}"
