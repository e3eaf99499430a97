"""The kinds of notice that alerts send."""

from tongguan.engines.problems import Text
from tongguan.platform.notifications.interface import notice_kind

notice_kind("alert.critical", Text(zh="特急预警", en="Critical alerts"), email=True)
notice_kind("alert.high", Text(zh="紧急预警", en="High alerts"))
notice_kind("alert.medium", Text(zh="一般预警", en="Medium alerts"))
notice_kind("alert.low", Text(zh="提示预警", en="Low alerts"))
