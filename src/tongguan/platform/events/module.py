"""Manifest."""

from tongguan.engines.problems import Text
from tongguan.platform.modules.interface import Module

MODULE = Module(
    code="platform.events",
    name=Text(zh="事件", en="Events"),
    purpose=Text(zh="事务性发件箱与实时更新", en="Transactional outbox and live updates"),
    depends_on=("platform.permissions",),
)
