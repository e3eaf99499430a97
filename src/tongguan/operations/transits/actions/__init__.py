"""Opening, securing, departing and watching transit movements."""

from tongguan.operations.transits.actions.moving import (
    cover_changed,
    left_by_gate,
    open_transit,
    secure,
    watch,
)

__all__ = ["cover_changed", "left_by_gate", "open_transit", "secure", "watch"]
