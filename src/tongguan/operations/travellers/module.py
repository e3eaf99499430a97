"""Manifest."""

from tongguan.engines.problems import Text
from tongguan.platform.modules.interface import MenuItem, Module, Permission, Task

VIEW, ALL, FILE, SCREEN, DECIDE, UNMASK, LISTS, QUALITY = (
    "travellers.view",
    "travellers.view_all",
    "travellers.file",
    "travellers.screen",
    "travellers.decide",
    "travellers.unmask",
    "travellers.lists",
    "travellers.quality",
)

MODULE = Module(
    code="operations.travellers",
    name=Text(zh="旅客筛查", en="Traveller screening"),
    purpose=Text(
        zh="旅客舱单与名单比对，给出可能性与理由",
        en="Screening passenger manifests against lists, with likelihood and reasons",
    ),
    catalogue=("OP-02",),
    depends_on=(
        "platform.alerts",
        "platform.audit",
        "platform.cases",
        "platform.events",
        "platform.identity",
        "platform.permissions",
        "platform.privacy",
        "platform.reference",
        "platform.ui",
    ),
    permissions=(
        Permission(VIEW, Text(zh="查看航班、旅客与命中", en="View flights, passengers and hits")),
        Permission(ALL, Text(zh="查看全部口岸的航班与命中", en="View flights and hits of all offices")),
        Permission(FILE, Text(zh="报送旅客信息", en="Send passenger messages")),
        Permission(SCREEN, Text(zh="单人筛查", en="Screen one document")),
        Permission(DECIDE, Text(zh="判定命中", en="Decide on hits")),
        Permission(UNMASK, Text(zh="查看名单原始信息", en="See what a list says of a person")),
        Permission(LISTS, Text(zh="维护名单", en="Maintain lists")),
        Permission(QUALITY, Text(zh="查看筛查质量", en="See how well screening does")),
    ),
    grants={
        "carrier": (FILE,),
        "inspector": (VIEW, FILE, SCREEN, DECIDE),
        "risk_officer": (VIEW, ALL, FILE, SCREEN, DECIDE, UNMASK, LISTS, QUALITY),
        "commander": (VIEW, ALL, DECIDE, UNMASK, QUALITY),
        "auditor": (VIEW, ALL, QUALITY),
    },
    menu=(
        MenuItem(
            Text(zh="旅客命中", en="Traveller hits"),
            "travellers_hits",
            "flag",
            permission=VIEW,
            order=28,
            key="t",
            task=Task.TRAVELLERS,
        ),
        MenuItem(
            Text(zh="单人筛查", en="Look up a document"),
            "travellers_look_up",
            "scan",
            permission=SCREEN,
            order=29,
            key="u",
            task=Task.TRAVELLERS,
        ),
        MenuItem(
            Text(zh="旅客信息报送", en="Passenger messages"),
            "travellers_messages",
            "plane",
            permission=FILE,
            order=29,
            roles=frozenset({"carrier"}),
            task=Task.TRAVELLERS,
        ),
    ),
    data_level=4,
)
