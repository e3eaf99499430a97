"""Manifest."""

from tongguan.engines.problems import Text
from tongguan.platform.modules.interface import MenuItem, Module, Permission, Task

VIEW, VERIFY, HEALTH = (
    "passenger_declarations.view",
    "passenger_declarations.verify",
    "passenger_declarations.health",
)

MODULE = Module(
    code="operations.passenger_declarations",
    name=Text(zh="旅客申报", en="Traveller declarations"),
    purpose=Text(
        zh="旅客健康与行李申报：十三种语言、离线可填、签名回执、关口即扫即验",
        en="Health and baggage declarations in thirteen languages, offline too; receipts that a gate verifies alone",
    ),
    catalogue=("OP-01", "OP-03"),
    depends_on=(
        "platform.cases",
        "platform.identity",
        "platform.ledger",
        "platform.permissions",
        "platform.privacy",
        "platform.reference",
        "platform.events",
        "platform.audit",
        "platform.ui",
        "operations.kiosks",
        "operations.travellers",
    ),
    permissions=(
        Permission(VIEW, Text(zh="查看旅客申报汇总", en="View traveller declarations and flight summaries")),
        Permission(VERIFY, Text(zh="核验旅客回执", en="Verify travellers' receipts")),
        Permission(HEALTH, Text(zh="查看申报内容并开展流调", en="Read answers and investigate")),
    ),
    grants={
        "gate_officer": (VIEW, VERIFY),
        "inspector": (VIEW, VERIFY, HEALTH),
        "commander": (VIEW,),
        "auditor": (VIEW,),
    },
    menu=(
        MenuItem(
            Text(zh="旅客关口", en="Traveller gate"),
            "passenger_declarations_gate",
            "qr",
            permission=VERIFY,
            order=40,
            task=Task.TRAVELLERS,
        ),
        MenuItem(
            Text(zh="旅客申报", en="Traveller declarations"),
            "passenger_declarations_flights",
            "document",
            permission=VIEW,
            order=41,
            task=Task.TRAVELLERS,
        ),
    ),
    data_level=4,
)
