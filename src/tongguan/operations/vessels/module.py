"""Manifest."""

from tongguan.engines.problems import Text
from tongguan.platform.modules.interface import MenuItem, Module, Permission

VIEW, ANNOUNCE, CONFIRM = "vessels.view", "vessels.announce", "vessels.confirm"
REPORT_CALL, REPORT_OWN, REPORT_ANY = "vessels.report_call", "vessels.report_own", "vessels.report_any"
VIEWERS = ("assessor", "inspector", "image_analyst", "risk_officer", "commander", "auditor")

MODULE = Module(
    code="operations.vessels",
    name=Text(zh="船舶", en="Vessels"),
    purpose=Text(
        zh="船舶、靠港申报与确认、船位与航迹",
        en="Ships, their announced and confirmed calls, positions and tracks",
    ),
    catalogue=("OP-20", "OP-22"),
    depends_on=(
        "platform.cases",
        "platform.identity",
        "platform.events",
        "platform.audit",
        "platform.permissions",
        "platform.ui",
        "platform.search",
    ),
    permissions=(
        Permission(VIEW, Text(zh="查看船舶和靠港", en="View vessels and port calls")),
        Permission(ANNOUNCE, Text(zh="申报船舶靠港", en="Announce port calls")),
        Permission(CONFIRM, Text(zh="确认船舶抵离靠泊", en="Confirm arrival, berthing and departure")),
        Permission(REPORT_CALL, Text(zh="码头报告抵离靠泊", en="Report arrival, berthing and departure")),
        Permission(REPORT_OWN, Text(zh="上报本公司船舶船位", en="Report positions of one's own ships")),
        Permission(
            REPORT_ANY, Text(zh="上报任何船舶船位（接收站）", en="Report positions of any ship (receiver)")
        ),
    ),
    grants={
        "carrier": (VIEW, ANNOUNCE, REPORT_OWN),
        "terminal": (VIEW, REPORT_CALL, REPORT_ANY),
        "gate_officer": (VIEW, CONFIRM),
        **dict.fromkeys(VIEWERS, (VIEW,)),
    },
    menu=(
        MenuItem(Text(zh="船舶", en="Vessels"), "vessels_list", "ship", permission=VIEW, order=30, key="v"),
        MenuItem(
            Text(zh="靠港", en="Port calls"),
            "cases_list",
            "calendar",
            permission=VIEW,
            order=31,
            url_args=("port_call",),
        ),
        MenuItem(
            Text(zh="港区地图", en="Port map"), "vessels_map", "map", permission=VIEW, order=32, key="m"
        ),
    ),
)
