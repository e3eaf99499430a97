"""Manifest."""

from tongguan.engines.problems import Text
from tongguan.platform.modules.interface import MenuItem, Module, Permission

ROLES = (
    "declarant",
    "carrier",
    "terminal",
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
    code="platform.calendars",
    name=Text(zh="法定日历", en="Legal calendar"),
    purpose=Text(
        zh="节假日与调休数据；按法定时限计算期限",
        en="Holidays and make-up working days; deadlines from legal time limits",
    ),
    catalogue=("SV-13",),
    depends_on=("platform.permissions", "platform.audit", "platform.reference", "platform.ui"),
    permissions=(
        Permission("calendars.view", Text(zh="查看法定日历", en="View the legal calendar")),
        Permission("calendars.edit", Text(zh="维护节假日", en="Edit holidays")),
    ),
    grants={
        **dict.fromkeys(ROLES, ("calendars.view",)),
        "administrator": ("calendars.view", "calendars.edit"),
    },
    menu=(
        MenuItem(
            title=Text(zh="法定日历", en="Legal calendar"),
            url_name="calendars_year",
            icon="calendar",
            permission="calendars.view",
            order=82,
        ),
    ),
    data_level=1,
)
