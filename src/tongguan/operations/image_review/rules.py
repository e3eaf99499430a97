"""Rules about readings; pure but for the case they look at."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from tongguan.operations.image_review.contracts import MAX_REGIONS, Region
from tongguan.platform.cases.interface import Moving


class HasImage:
    """There is no image to read yet."""

    code = "image_review.no_image"
    zh = "尚无可审图像"
    source = "OP-09: a reading is bound to its image"

    def holds(self, moving: Moving) -> bool:
        """Whether a scan was matched."""
        return bool(moving.case.image)


class AnalystDrawn:
    """No analyst was drawn for this reading."""

    code = "image_review.no_analyst"
    zh = "尚未随机指派审图关员"
    source = "OP-09, OP-23: analysts are assigned at random"

    def holds(self, moving: Moving) -> bool:
        """Whether the draw named somebody."""
        return moving.case.drawn_analyst_id is not None


class FirstWasClear:
    """A suspicious image is never passed without a second reading."""

    code = "image_review.suspected"
    zh = "可疑图像须经复审，不得直接放行"
    source = "OP-09: two-person review for suspect images"

    def holds(self, moving: Moving) -> bool:
        """Whether the first analyst found nothing."""
        return moving.case.first_verdict.get("verdict") == "clear"


class AnotherAnalyst:
    """Separation of duties: the second reader must be another person than the first."""

    code = "image_review.same_analyst"
    zh = "职责分离：复审须由另一名审图关员进行"
    source = "OP-09: two-person review for suspect images"

    def holds(self, moving: Moving) -> bool:
        """Whether the drawn analyst did not read first."""
        return moving.case.drawn_analyst_id != moving.case.first_analyst_id


def read_regions(text: Any, width_px: int, height_px: int) -> list[Region] | None:
    """The boxes an analyst drew, from JSON; None where it is anything else than boxes within the image."""
    if not text:
        return []
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(given, list) or len(given) > MAX_REGIONS:
        return None
    found = [_region(each, width_px, height_px) for each in given]
    return None if None in found else [each for each in found if each]


def _region(given: Any, width_px: int, height_px: int) -> Region | None:
    if not isinstance(given, dict):
        return None
    sides = [given.get(name) for name in ("x", "y", "width", "height")]
    if not all(type(side) is int for side in sides):
        return None
    x, y, width, height = sides
    if x < 0 or y < 0 or width < 1 or height < 1 or x + width > width_px or y + height > height_px:
        return None
    return Region(x, y, width, height, str(given.get("note") or "")[:200])


@dataclass(frozen=True, slots=True)
class ImageShares:
    """Percentages with two decimals, None of nothing: examined by image of all examined, and passed on the image alone
    of those."""

    by_image: Decimal | None
    passed: Decimal | None


def image_shares(by_image: int, examined: int, passed: int) -> ImageShares:
    """What image review saves: how much of all examinations is done by image, and how much of that opens no box."""
    return ImageShares(_percent(by_image, examined), _percent(passed, by_image))


def _percent(part: int, whole: int) -> Decimal | None:
    if whole <= 0:
        return None
    return (Decimal(part) * 100 / whole).quantize(Decimal("0.01"), ROUND_HALF_UP)


def told_by_being_asked(suspicious: float, control: float) -> float | None:
    """How probable it is, to somebody asked for a second reading, that the first one found something: of `suspicious`
    first readings (a share) all are read twice, of the others the share `control`."""
    asked = suspicious + (1 - suspicious) * control
    return suspicious / asked if asked else None
