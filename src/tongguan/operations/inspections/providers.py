"""What this module gives to other mechanisms: its draws, its load, who sees its files."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction

from django.utils import timezone

from tongguan.engines.draw import Role, Rules
from tongguan.engines.problems import Text
from tongguan.operations.inspections.contracts import (
    INSPECTION_DRAW,
    INSPECTOR,
    REINSPECTION_DRAW,
    REINSPECTOR,
    SKILL,
)
from tongguan.operations.inspections.queries import load_of, may_see_evidence
from tongguan.platform.files.interface import register_visibility
from tongguan.platform.queues.interface import RoundPlan, register_load, register_purpose
from tongguan.platform.reference.interface import parameter


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
    )
)
register_load("inspection", load_of)
register_visibility("inspection", may_see_evidence)
