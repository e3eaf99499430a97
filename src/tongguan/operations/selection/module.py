"""Manifest."""

from tongguan.engines.problems import Text
from tongguan.platform.modules.interface import MenuItem, Module, Permission

VIEW, WRITE, APPROVE, REASONS = (
    "selection.view",
    "selection.write",
    "selection.approve",
    "selection.reasons",
)

MODULE = Module(
    code="operations.selection",
    name=Text(zh="双随机选查", en="Selection"),
    purpose=Text(
        zh="风险规则、学习模型与随机比例共同决定查什么，由可验证抽签执行，结果反馈给规则和模型",
        en="Risk rules, learned models and a random share decide what is examined, by a draw; outcomes return to them",
    ),
    catalogue=("OP-23", "DC-06"),
    depends_on=(
        "platform.cases",
        "platform.alerts",
        "platform.schedules",
        "platform.queues",
        "platform.reference",
        "platform.identity",
        "platform.events",
        "platform.audit",
        "platform.ui",
        "operations.declarations",
    ),
    permissions=(
        Permission(
            VIEW, Text(zh="查看风险规则和模型及其命中率", en="View risk rules and models and their hit rates")
        ),
        Permission(WRITE, Text(zh="编写风险规则、登记风险模型", en="Write risk rules, register risk models")),
        Permission(
            APPROVE,
            Text(zh="审批、启用和停用风险规则与模型", en="Approve, activate and end risk rules and models"),
        ),
        Permission(REASONS, Text(zh="查看选查原因", en="See why a declaration was selected")),
    ),
    grants={
        "risk_officer": (VIEW, WRITE, APPROVE, REASONS),
        "commander": (VIEW, APPROVE, REASONS),
        "auditor": (VIEW, REASONS),
        "assessor": (REASONS,),
        "inspector": (REASONS,),
    },
    menu=(
        MenuItem(
            Text(zh="风险规则", en="Risk rules"),
            "selection_rules",
            "scan",
            permission=VIEW,
            order=25,
            key="r",
        ),
        MenuItem(
            Text(zh="风险模型", en="Risk models"),
            "selection_models",
            "chart",
            permission=VIEW,
            order=25,
        ),
        MenuItem(
            Text(zh="选查决定", en="Selections"),
            "selection_decisions",
            "dice",
            permission=REASONS,
            order=26,
        ),
    ),
    data_level=3,
)
