"""Manifest."""

from tongguan.engines.problems import Text
from tongguan.platform.modules.interface import MenuItem, Module, Permission

VIEW, REQUEST, DECIDE = "amendments.view", "amendments.request", "amendments.decide"

MODULE = Module(
    code="operations.amendments",
    name=Text(zh="修改与撤销", en="Amendments and cancellations"),
    purpose=Text(
        zh="对已申报内容的修改或撤销申请：逐项差异、理由与关员决定",
        en="Requests to amend or cancel what was declared: every difference, the reason, an officer's decision",
    ),
    catalogue=("OP-07",),
    depends_on=(
        "platform.database",
        "platform.cases",
        "platform.identity",
        "platform.permissions",
        "platform.ui",
    ),
    permissions=(
        Permission(VIEW, Text(zh="查看修改撤销申请", en="View requests for amendment")),
        Permission(REQUEST, Text(zh="申请修改或撤销", en="Ask for amendment or cancellation")),
        Permission(DECIDE, Text(zh="审批修改或撤销", en="Decide on amendment or cancellation")),
    ),
    grants={
        "declarant": (VIEW, REQUEST),
        "assessor": (VIEW, DECIDE),
        **dict.fromkeys(("commander", "auditor"), (VIEW,)),
    },
    menu=(
        MenuItem(
            Text(zh="修改与撤销", en="Amendments"),
            "cases_list",
            "edit",
            permission=VIEW,
            order=12,
            url_args=("change_request",),
        ),
    ),
    data_level=3,
)
