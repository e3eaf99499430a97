"""What happens with a step, inside its transaction; named by the workflow."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.contrib.auth import get_user_model
from PIL import Image

from tongguan.operations.image_review.actions.assigning import enter_draw, enter_second_draw
from tongguan.operations.image_review.errors import refused
from tongguan.operations.image_review.rules import read_regions
from tongguan.platform.cases.interface import Moving
from tongguan.platform.files.interface import bind, open_file
from tongguan.platform.identity.interface import actor_of
from tongguan.platform.permissions.interface import SYSTEM


def bind_image(moving: Moving) -> None:
    """The image becomes evidence of the task."""
    case = moving.case
    with Image.open(BytesIO(open_file(SYSTEM, case.image).content)) as image:
        case.width_px, case.height_px = image.size
    moving.facts["image"] = case.image
    bind([case.image], actor=SYSTEM, subject=("image_review", case.reference), taken_at=case.taken_at)


def hand_over(moving: Moving) -> None:
    """The drawn analyst gets the task, at the desk of their own office."""
    case = moving.case
    user = get_user_model().objects.get(pk=case.drawn_analyst_id)
    offices = actor_of(user).office_ids
    case.owner_id = user.pk
    case.office_id = case.site_id if case.site_id in offices else min(offices, default=case.site_id)
    case.draw_entry = ""


def draw_analyst(moving: Moving) -> None:
    """Nobody has the task; a draw finds the next analyst."""
    moving.case.owner_id = None
    enter_draw(moving.case)


def draw_second(moving: Moving) -> None:
    """A draw decides whether another analyst reads the image too, and who."""
    moving.case.owner_id = None
    enter_second_draw(moving.case)


def first_verdict(moving: Moving) -> None:
    """Keep the first reading, bound to the image it was made of."""
    moving.case.first_analyst_id = moving.actor.user_id
    moving.case.first_verdict = _verdict(moving)


def second_verdict(moving: Moving) -> None:
    """Keep the second reading, bound to the image it was made of."""
    moving.case.second_analyst_id = moving.actor.user_id
    moving.case.second_verdict = _verdict(moving)
    back_to_site(moving)


def _verdict(moving: Moving) -> dict[str, Any]:
    regions = read_regions(moving.data.get("regions"), moving.case.width_px, moving.case.height_px)
    if regions is None:
        raise refused("regions", "/regions")
    told = {
        "verdict": moving.transition.code,
        "image": moving.case.image,
        "regions": [region.as_json() for region in regions],
        "suspicion": moving.data.get("suspicion", ""),
        "remark": moving.data.get("remark", ""),
    }
    moving.facts.update(told)
    return told


def back_to_site(moving: Moving) -> None:
    """The verdict is given: the task belongs to the office where the goods are again."""
    moving.case.office_id = moving.case.site_id
