"""Writes of manifests."""

from tongguan.operations.manifests.actions.filing import (
    amend,
    bill_released,
    declaration_released,
    file,
    filed,
    ship_arrived,
    ship_departed,
)
from tongguan.operations.manifests.actions.loading import load

__all__ = [
    "amend",
    "bill_released",
    "declaration_released",
    "file",
    "filed",
    "load",
    "ship_arrived",
    "ship_departed",
]
