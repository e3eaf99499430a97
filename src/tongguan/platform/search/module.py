"""Manifest."""

from tongguan.engines.problems import Text
from tongguan.platform.modules.interface import Module

MODULE = Module(
    code="platform.search",
    name=Text(zh="全局查询", en="Search"),
    purpose=Text(
        zh="按编号、箱号、提单号、船名或企业代码查找有权查看的案件",
        en="Find the cases one may see by number, container, bill, ship or firm",
    ),
    depends_on=(
        "platform.permissions",
        "platform.audit",
        "platform.cases",
        "platform.identity",
        "platform.ui",
    ),
)
