"""What this module gives to other mechanisms: its draw, its load, who sees its files."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction

from django.db.models import Q
from django.utils import timezone

from tongguan.engines.draw import Role, Rules
from tongguan.engines.identifiers import CONTAINER_NUMBER
from tongguan.engines.problems import Text
from tongguan.operations.image_review.contracts import ANALYST, PURPOSE, SECOND_PURPOSE, SKILL
from tongguan.operations.image_review.enums import DONE
from tongguan.operations.image_review.module import READ
from tongguan.operations.image_review.queries import load_of, may_see_image, may_see_scan
from tongguan.operations.image_review.workflow import IMAGE_REVIEW
from tongguan.platform.files.interface import register_visibility
from tongguan.platform.permissions.interface import Actor
from tongguan.platform.queues.interface import RoundPlan, register_load, register_purpose
from tongguan.platform.reference.interface import parameter
from tongguan.platform.search.interface import Asked, case_search, register_search


def analyst_rules(now: datetime) -> Rules:
    """One analyst able to read images, from any site."""
    return Rules(roles=(Role(ANALYST, (SKILL,), same_site=False),))


def second_rules(now: datetime) -> Rules:
    """The same, for suspicious images and a random share of the others."""
    share = Fraction(parameter("image_review.control_share", timezone.localdate(now)))
    return Rules(random_probability=share, roles=analyst_rules(now).roles)


register_purpose(
    RoundPlan(
        purpose=PURPOSE,
        title=Text(zh="审图派单", en="Assignment of images to analysts"),
        rules=analyst_rules,
        every_seconds=lambda now: 0,
    )
)
register_purpose(
    RoundPlan(
        purpose=SECOND_PURPOSE,
        title=Text(zh="图像复审抽取", en="Second readings of images"),
        rules=second_rules,
        every_seconds=lambda now: 0,
    )
)
register_load("image_review", load_of)
register_visibility("image_review", may_see_image)
register_visibility("image_scan", may_see_scan)


def found_by(actor: Actor, asked: Asked) -> list[Q]:
    """By container or declaration; for those who read images only where the task is closed, because a reader does
    not learn whose goods they are."""
    blind = Q(state__in=DONE) if actor.may(READ) else Q()
    container = CONTAINER_NUMBER.normalize(asked.code)
    if CONTAINER_NUMBER.is_valid(container):
        return [blind & Q(container=container)]
    return [blind & Q(declaration=asked.code)]


register_search(case_search(IMAGE_REVIEW, found_by))
