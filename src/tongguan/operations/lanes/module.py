"""Manifest."""

from tongguan.engines.problems import Text
from tongguan.platform.modules.interface import MenuItem, Module, Permission, Task

VIEW, DECIDE, MANAGE = "lanes.view", "lanes.decide", "lanes.manage"

MODULE = Module(
    code="operations.lanes",
    name=Text(zh="七合一通道", en="Lanes"),
    purpose=Text(
        zh="核辐射、体温、生化、人脸、护照、健康申明、视频七路合一：一人一次采集，缺一不放行",
        en="Seven devices as one: a traveller is measured once, and nobody passes on part of it",
    ),
    catalogue=("OP-04",),
    depends_on=(
        "operations.travellers",
        "operations.passenger_declarations",
        "platform.alerts",
        "platform.audit",
        "platform.events",
        "platform.identity",
        "platform.measurement",
        "platform.permissions",
        "platform.privacy",
        "platform.reference",
        "platform.ui",
    ),
    permissions=(
        Permission(VIEW, Text(zh="查看通道", en="View lanes")),
        Permission(DECIDE, Text(zh="处置转人工旅客", en="Decide on referred travellers")),
        Permission(MANAGE, Text(zh="管理通道与设备", en="Manage lanes and their devices")),
    ),
    grants={
        "quarantine_officer": (VIEW, DECIDE),
        "administrator": (VIEW, MANAGE),
        **dict.fromkeys(("commander", "auditor"), (VIEW,)),
    },
    menu=(
        MenuItem(
            Text(zh="七合一通道", en="Lanes"),
            "lanes_home",
            "barrier",
            permission=VIEW,
            order=30,
            key="l",
            task=Task.TRAVELLERS,
        ),
    ),
    data_level=4,
)
