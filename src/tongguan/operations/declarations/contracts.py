"""What crosses the module's border."""

from __future__ import annotations

from dataclasses import dataclass


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
class Found:
    """One declaration found by its bill or container."""

    reference: str
    declaration_number: str
    state: str
    flow: str
    bill_number: str
    containers: tuple[str, ...]
