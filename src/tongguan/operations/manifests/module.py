"""Manifest."""

from tongguan.engines.problems import Text
from tongguan.platform.modules.interface import MenuItem, Module, Permission

VIEW, FILE, LOAD = "manifests.view", "manifests.file", "manifests.load"
VIEWERS = (
    "terminal",
    "assessor",
    "inspector",
    "image_analyst",
    "risk_officer",
    "gate_officer",
    "commander",
    "auditor",
)

MODULE = Module(
    code="operations.manifests",
    name=Text(zh="舱单", en="Manifests"),
    purpose=Text(
        zh="舱单申报、回执、修改，提运单与报关单的对应，装船放行",
        en="Filing and amending manifests, their receipts, bills of lading, the declarations under them, and loading",
    ),
    catalogue=("OP-07", "OP-20"),
    depends_on=(
        "operations.vessels",
        "operations.declarations",
        "platform.alerts",
        "platform.cases",
        "platform.identity",
        "platform.events",
        "platform.audit",
        "platform.permissions",
        "platform.ui",
        "platform.search",
    ),
    permissions=(
        Permission(VIEW, Text(zh="查看舱单", en="View manifests")),
        Permission(FILE, Text(zh="申报和修改舱单", en="File and amend manifests")),
        Permission(LOAD, Text(zh="申请装船", en="Ask to load containers")),
    ),
    grants={"carrier": (VIEW, FILE), **dict.fromkeys(VIEWERS, (VIEW,)), "terminal": (VIEW, LOAD)},
    menu=(
        MenuItem(
            Text(zh="舱单", en="Manifests"),
            "cases_list",
            "document",
            permission=VIEW,
            order=33,
            url_args=("manifest",),
        ),
        MenuItem(
            Text(zh="提运单", en="Bills of lading"), "manifests_bills", "link", permission=VIEW, order=34
        ),
        MenuItem(Text(zh="装船", en="Loading"), "manifests_loadings", "ship", permission=VIEW, order=34),
    ),
)
