"""Manifest."""

from tongguan.engines.problems import Text
from tongguan.platform.modules.interface import Module

MODULE = Module(
    code="public.portal",
    name=Text(zh="门户", en="Portal"),
    purpose=Text(zh="公众入口与公开核验", en="The public entrance and public verification"),
    catalogue=("SV-07", "OP-23"),
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
