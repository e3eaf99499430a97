"""What crosses the module's border."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tongguan.engines.problems import Text
from tongguan.operations.declarations.contracts import Hold
from tongguan.operations.gates.enums import Direction


@dataclass(frozen=True, slots=True)
class Arrival:
    """A vehicle with a container at a gate, wanting through."""

    gate: str
    direction: Direction
    container: str
    vehicle_plate: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Gate:
    """A gate of the port; `office` is the code of its customs office."""

    code: str
    name: Text
    office: str


@dataclass(frozen=True, slots=True)
class Declared:
    """A declaration with goods in the container; `left` when this container already passed out under it, `let_go`
    where they may be taken before the release: for pick-up, or on a guarantee; `holds` what keeps this container back
    all the same."""

    reference: str
    flow: str
    state: str
    bill_number: str
    left: bool = False
    let_go: bool = False
    holds: tuple[Hold, ...] = ()

    @property
    def is_let_go(self) -> bool:
        """Whether its goods are released, or may be taken before."""
        return self.let_go or self.state == "released"

    @property
    def may_leave(self) -> bool:
        """Whether the barrier opens for it."""
        return self.is_let_go and not self.holds


@dataclass(frozen=True, slots=True)
class Reason:
    """Why the barrier stayed closed; `declaration` where one is to blame."""

    code: str
    text: Text
    declaration: str = ""
