"""Cards of the register."""

from __future__ import annotations

from dataclasses import dataclass

from tongguan.platform.modules.interface import Module


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of a module's API: `GET /api/v1/…`."""

    method: str
    path: str


@dataclass(frozen=True, slots=True)
class Card:
    """What the register knows of one system. `contract` changes when its operations do."""

    module: Module
    operations: tuple[Operation, ...]
    contract: str
    publishes: tuple[str, ...]
    handles: tuple[str, ...]
    used_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Impact:
    """What stops or suffers when a module does: direct users, users of those, and the events they miss."""

    module: Module
    direct: tuple[str, ...]
    indirect: tuple[str, ...]
    listeners: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RetirementStep:
    """One condition of switching a system off; `blockers` say why it is not met."""

    title: str
    blockers: tuple[str, ...]

    @property
    def met(self) -> bool:
        """Whether nothing stands in the way."""
        return not self.blockers
