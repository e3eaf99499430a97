"""Reads of image tasks: what an analyst may know before the verdict, and scans that found no task."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from tongguan.engines.problems import Text
from tongguan.operations.declarations.interface import lodged_snapshot
from tongguan.operations.image_review.enums import DONE, READING, UNASSIGNED
from tongguan.operations.image_review.models import ImageTask, ScanImage
from tongguan.operations.image_review.module import DISPATCH, READ
from tongguan.operations.image_review.workflow import IMAGE_REVIEW
from tongguan.platform.cases.interface import is_sealed, visible
from tongguan.platform.permissions.interface import Actor, NotFound, require
from tongguan.platform.reference.interface import codes

SHOWN = (
    "line_number",
    "hs_code",
    "description",
    "specification",
    "quantity",
    "unit",
    "net_mass_kg",
    "package_count",
)


def next_task(actor: Actor) -> ImageTask | None:
    """The task this analyst reads next: most urgent first."""
    require(actor, READ)
    mine = visible(actor, IMAGE_REVIEW).filter(owner_id=actor.user_id, state__in=READING)
    return mine.order_by("-priority", "due_at", "id").first()


def task_counts(actor: Actor) -> Mapping[str, int]:
    """How many tasks wait: mine to read, and everywhere for an analyst or for their scan."""
    require(actor, READ)
    mine = ImageTask.objects.filter(owner_id=actor.user_id, state__in=READING).count()
    waiting = ImageTask.objects.filter(state__in=UNASSIGNED).count()
    return {"mine": mine, "waiting": waiting}


def declared_goods(task: ImageTask) -> dict[str, Any]:
    """What was declared, without saying by whom or where: goods lines, masses, packages."""
    try:
        snapshot = lodged_snapshot(task.declaration)
    except NotFound:
        return {"items": [], "masses": {}}
    boxes = [box for box in snapshot.get("containers", ()) if box.get("number") == task.container]
    items = snapshot.get("items", [])
    inside = [i for i in items if task.container and task.container in (i.get("container_numbers") or ())]
    return {
        "items": [
            {name: item.get(name) for name in SHOWN} | {"unit_name": _unit(item)} for item in inside or items
        ],
        "flow": snapshot.get("flow"),
        "package_count": snapshot.get("package_count"),
        "gross_mass_kg": snapshot.get("gross_mass_kg"),
        "net_mass_kg": snapshot.get("net_mass_kg"),
        "container_count": snapshot.get("container_count"),
        "container_mass_kg": boxes[0].get("gross_mass_kg") if boxes else None,
    }


def _unit(item: Mapping[str, Any]) -> Text | str:
    """The unit's name; its code where the list does not know it."""
    code = item.get("unit") or ""
    known = codes("unit", timezone.localdate()).get(code)
    return known.name if known else code


def unmatched(actor: Actor) -> QuerySet[ScanImage]:
    """Scans that found no task and that nobody has dealt with, oldest first."""
    require(actor, DISPATCH)
    return ScanImage.objects.exclude(fault="").filter(resolution="").defer("damaged").order_by("received_at")


def sealed(actor: Actor, task: ImageTask) -> bool:
    """Readings are double-blind: until the task is closed nobody learns another person's verdict, marks or reasons."""
    return task.state not in DONE


def verdicts(actor: Actor, task: ImageTask) -> list[dict[str, Any]]:
    """The readings that this reader may know."""
    given = ((task.first_analyst_id, task.first_verdict), (task.second_analyst_id, task.second_verdict))
    closed = is_sealed(actor, IMAGE_REVIEW, task)
    return [verdict for analyst, verdict in given if verdict and (not closed or analyst == actor.user_id)]


def may_see_image(actor: Actor, reference: str) -> bool:
    """Who sees a task's image: whoever may see the task."""
    return visible(actor, IMAGE_REVIEW).filter(reference=reference).exists()


def may_see_scan(actor: Actor, reference: str) -> bool:
    """Who sees an unmatched scan: whoever deals with them, and who sent it."""
    if actor.may(DISPATCH):
        return True
    known = reference.isdecimal() and actor.user_id is not None
    return known and ScanImage.objects.filter(pk=int(reference), sender_id=actor.user_id).exists()


def load_of(user_ids: Sequence[int]) -> dict[int, int]:
    """Tasks each analyst has on the desk."""
    owners = ImageTask.objects.filter(owner_id__in=user_ids, state__in=READING)
    return dict(Counter(owners.values_list("owner_id", flat=True)))
