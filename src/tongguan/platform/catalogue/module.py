"""Manifest."""

from tongguan.engines.problems import Text
from tongguan.platform.modules.interface import MenuItem, Module, Permission

VIEW, EDIT = "catalogue.view", "catalogue.edit"
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
    code="platform.catalogue",
    name=Text(zh="资源目录", en="Catalogue"),
    purpose=Text(
        zh="版本化、双时态、可检索、更新时效受监控的目录",
        en="Versioned, bitemporal, searchable entries, watched for freshness",
    ),
    catalogue=("DC-01",),
    depends_on=(
        "platform.permissions",
        "platform.audit",
        "platform.ui",
        "platform.events",
        "platform.identity",
        "platform.notifications",
        "platform.alerts",
        "platform.schedules",
    ),
    permissions=(
        Permission(VIEW, Text(zh="查看资源目录", en="View the catalogue")),
        Permission(EDIT, Text(zh="维护资源目录", en="Publish catalogue versions")),
    ),
    grants={
        **dict.fromkeys(CUSTOMS_ROLES, (VIEW,)),
        "risk_officer": (VIEW, EDIT),
        "administrator": (VIEW, EDIT),
    },
    menu=(
        MenuItem(
            title=Text(zh="资源目录", en="Catalogue"),
            url_name="catalogue_search",
            icon="document",
            permission=VIEW,
            order=84,
        ),
    ),
    data_level=2,
)
