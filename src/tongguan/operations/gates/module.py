"""Manifest."""

from tongguan.engines.problems import Text
from tongguan.platform.modules.interface import MenuItem, Module, Permission

VIEW, RECORD = "gates.view", "gates.record"
VIEWERS = ("assessor", "inspector", "risk_officer", "commander", "auditor")

MODULE = Module(
    code="operations.gates",
    name=Text(zh="卡口", en="Gates"),
    purpose=Text(
        zh="卡口进出放行：未放行的集装箱不得出卡",
        en="Passages through the gates; a container leaves only when its declarations are released",
    ),
    catalogue=("OP-15", "OP-20"),
    depends_on=(
        "operations.vessels",
        "operations.declarations",
        "platform.alerts",
        "platform.cases",
        "platform.identity",
        "platform.events",
        "platform.audit",
        "platform.permissions",
        "platform.ui",
    ),
    permissions=(
        Permission(VIEW, Text(zh="查看卡口通行", en="View gate passages")),
        Permission(RECORD, Text(zh="登记卡口通行", en="Record gate passages")),
    ),
    grants={
        "gate_officer": (VIEW, RECORD),
        "terminal": (VIEW, RECORD),
        **dict.fromkeys(VIEWERS, (VIEW,)),
    },
    menu=(MenuItem(Text(zh="卡口", en="Gates"), "gates_home", "gate", permission=VIEW, order=35, key="k"),),
)
