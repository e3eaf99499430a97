"""Refusals of this module."""

from __future__ import annotations

from tongguan.engines.problems import Problem, Text
from tongguan.platform.permissions.interface import Refused

TEXTS = {
    "judgement": Text(
        zh="判定须为 clear、sample 或 open", en="The judgement is one of clear, sample and open"
    ),
    "not_held": Text(zh="该查验不由您承办", en="You do not hold this inspection"),
}


def refused(code: str, pointer: str = "", status: int = 422) -> Refused:
    """The refusal with this code."""
    return Refused(Problem(f"endoscopy.{code}", TEXTS[code], pointer), status=status)
