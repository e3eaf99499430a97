"""Manifest."""

from tongguan.engines.problems import Text
from tongguan.platform.modules.interface import Module

MODULE = Module(
    code="platform.permissions",
    name=Text(zh="权限", en="Permissions"),
    purpose=Text(zh="默认拒绝；角色与权限", en="Default deny; roles and permissions"),
    depends_on=("platform.modules",),
)
