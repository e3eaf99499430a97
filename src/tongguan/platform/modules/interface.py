"""The door to the module registry."""

from tongguan.platform.modules.contracts import MenuItem, Module, Permission
from tongguan.platform.modules.registry import SYSTEMS, has_part, module, modules, part

__all__ = ["SYSTEMS", "MenuItem", "Module", "Permission", "has_part", "module", "modules", "part"]
