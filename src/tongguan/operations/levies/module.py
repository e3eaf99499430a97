"""Manifest."""

from tongguan.engines.problems import Text
from tongguan.platform.modules.interface import MenuItem, Module, Permission

VIEW, ASK, ASSESS = "levies.view", "levies.ask", "levies.assess"
APPROVE, COLLECT = "levies.approve", "levies.collect"

MODULE = Module(
    code="operations.levies",
    name=Text(zh="税款补退", en="Levies after release"),
    purpose=Text(
        zh="放行后补征、追征与退税：依据与时限、逐项差额、一人核定一人复核、补税单与退还书、滞纳金与利息",
        en="Supplementary levies and refunds after release: cause and term, the difference line by line, two officers",
    ),
    catalogue=("OP-07",),
    depends_on=(
        "platform.database",
        "platform.calendars",
        "platform.cases",
        "platform.identity",
        "platform.events",
        "platform.reference",
        "platform.permissions",
        "platform.ui",
        "operations.declarations",
        "operations.duties",
    ),
    permissions=(
        Permission(VIEW, Text(zh="查看税款补退", en="View levies after release")),
        Permission(ASK, Text(zh="申请退税或补税", en="Ask for a refund or a levy")),
        Permission(ASSESS, Text(zh="核定税款补退", en="Assess levies after release")),
        Permission(APPROVE, Text(zh="复核税款补退", en="Approve levies after release")),
        Permission(COLLECT, Text(zh="核销补税与退还", en="Confirm payments and refunds after release")),
    ),
    grants={
        "declarant": (VIEW, ASK),
        "assessor": (VIEW, ASSESS, APPROVE),
        "commander": (VIEW, APPROVE),
        "cashier": (VIEW, COLLECT),
        "auditor": (VIEW,),
    },
    menu=(
        MenuItem(
            Text(zh="税款补退", en="Levies after release"),
            "cases_list",
            "scales",
            permission=VIEW,
            order=15,
            url_args=("levy",),
        ),
    ),
    data_level=3,
)
