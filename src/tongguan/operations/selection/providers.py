"""What this module gives to the draws: its plan."""

from tongguan.engines.problems import Text
from tongguan.operations.selection.contracts import PURPOSE
from tongguan.operations.selection.queries import draw_rules, repeat_days, reveal_seconds, round_seconds
from tongguan.platform.queues.interface import RoundPlan, register_purpose

register_purpose(
    RoundPlan(
        purpose=PURPOSE,
        title=Text(zh="布控选查", en="Selection of declarations for examination"),
        rules=draw_rules,
        every_seconds=round_seconds,
        reveal_within_seconds=reveal_seconds,
        repeat_days=repeat_days,
        named_by_people=False,  # whoever needs the officer draws again
    )
)
