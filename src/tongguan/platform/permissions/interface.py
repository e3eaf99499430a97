"""The door to permissions."""

from tongguan.platform.permissions.checks import PUBLIC, SIGNED_IN, Access, page, require
from tongguan.platform.permissions.contracts import ANONYMOUS, SYSTEM, Actor
from tongguan.platform.permissions.errors import NotAllowed, NotFound, Refused
from tongguan.platform.permissions.grants import granted_to, permissions
from tongguan.platform.permissions.operations import requires
from tongguan.platform.permissions.roles import ROLES, Role, role

__all__ = [
    "ANONYMOUS",
    "PUBLIC",
    "ROLES",
    "SIGNED_IN",
    "SYSTEM",
    "Access",
    "Actor",
    "NotAllowed",
    "NotFound",
    "Refused",
    "Role",
    "granted_to",
    "page",
    "permissions",
    "require",
    "requires",
    "role",
]
