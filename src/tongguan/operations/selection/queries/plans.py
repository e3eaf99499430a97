"""How selection is drawn, from dated reference numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from django.utils import timezone

from tongguan.engines.draw import Role, Rules
from tongguan.operations.selection.contracts import IMAGE_ANALYST, INSPECTOR, REINSPECTOR, SKILLS
from tongguan.platform.reference.interface import parameter

SECONDS_A_DAY = 86_400


def draw_rules(now: datetime) -> Rules:
    """The share drawn at random from all, the capacity of a round (0: unbounded), and the parts to fill."""
    day = timezone.localdate(now)
    capacity = int(parameter("selection.capacity_per_round", day))
    again = Fraction(parameter("selection.reinspection_share", day))
    return Rules(
        random_probability=Fraction(parameter("selection.random_share", day)),
        capacity=capacity or None,
        roles=(
            Role(INSPECTOR, (SKILLS[INSPECTOR],)),
            Role(IMAGE_ANALYST, (SKILLS[IMAGE_ANALYST],), same_site=False),
            Role(REINSPECTOR, (SKILLS[REINSPECTOR],), probability=again),
        ),
    )


def round_seconds(now: datetime) -> int:
    """How long a round collects declarations before its draw, seconds."""
    return int(parameter("selection.round_period", timezone.localdate(now)))


def reveal_seconds(now: datetime) -> int:
    """How long a draw waits for witnesses who committed and have not opened yet, seconds."""
    return int(parameter("selection.reveal_time", timezone.localdate(now)))


def repeat_days(now: datetime) -> int:
    """For how many days an officer keeps away from a firm examined before."""
    return int(parameter("selection.officer_firm_repeat", timezone.localdate(now)))


def capacity_per_day(day: date) -> float | None:
    """Examinations that the rounds of one day can expect at most; None: unbounded."""
    capacity = int(parameter("selection.capacity_per_round", day))
    return capacity * SECONDS_A_DAY / int(parameter("selection.round_period", day)) if capacity else None


def back_test_days(day: date) -> int:
    """How many days back a back-test looks."""
    return int(parameter("selection.back_test_span", day))


def retirement_days(day: date) -> int:
    """After how many days without evidence of being better than chance a rule proposes its own retirement."""
    return int(parameter("selection.retirement_period", day))


def retraining_outcomes(day: date) -> int:
    """How many outcomes must be new before a challenger is trained."""
    return int(parameter("selection.retraining_outcomes", day))


@dataclass(frozen=True, slots=True)
class ModelPlan:
    """The quotas of models: shares of declarations in scope, and the chance of what reaches one."""

    by_probability: float
    by_revenue: float
    chance: Fraction


def model_plan(now: datetime) -> ModelPlan:
    """The quotas in force."""
    day = timezone.localdate(now)
    return ModelPlan(
        float(parameter("selection.model_share_probability", day)),
        float(parameter("selection.model_share_revenue", day)),
        Fraction(parameter("selection.model_chance", day)),
    )


@dataclass(frozen=True, slots=True)
class WatchPlan:
    """How models are watched: over how many days, how old they may be, and how far features and calibration may
    drift; a rate is judged on at least `evidence` outcomes; the random share is raised to `most_random` at most."""

    period_days: int
    age_days: int
    evidence: int
    stability: float
    calibration: float
    most_random: Decimal


def watch_plan(day: date) -> WatchPlan:
    """The bounds in force."""
    return WatchPlan(
        int(parameter("selection.model_watch_period", day)),
        int(parameter("selection.model_age", day)),
        int(parameter("selection.model_evidence", day)),
        float(parameter("selection.model_stability", day)),
        float(parameter("selection.model_calibration", day)),
        Decimal(parameter("selection.random_share_most", day)),
    )
