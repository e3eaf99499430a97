"""What a verdict means for the declaration: examined, or to be opened."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from tongguan.operations.image_review.models import ImageTask
from tongguan.platform.events.interface import publish

IN_ORDER = "01"
"""Code of the list `inspection_result`: nothing found."""


@transaction.atomic
def told_clear(*, reference: str) -> None:
    """Publish the end of an examination by image without a finding."""
    task = ImageTask.objects.get(reference=reference)
    facts: dict[str, Any] = {
        "declaration": task.declaration,
        "by": "image_review",
        "case": reference,
        "result_code": IN_ORDER,
        "finding": False,
        "officers": readers(task),
        "recovered_value": "0",
    }
    publish("examination.finished", f"declaration/{task.declaration}", facts)


@transaction.atomic
def opened_inspection(*, reference: str, reason: str) -> None:
    """Publish that the goods must be opened: `suspect` by two analysts, or `no_scan` in time."""
    task = ImageTask.objects.get(reference=reference)
    verdict = task.second_verdict or task.first_verdict
    facts: dict[str, Any] = {
        "declaration": task.declaration,
        "container": task.container,
        "officers": readers(task),
        "case": reference,
        "office": task.site_id,
        "reason": reason,
        "image": task.image,
        "regions": verdict.get("regions", []),
        "suspicion": verdict.get("suspicion", ""),
    }
    publish("image_review.suspected", f"declaration/{task.declaration}", facts)


def readers(task: ImageTask) -> list[int]:
    """Who read the image: they may not inspect or decide."""
    return [each for each in (task.first_analyst_id, task.second_analyst_id) if each]
