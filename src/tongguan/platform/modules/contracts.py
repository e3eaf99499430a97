"""What a module says about itself in its `module.py`: the manifest types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from tongguan.engines.problems import Text


@dataclass(frozen=True, slots=True)
class Permission:
    """One thing that may be allowed, `<area>.<verb>`; granted to roles, never to nobody by default."""

    code: str
    title: Text


class Task(StrEnum):
    """What people are about when they open a page: the side navigation is grouped by it, in this order."""

    WORK = "work"
    DECLARING = "declaring"
    CONTROL = "control"
    TRAVELLERS = "travellers"
    TRANSPORT = "transport"
    OVERSIGHT = "oversight"
    ADMINISTRATION = "administration"


@dataclass(frozen=True, slots=True)
class MenuItem:
    """An entry of the side navigation; shown only to who holds `permission` (empty: any signed-in person). `task` is
    the group it stands in; where none is given its `order` says: below 10 work, then by tens declaring, control,
    transport, work, and from 50 on oversight, from 80 on administration."""

    title: Text
    url_name: str
    icon: str
    permission: str = ""
    order: int = 50
    key: str = ""
    url_args: tuple[str, ...] = ()
    roles: frozenset[str] = frozenset()
    task: Task | None = None

    @property
    def group(self) -> Task:
        """The group it stands in."""
        return self.task or next(task for first, task in BY_ORDER if self.order >= first)


BY_ORDER = (
    (80, Task.ADMINISTRATION),
    (50, Task.OVERSIGHT),
    (40, Task.WORK),
    (30, Task.TRANSPORT),
    (20, Task.CONTROL),
    (10, Task.DECLARING),
    (0, Task.WORK),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """The manifest of one module.

    `code` is `<system>.<folder>`; `catalogue` the specification ids it serves; `depends_on` the codes of modules
    it imports or points foreign keys at; `grants` which permission codes a role receives. `owner`, `mlps_level`
    (GB/T 22239 grade 1–5), `data_level`, `rto_hours` and `rpo_minutes` fill the register of systems (SO-03).
    """

    code: str
    name: Text
    purpose: Text
    catalogue: tuple[str, ...] = ()
    depends_on: tuple[str, ...] = ()
    permissions: tuple[Permission, ...] = ()
    grants: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    menu: tuple[MenuItem, ...] = ()
    owner: str = "platform-team"
    mlps_level: int = 3
    data_level: int = 2
    rto_hours: int = 4
    rpo_minutes: int = 0
    state: str = "live"

    @property
    def system(self) -> str:
        """The big system the module belongs to: the first part of its code."""
        return self.code.split(".", 1)[0]

    @property
    def label(self) -> str:
        """The Django app label: the last part of the code."""
        return self.code.rsplit(".", 1)[-1]

    @property
    def package(self) -> str:
        """The import name of the module's folder."""
        return f"tongguan.{self.code}"
