"""What each role may do, gathered from the manifests."""

from __future__ import annotations

from functools import cache

from tongguan.platform.modules.interface import Permission, modules
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


def problems() -> list[str]:
    """Contradictions in the manifests: grants of unknown permissions or to unknown roles, doubled codes."""
    found: list[str] = []
    seen: set[str] = set()
    for module in modules():
        for permission in module.permissions:
            if permission.code in seen:
                found.append(f"{module.code}: permission {permission.code} is declared twice")
            seen.add(permission.code)
    for module in modules():
        for role, codes in module.grants.items():
            if role not in ROLE_CODES:
                found.append(f"{module.code}: grants to unknown role {role}")
            found += [f"{module.code}: grants unknown permission {c}" for c in codes if c not in seen]
        for item in module.menu:
            if item.permission and item.permission not in seen:
                found.append(f"{module.code}: menu needs unknown permission {item.permission}")
    return found
