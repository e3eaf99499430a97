"""Manifest."""

from tongguan.engines.problems import Text
from tongguan.platform.modules.interface import Module, Permission

ASSESS = "duties.assess"

MODULE = Module(
    code="operations.duties",
    name=Text(zh="税款", en="Duties and taxes"),
    purpose=Text(
        zh="逐项计征进出口税费与滞报金并解释每一步；可验证的税单、作废与换开、缴款标记",
        en="Duties, taxes and late fees line by line, each step explained; verifiable bills, payment mark",
    ),
    catalogue=("OP-07", "SV-13"),
    depends_on=(
        "platform.database",
        "platform.calendars",
        "platform.cases",
        "platform.documents",
        "platform.identity",
        "platform.ledger",
        "platform.ui",
        "operations.declarations",
        "platform.reference",
        "platform.events",
        "platform.audit",
        "platform.permissions",
    ),
    permissions=(Permission(ASSESS, Text(zh="重新计征税款", en="Assess duties again")),),
    grants={"assessor": (ASSESS,), "cashier": (ASSESS,)},
    data_level=3,
)
