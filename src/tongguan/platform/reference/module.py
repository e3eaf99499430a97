"""Manifest."""

from tongguan.engines.problems import Text
from tongguan.platform.modules.interface import MenuItem, Module, Permission

CUSTOMS_ROLES = (
    "assessor",
    "inspector",
    "image_analyst",
    "risk_officer",
    "gate_officer",
    "cashier",
    "commander",
    "auditor",
    "administrator",
)

MODULE = Module(
    code="platform.reference",
    name=Text(zh="参数代码", en="Reference data"),
    purpose=Text(
        zh="带有效期和出处的代码表、税率与法定数值",
        en="Code lists, rates and legal numbers with validity and source",
    ),
    catalogue=("OP-07",),
    depends_on=("platform.permissions", "platform.audit", "platform.events", "platform.ui"),
    permissions=(
        Permission("reference.view", Text(zh="查看参数代码", en="View reference data")),
        Permission("reference.edit", Text(zh="维护参数代码", en="Edit reference data")),
    ),
    grants={
        **dict.fromkeys(CUSTOMS_ROLES, ("reference.view",)),
        "administrator": ("reference.view", "reference.edit"),
    },
    menu=(
        MenuItem(
            title=Text(zh="参数代码", en="Reference data"),
            url_name="reference_lists",
            icon="book",
            permission="reference.view",
            order=80,
        ),
    ),
    data_level=1,
)
