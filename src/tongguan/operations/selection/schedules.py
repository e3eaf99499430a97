"""What selection does by the clock."""

from __future__ import annotations

from datetime import datetime, timedelta

from tongguan.engines.problems import Text
from tongguan.operations.selection.actions import propose_retirements
from tongguan.platform.schedules.interface import Every, schedule


@schedule(
    "selection.retirement",
    Text(zh="风险规则退出考察", en="Review of rules no better than chance"),
    Every(timedelta(days=1)),
)
def retirement(due_at: datetime) -> int:
    """Let rules propose their own retirement."""
    return propose_retirements(due_at)
