"""What this module gives to other mechanisms: its draws, its load, what it holds back, who sees its files."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction

from django.db.models import Q
from django.utils import timezone

from tongguan.engines.draw import Role, Rules
from tongguan.engines.identifiers import CONTAINER_NUMBER
from tongguan.engines.problems import Text
from tongguan.operations.declarations.interface import register_hold
from tongguan.operations.inspections.contracts import (
    INSPECTION_DRAW,
    INSPECTOR,
    REINSPECTION_DRAW,
    REINSPECTOR,
    SKILL,
)
from tongguan.operations.inspections.queries import holds, load_of, may_see_evidence
from tongguan.operations.inspections.workflow import INSPECTION
from tongguan.platform.files.interface import register_visibility
from tongguan.platform.permissions.interface import Actor
from tongguan.platform.queues.interface import RoundPlan, register_load, register_purpose
from tongguan.platform.reference.interface import parameter
from tongguan.platform.search.interface import Asked, case_search, register_search


def inspector_rules(now: datetime) -> Rules:
    """One inspector."""
    return Rules(roles=(Role(INSPECTOR, (SKILL,), same_site=False),))


def reinspection_rules(now: datetime) -> Rules:
    """The share of submitted inspections done again, and one inspector of another team for each."""
    share = Fraction(parameter("selection.reinspection_share", timezone.localdate(now)))
    return Rules(random_probability=share, roles=(Role(REINSPECTOR, (SKILL,), same_site=False),))


register_purpose(
    RoundPlan(
        purpose=INSPECTION_DRAW,
        title=Text(zh="查验派员", en="Assignment of inspections to inspectors"),
        rules=inspector_rules,
        every_seconds=lambda now: 0,
    )
)
register_purpose(
    RoundPlan(
        purpose=REINSPECTION_DRAW,
        title=Text(zh="随机复查", en="Inspections done again at random"),
        rules=reinspection_rules,
        every_seconds=lambda now: 0,
        named_by_people=False,  # the inspection that follows draws its inspector itself
    )
)
register_load("inspection", load_of)
register_hold(holds)
register_visibility("inspection", may_see_evidence)


def found_by(actor: Actor, asked: Asked) -> list[Q]:
    """By container, or by the reference of the declaration."""
    container = CONTAINER_NUMBER.normalize(asked.code)
    if CONTAINER_NUMBER.is_valid(container):
        return [Q(container=container)]
    return [Q(declaration=asked.code)]


register_search(case_search(INSPECTION, found_by))
