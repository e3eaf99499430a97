"""Manifest."""

from tongguan.engines.problems import Text
from tongguan.platform.modules.interface import Module, Permission

MODULE = Module(
    code="operations.duties",
    name=Text(zh="税款", en="Duties and taxes"),
    purpose=Text(
        zh="逐项计征关税、消费税与增值税并解释每一步；税单与缴款标记",
        en="Customs duty, consumption tax and VAT line by line, each step explained; bill and payment mark",
    ),
    catalogue=("OP-07",),
    depends_on=(
        "platform.database",
        "operations.declarations",
        "platform.reference",
        "platform.events",
        "platform.audit",
        "platform.permissions",
    ),
    permissions=(Permission("duties.assess", Text(zh="重新计征税款", en="Assess duties again")),),
    grants={"assessor": ("duties.assess",), "cashier": ("duties.assess",)},
    data_level=3,
)
