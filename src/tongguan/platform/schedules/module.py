"""Manifest."""

from tongguan.engines.problems import Text
from tongguan.platform.modules.interface import MenuItem, Module, Permission

VIEW, RUN = "schedules.view", "schedules.run"

MODULE = Module(
    code="platform.schedules",
    name=Text(zh="计划任务", en="Schedules"),
    purpose=Text(
        zh="按时限运行的计划任务，停机后补跑，不留半成品",
        en="Jobs with deadlines, caught up after downtime, never silently partial",
    ),
    catalogue=("DC-04",),
    depends_on=("platform.permissions", "platform.audit", "platform.events", "platform.ui"),
    permissions=(
        Permission(VIEW, Text(zh="查看计划任务", en="View schedules")),
        Permission(RUN, Text(zh="重新运行计划任务", en="Run a schedule again")),
    ),
    grants={"commander": (VIEW,), "auditor": (VIEW,), "administrator": (VIEW, RUN)},
    menu=(
        MenuItem(
            title=Text(zh="计划任务", en="Schedules"),
            url_name="schedules_list",
            icon="clock",
            permission=VIEW,
            order=85,
        ),
    ),
)
