"""What crosses the module's border."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from tongguan.engines.problems import Text
from tongguan.operations.declarations.enums import LET_OUT, Kind, Stage


@dataclass(frozen=True, slots=True)
class Statement:
    """The three boxes of a summary under the law before its reform: whether the goods are under prohibition or
    restriction, under inspection or quarantine, and taxable. None: not said."""

    controlled: bool | None = None
    inspected: bool | None = None
    taxable: bool | None = None

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Manner:
    """How a declaration is to be lodged: in one step or two, and what its summary's boxes say."""

    kind: Kind = Kind.ONE_STEP
    statement: Statement = Statement()

    @property
    def stage(self) -> Stage:
        """The stage it begins at."""
        return Stage.SUMMARY if self.kind is Kind.TWO_STEP else Stage.SINGLE


ONE_STEP = Manner()


@dataclass(frozen=True, slots=True)
class Lodged:
    """The answer to a lodgement. `replayed`: this submission had been accepted before and nothing new happened."""

    reference: str
    declaration_number: str
    state: str
    version: int
    receipt: str
    replayed: bool


@dataclass(frozen=True, slots=True)
class Hold:
    """Why goods are kept back, whatever their declaration says: all of them, or those in one `container`."""

    declaration: str
    code: str
    text: Text
    container: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """One declaration found by its bill or container; `let_go`: for pick-up or on a guarantee, before its release;
    `holds`: what keeps its goods back all the same."""

    reference: str
    declaration_number: str
    state: str
    flow: str
    bill_number: str
    containers: tuple[str, ...]
    let_go: bool = False
    holds: tuple[Hold, ...] = ()

    @property
    def may_leave(self) -> bool:
        """Whether nothing of customs holds the goods any more."""
        return not self.holds and (self.let_go or self.state in LET_OUT)

    def holds_on(self, container: str) -> tuple[Hold, ...]:
        """What keeps this container back."""
        return tuple(hold for hold in self.holds if hold.container in ("", container))


@dataclass(frozen=True, slots=True)
class Goods:
    """What the port knows of goods under a bill: whether it expects them at all, and when they arrived."""

    expected: bool = False
    arrived_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """An earlier content of a declaration: its number from 1, why and when it was replaced, and what changed."""

    number: int
    cause: str
    at: datetime
    content_sha256: str
    changes: tuple[dict[str, Any], ...]
    reason: str = ""
