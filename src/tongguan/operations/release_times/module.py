"""Manifest."""

from tongguan.engines.problems import Text
from tongguan.platform.modules.interface import MenuItem, Module, Permission, Task

VIEW, REPORT = "release_times.view", "release_times.report"

MODULE = Module(
    code="operations.release_times",
    name=Text(zh="通关时长", en="Release times"),
    purpose=Text(
        zh="按世界海关组织放行时间研究方法统计各环节时长，扣除企业等待并说明原因",
        en="Times of every clearance step by the WCO Time Release Study, waiting for the trader taken out with reason",
    ),
    catalogue=("OP-29",),
    depends_on=(
        "platform.cases",
        "platform.alerts",
        "platform.reference",
        "platform.identity",
        "platform.events",
        "platform.documents",
        "platform.charts",
        "platform.schedules",
        "platform.permissions",
        "platform.ui",
        "operations.declarations",
    ),
    permissions=(
        Permission(VIEW, Text(zh="查看通关时长", en="View release times")),
        Permission(REPORT, Text(zh="签发放行时间测算报告", en="Issue Time Release Studies")),
    ),
    grants=dict.fromkeys(("assessor", "risk_officer"), (VIEW,))
    | dict.fromkeys(("commander", "auditor"), (VIEW, REPORT)),
    menu=(
        MenuItem(
            Text(zh="通关时长", en="Release times"),
            "release_times",
            "clock",
            permission=VIEW,
            order=30,
            task=Task.OVERSIGHT,
        ),
    ),
)
