"""Manifest."""

from tongguan.engines.problems import Text
from tongguan.platform.modules.interface import MenuItem, Module, Permission, Task

VIEW, MANAGE, ANSWER = "kiosks.view", "kiosks.manage", "kiosks.answer"

MODULE = Module(
    code="operations.kiosks",
    name=Text(zh="申报终端与人工协助", en="Kiosks and help by an officer"),
    purpose=Text(
        zh="自助申报终端总览、掉线预警；旅客一键呼叫关员，关员以本国语言同步看到同一份申报",
        en="The kiosk fleet at a glance; travellers call an officer, who sees the same form in their own language",
    ),
    catalogue=("OP-03",),
    depends_on=(
        "platform.calls",
        "platform.privacy",
        "platform.queues",
        "platform.alerts",
        "platform.reference",
        "platform.identity",
        "platform.events",
        "platform.audit",
        "platform.ui",
    ),
    permissions=(
        Permission(VIEW, Text(zh="查看申报终端", en="View kiosks")),
        Permission(MANAGE, Text(zh="登记申报终端", en="Register kiosks")),
        Permission(ANSWER, Text(zh="接听旅客呼叫", en="Answer travellers' calls")),
    ),
    grants={
        "inspector": (VIEW, ANSWER),
        "commander": (VIEW, MANAGE),
        "administrator": (VIEW, MANAGE),
        "auditor": (VIEW,),
    },
    menu=(
        MenuItem(
            Text(zh="旅客呼叫", en="Travellers' calls"),
            "kiosks_desk",
            "phone",
            ANSWER,
            order=21,
            task=Task.TRAVELLERS,
        ),
        MenuItem(
            Text(zh="申报终端", en="Kiosks"),
            "kiosks_fleet",
            "signal",
            VIEW,
            order=46,
            task=Task.TRAVELLERS,
        ),
    ),
    data_level=3,
)
