"""Manifest."""

from tongguan.engines.problems import Text
from tongguan.platform.modules.interface import Module

MODULE = Module(
    code="public.portal",
    name=Text(zh="门户", en="Portal"),
    purpose=Text(
        zh="公众入口、公开核验、抽签公示与税则查询",
        en="The public entrance, public verification, outcomes of draws, and the tariff",
    ),
    catalogue=("SV-04", "SV-07", "OP-23"),
    depends_on=(
        "platform.permissions",
        "platform.ui",
        "platform.ledger",
        "platform.queues",
        "platform.reference",
        "operations.inspections",
        "operations.image_review",
    ),
    mlps_level=2,
    data_level=1,
)
