"""Manifest."""

from tongguan.engines.problems import Text
from tongguan.platform.modules.interface import MenuItem, Module, Permission

MODULE = Module(
    code="security.systems",
    name=Text(zh="系统登记", en="Register of systems"),
    purpose=Text(
        zh="六大系统、依赖、接口版本与影响分析", en="The six big systems, dependencies, API versions, impact"
    ),
    catalogue=("SO-03",),
    depends_on=("platform.permissions", "platform.events", "platform.ui"),
    permissions=(Permission("systems.view", Text(zh="查看系统登记", en="View the register of systems")),),
    grants={"administrator": ("systems.view",), "auditor": ("systems.view",), "commander": ("systems.view",)},
    menu=(MenuItem(Text(zh="系统登记", en="Systems"), "systems_register", "barrier", "systems.view", 87),),
    owner="architecture",
)
