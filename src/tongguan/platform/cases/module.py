"""Manifest."""

from tongguan.engines.problems import Text
from tongguan.platform.modules.interface import MenuItem, Module

MODULE = Module(
    code="platform.cases",
    name=Text(zh="案件流程", en="Cases"),
    purpose=Text(
        zh="声明式多方流程：状态、权限、表单、时限、回执、时间线",
        en="Declared multi-party workflows: states, permissions, forms, clocks, receipts, timeline",
    ),
    depends_on=(
        "platform.identity",
        "platform.audit",
        "platform.events",
        "platform.ui",
        "platform.reference",
        "platform.calendars",
        "platform.files",
        "platform.ledger",
        "platform.notifications",
    ),
    menu=(MenuItem(Text(zh="待办", en="My queue"), "cases_home", "queue", order=1, key="h"),),
)
