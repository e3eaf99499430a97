"""Manifest."""

from tongguan.engines.problems import Text
from tongguan.platform.modules.interface import Module

MODULE = Module(
    code="platform.files",
    name=Text(zh="证据文件", en="Evidence files"),
    purpose=Text(
        zh="按内容寻址、限制大小与类型、绑定事项并可核验的文件",
        en="Files addressed by content, limited and typed, bound to subjects and verifiable",
    ),
    catalogue=("OP-24",),
    depends_on=("platform.permissions", "platform.events", "platform.audit", "platform.ui"),
    mlps_level=3,
    data_level=3,
)
