"""What this module gives to other mechanisms: its draw, its load, who sees its files."""

from __future__ import annotations

from datetime import datetime

from tongguan.engines.draw import Role, Rules
from tongguan.engines.problems import Text
from tongguan.operations.image_review.contracts import ANALYST, PURPOSE, SKILL
from tongguan.operations.image_review.queries import load_of, may_see_image, may_see_scan
from tongguan.platform.files.interface import register_visibility
from tongguan.platform.queues.interface import RoundPlan, register_load, register_purpose


def analyst_rules(now: datetime) -> Rules:
    """One analyst able to read images, from any site."""
    return Rules(roles=(Role(ANALYST, (SKILL,), same_site=False),))


register_purpose(
    RoundPlan(
        purpose=PURPOSE,
        title=Text(zh="审图派单", en="Assignment of images to analysts"),
        rules=analyst_rules,
        every_seconds=lambda now: 0,
    )
)
register_load("image_review", load_of)
register_visibility("image_review", may_see_image)
register_visibility("image_scan", may_see_scan)
