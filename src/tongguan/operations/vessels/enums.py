"""States of a port call and sources of positions."""

from enum import StrEnum


class State(StrEnum):
    """Where a port call stands."""

    ANNOUNCED = "announced"
    ARRIVED = "arrived"
    BERTHED = "berthed"
    DEPARTED = "departed"
    CANCELLED = "cancelled"


IN_PORT = (State.ARRIVED, State.BERTHED)


class Source(StrEnum):
    """What a position was observed with."""

    AIS = "ais"
    RADAR = "radar"
    REPORT = "report"
