"""What the steps of a declaration are made of: who, at which stages, and what forms ask."""

from __future__ import annotations

from tongguan.engines.problems import Text
from tongguan.operations.declarations.enums import Stage
from tongguan.platform.cases.interface import (
    Field,
    Kind,
    Notice,
    Relation,
    Who,
)

EFFECTS = "tongguan.operations.declarations.actions.effects:"
SUMMARIES = "tongguan.operations.declarations.actions.summaries:"
TRADER = Who("declarations.lodge", Relation.APPLICANT)
ASSESSOR = Who("declarations.assess", Relation.OFFICE)
DECIDER = Who("declarations.decide", Relation.OFFICE)
SINGLE, SUMMARY = (Stage.SINGLE,), (Stage.SUMMARY,)
COMPLETED = (Stage.COMPLETE, Stage.LATE)
WHOLE = (*SINGLE, *COMPLETED)
EXAMINABLE = (Stage.SINGLE, Stage.SUMMARY, Stage.LATE)
"""Goods are examined at the summary, or where there are no two steps (any more)."""

REASON = Field("reason", Text(zh="原因", en="Reason"), Kind.LONG_TEXT)
AMOUNT = Field("amount", Text(zh="金额（元）", en="Amount (CNY)"), Kind.DECIMAL)
ENTERED = Field(
    "entered_on", Text(zh="运输工具申报进境日期", en="Day the transport declared its entry"), Kind.DATE
)
METHOD = Field(
    "method",
    Text(zh="查验方式", en="Method"),
    Kind.CHOICE,
    choices=(
        ("physical", Text(zh="人工查验", en="Physical inspection")),
        ("image", Text(zh="机检", en="Image inspection")),
    ),
)


def told(zh: str, en: str) -> tuple[Notice, ...]:
    """A notice to the applicant; `{reference}` is filled in when it is sent."""
    return (Notice("applicant", Text(zh=zh, en=en)),)
