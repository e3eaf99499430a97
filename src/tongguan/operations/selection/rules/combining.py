"""Rules about risk rules, and how matching rules make one chance; pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.utils import timezone

from tongguan.operations.selection.contracts import Hit
from tongguan.operations.selection.enums import Method, RuleLane
from tongguan.platform.cases.interface import Moving


class NotOver:
    """The last day of this rule is past; write a new version with new dates."""

    code = "risk_rule.over"
    zh = "规则有效期已过，请以新的有效期另立新版本"
    source = "DC-06: instructions expire"
    foreseeable = True

    def holds(self, moving: Moving) -> bool:
        """Whether the rule may still act today."""
        last: date = moving.case.valid_to
        return last >= timezone.localdate()


def risk_probability(hits: Iterable[Hit]) -> Fraction:
    """The chance that matching rules give to an examination: the highest of them. Rules that ask for a review
    give none, because they are not left to chance."""
    chances = [hit.probability for hit in hits if hit.lane == RuleLane.INSPECTION]
    return Fraction(max(chances, default=Decimal(0)))


def methods_of(hits: Iterable[Hit]) -> tuple[str, ...]:
    """The methods left to the draw: what every matching rule allows; physical where they contradict."""
    asked = {hit.method for hit in hits if hit.lane == RuleLane.INSPECTION} - {Method.EITHER}
    if not asked:
        return (Method.IMAGE, Method.PHYSICAL)
    return (Method.PHYSICAL,) if Method.PHYSICAL in asked else (Method.IMAGE,)


def lane_of(selected: bool, hits: Iterable[Hit]) -> str:
    """Where a declaration goes once its draw is made: chosen goods are examined, else a matching review rule
    sends the papers to an officer, else the lane is green."""
    if selected:
        return "inspection"
    return "review" if any(hit.lane == RuleLane.REVIEW for hit in hits) else "green"
