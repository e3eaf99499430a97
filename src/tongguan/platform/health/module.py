"""Manifest."""

from tongguan.engines.problems import Text
from tongguan.platform.modules.interface import MenuItem, Module, Permission

MODULE = Module(
    code="platform.health",
    name=Text(zh="运行状况", en="Health"),
    purpose=Text(
        zh="存活、就绪、指标与各项时延", en="Liveness, readiness, metrics and the ages of what runs"
    ),
    depends_on=(
        "platform.database",
        "platform.permissions",
        "platform.events",
        "platform.ledger",
        "platform.notifications",
        "platform.ui",
    ),
    permissions=(Permission("health.view", Text(zh="查看运行状况", en="View health")),),
    grants={"administrator": ("health.view",), "commander": ("health.view",)},
    menu=(MenuItem(Text(zh="运行状况", en="Health"), "health_page", "signal", "health.view", 95),),
)
