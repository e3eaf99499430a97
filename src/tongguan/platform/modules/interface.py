"""The door to the module registry."""

from tongguan.platform.modules.catalogue import CATALOGUE, GROUPS, group_of
from tongguan.platform.modules.checks import check_all, contributes_check, package_folder, repository
from tongguan.platform.modules.contracts import MenuItem, Module, Permission, Task
from tongguan.platform.modules.map import served_by, state_of
from tongguan.platform.modules.registry import SYSTEMS, has_part, module, modules, part

__all__ = [
    "CATALOGUE",
    "GROUPS",
    "SYSTEMS",
    "MenuItem",
    "Module",
    "Permission",
    "Task",
    "check_all",
    "contributes_check",
    "group_of",
    "has_part",
    "module",
    "modules",
    "package_folder",
    "part",
    "repository",
    "served_by",
    "state_of",
]
