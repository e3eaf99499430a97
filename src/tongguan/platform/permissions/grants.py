"""What each role may do, gathered from the manifests."""

from __future__ import annotations

from functools import cache

from tongguan.engines.problems import Problem, Text
from tongguan.platform.modules.interface import Module, Permission, modules
from tongguan.platform.permissions.roles import ROLE_CODES


@cache
def permissions() -> dict[str, Permission]:
    """Every declared permission by code."""
    return {permission.code: permission for module in modules() for permission in module.permissions}


@cache
def granted_to(role: str) -> frozenset[str]:
    """The permission codes a role holds; an undeclared role holds none."""
    if role not in ROLE_CODES:
        return frozenset()
    return frozenset(code for module in modules() for code in module.grants.get(role, ()))


def problems() -> list[Problem]:
    """Contradictions in the manifests: grants of unknown permissions or to unknown roles, permissions that are
    declared twice or that no role holds."""
    found: list[Problem] = []
    declared: set[str] = set()
    for module in modules():
        for permission in module.permissions:
            if permission.code in declared:
                found.append(_problem(module, "twice", permission.code, "声明两次", "is declared twice"))
            declared.add(permission.code)
    held: set[str] = set()
    for module in modules():
        for role, codes in module.grants.items():
            held.update(codes)
            if role not in ROLE_CODES:
                found.append(_problem(module, "role", role, "未知岗位", "is an unknown role"))
            unknown = [code for code in codes if code not in declared]
            found += [
                _problem(module, "unknown", code, "未声明", "is granted, not declared") for code in unknown
            ]
        for item in module.menu:
            if item.permission and item.permission not in declared:
                found.append(
                    _problem(module, "menu", item.permission, "未声明", "is in the menu, undeclared")
                )
    for module in modules():
        for permission in module.permissions:
            if permission.code not in held:
                found.append(
                    _problem(module, "nobody", permission.code, "无岗位持有", "is granted to no role")
                )
    return found


def _problem(module: Module, kind: str, what: str, zh: str, en: str) -> Problem:
    return Problem(f"permission.{kind}", Text(zh=f"{what} {zh}", en=f"{what} {en}"), pointer=module.code)
