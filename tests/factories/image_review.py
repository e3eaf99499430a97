"""Image tasks of the test world: scans, analysts on duty, draws made at once."""

from __future__ import annotations

import io
import random
import uuid
from datetime import timedelta
from typing import Any

from django.utils import timezone
from PIL import Image

from tests.factories.declarations import lodged
from tests.factories.world import World
from tongguan.operations.declarations.models import Declaration
from tongguan.operations.image_review.actions import open_task
from tongguan.operations.image_review.contracts import Scan
from tongguan.operations.image_review.models import ImageTask
from tongguan.platform.files.interface import store
from tongguan.platform.permissions.interface import SYSTEM, Actor
from tongguan.platform.queues.models import Duty


def picture(seed: int | None = None) -> bytes:
    """A small PNG; without a seed one nobody has seen before."""
    out = io.BytesIO()
    rng = random.Random(seed) if seed is not None else random.Random()
    Image.frombytes("L", (16, 16), rng.randbytes(256)).save(out, "PNG")
    return out.getvalue()


def on_duty(world: World, *names: str, skill: str = "image_review") -> None:
    """These people stand on the port's roster."""
    now = timezone.now()
    for name in names:
        Duty.objects.create(
            position=world.users[name].positions.get(),
            site="9901",
            starts_at=now - timedelta(hours=1),
            ends_at=now + timedelta(hours=8),
            skills=[skill],
        )


def selection_of(world: World, reference: str, method: str = "image", **changed: Any) -> dict[str, Any]:
    """What `selection.made` tells about a lodged declaration."""
    case = Declaration.objects.get(reference=reference)
    box = case.boxes.order_by("id").first()
    return {
        "declaration": reference,
        "office": case.office_id,
        "method": method,
        "container": box.number if box else "",
        "unloading": "partial" if method == "physical" else "",
        "officers": {"inspector": None, "image_analyst": None, "reinspector": None},
        "draw": f"test-{uuid.uuid4()}",
        **changed,
    }


def with_containers(world: World) -> str:
    """A lodged declaration whose goods are in containers."""
    for seed in range(1, 60):
        reference = lodged(world, seed).reference
        if Declaration.objects.get(reference=reference).container_count:
            return reference
    raise AssertionError("no invented declaration has containers")


def opened(world: World, analyst: str = "", **changed: Any) -> ImageTask:
    """A task that waits for its scan; `analyst` was drawn with the selection."""
    drawn = {"inspector": None, "image_analyst": world.users[analyst].pk if analyst else None}
    reference = with_containers(world)
    return open_task(selection=selection_of(world, reference, officers=drawn, **changed))


def scan(task: ImageTask | None = None, content: bytes | None = None, **changed: Any) -> Scan:
    """A scan of the task's container."""
    given: dict[str, Any] = {
        "key": uuid.uuid4(),
        "container": task.container if task else "",
        "scanner": "H986-01",
        "taken_at": timezone.now(),
        "content": picture() if content is None else content,
    }
    return Scan(**(given | changed))


def new_case(world: World) -> tuple[ImageTask, str, dict[str, Any], Actor]:
    """An unsaved task with its image and a drawn analyst, the step that opens it, and who; for random walks."""
    number = ImageTask.objects.count() + 1
    task = ImageTask(
        reference=f"IRW{number}",
        declaration=f"WALK{number}",
        site=world.organisations["port"],
        office=world.organisations["port"],
        image=store(picture(), actor=SYSTEM, declared_name="scan", purpose="test").digest,
        taken_at=timezone.now(),
        drawn_analyst=world.users["image_analyst"],
    )
    return task, "open", {}, SYSTEM
