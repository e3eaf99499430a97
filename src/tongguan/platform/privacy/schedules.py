"""What happens every night."""

from datetime import datetime, time, timedelta

from tongguan.engines.problems import Text
from tongguan.platform.privacy.interface import purge
from tongguan.platform.schedules.interface import Daily, schedule


@schedule(
    "privacy.purge",
    Text(zh="按期限删除个人信息", en="Delete personal data whose time is over"),
    Daily(time(2, 30)),
    deadline=timedelta(hours=4),
)
def purge_nightly(due_at: datetime) -> int:
    """Delete what was too old at the due time."""
    return purge(due_at)
