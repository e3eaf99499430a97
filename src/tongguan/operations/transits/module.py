"""Manifest."""

from tongguan.engines.problems import Text
from tongguan.platform.modules.interface import MenuItem, Module, Permission

VIEW, PLAN, CONTROL = "transits.view", "transits.plan", "transits.control"
PROPOSE, CLAIM = "transits.propose_claim", "transits.claim"

MODULE = Module(
    code="operations.transits",
    name=Text(zh="过境运输监管", en="Transit movements"),
    purpose=Text(
        zh="过境货物启运前担保可能税款，按路线与时限运抵指运地，逾期预警、核查与担保追索",
        en="Goods in transit: guarantee before departure, route and term to the office of destination, alert and claim",
    ),
    catalogue=("OP-07",),
    depends_on=(
        "platform.database",
        "platform.alerts",
        "platform.cases",
        "platform.identity",
        "platform.events",
        "platform.reference",
        "platform.schedules",
        "platform.permissions",
        "platform.notifications",
        "platform.ui",
        "operations.declarations",
        "operations.guarantees",
    ),
    permissions=(
        Permission(VIEW, Text(zh="查看过境运输", en="View transit movements")),
        Permission(PLAN, Text(zh="申报过境路线", en="State transit routes")),
        Permission(CONTROL, Text(zh="办理启运、运抵与核查", en="Handle departures, arrivals and inquiries")),
        Permission(PROPOSE, Text(zh="提出担保追索", en="Propose claims on guarantees")),
        Permission(CLAIM, Text(zh="批准担保追索", en="Approve claims on guarantees")),
    ),
    grants={
        "declarant": (VIEW, PLAN),
        "assessor": (VIEW, CONTROL, PROPOSE),
        "inspector": (VIEW, CONTROL),
        "gate_officer": (VIEW, CONTROL),
        "cashier": (VIEW, PROPOSE),
        "commander": (VIEW, CLAIM),
        "auditor": (VIEW,),
    },
    menu=(
        MenuItem(
            Text(zh="过境运输", en="Transit movements"),
            "cases_list",
            "truck",
            permission=VIEW,
            order=16,
            url_args=("transit",),
        ),
    ),
    data_level=3,
)
