"""What is looked at by the clock."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from tongguan.engines.problems import Text
from tongguan.platform.measurement.actions import warn_of_endings
from tongguan.platform.schedules.interface import CatchUp, Daily, schedule


@schedule(
    "measurement.endings",
    Text(zh="校准与授权到期提醒", en="Calibrations and authorisations that end"),
    Daily(time(6, 10)),
    deadline=timedelta(hours=1),
    catch_up=CatchUp.LATEST,
)
def endings(due_at: datetime) -> int:
    """Warn of what ends soon or has ended."""
    return warn_of_endings()
