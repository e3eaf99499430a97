"""Who acts: the value every query, action and rule receives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, the system or nobody, with what they may do now.

    `organisations` maps the ids of organisations the actor may act for to the permission codes that hold there
    (own position, or a delegation in force); `office_ids` are the customs offices of the actor's positions.
    """

    kind: str
    name: str
    user_id: int | None = None
    roles: frozenset[str] = frozenset()
    permissions: frozenset[str] = frozenset()
    organisations: Mapping[int, frozenset[str]] = field(default_factory=dict)
    office_ids: frozenset[int] = frozenset()
    language: str = "zh-hans"

    def may(self, permission: str) -> bool:
        """Whether any of the actor's positions grants the permission."""
        return self.kind == "system" or permission in self.permissions

    def may_for(self, permission: str, organisation_id: int | None) -> bool:
        """Whether the actor may do this for that organisation: own position there, or delegated to."""
        if self.kind == "system":
            return True
        return organisation_id is not None and permission in self.organisations.get(organisation_id, ())

    @property
    def is_officer(self) -> bool:
        """Whether the actor holds a customs position."""
        return self.kind == "system" or bool(self.office_ids)


ANONYMOUS = Actor(kind="anonymous", name="anonymous")
SYSTEM = Actor(kind="system", name="system", roles=frozenset({"system"}))
