"""The door to vessels."""

from tongguan.operations.vessels.actions import announce, report_call, store_positions
from tongguan.operations.vessels.contracts import Announcement, Call, Fix, Ship, Stored
from tongguan.operations.vessels.enums import IN_PORT, State
from tongguan.operations.vessels.queries import call, latest_positions, port_features, visible_calls

__all__ = [
    "IN_PORT",
    "Announcement",
    "Call",
    "Fix",
    "Ship",
    "State",
    "Stored",
    "announce",
    "call",
    "latest_positions",
    "port_features",
    "report_call",
    "store_positions",
    "visible_calls",
]
