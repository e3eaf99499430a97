"""Manifest."""

from tongguan.engines.problems import Text
from tongguan.platform.modules.interface import MenuItem, Module, Permission

VIEWERS = ("inspector", "image_analyst", "risk_officer", "gate_officer", "commander", "auditor")

MODULE = Module(
    code="operations.declarations",
    name=Text(zh="货物申报", en="Goods declarations"),
    purpose=Text(
        zh="报关单的录入、申报、逻辑检查、处置与放行",
        en="Drafting, lodging, checking, deciding and releasing goods declarations",
    ),
    catalogue=("OP-07",),
    depends_on=(
        "operations.amendments",
        "operations.guarantees",
        "platform.calendars",
        "platform.notifications",
        "platform.schedules",
        "platform.database",
        "platform.cases",
        "platform.reference",
        "platform.identity",
        "platform.events",
        "platform.audit",
        "platform.ui",
        "platform.search",
    ),
    permissions=(
        Permission("declarations.view", Text(zh="查看报关单", en="View declarations")),
        Permission("declarations.lodge", Text(zh="录入与申报报关单", en="Draft and lodge declarations")),
        Permission("declarations.assess", Text(zh="审核报关单", en="Assess declarations")),
        Permission("declarations.decide", Text(zh="查验后处置", en="Decide after examination")),
        Permission("declarations.delete", Text(zh="删除报关单", en="Delete declarations")),
        Permission("declarations.collect", Text(zh="税款核销", en="Confirm payment of duties")),
    ),
    grants={
        "declarant": ("declarations.view", "declarations.lodge"),
        "assessor": (
            "declarations.view",
            "declarations.assess",
            "declarations.decide",
            "declarations.delete",
        ),
        "cashier": ("declarations.view", "declarations.collect"),
        **dict.fromkeys(VIEWERS, ("declarations.view",)),
    },
    menu=(
        MenuItem(
            Text(zh="新建报关单", en="New declaration"),
            "declarations_new",
            "plus",
            permission="declarations.lodge",
            order=10,
            key="e",
        ),
        MenuItem(
            Text(zh="报关单", en="Declarations"),
            "cases_list",
            "document",
            permission="declarations.view",
            order=11,
            key="d",
            url_args=("declaration",),
        ),
    ),
    data_level=3,
)
