"""Event-time fusion: which readings of a lane's devices belong to one traveller, and what follows from them."""

from tongguan.engines.fusion.clocks import Clock, Exchange
from tongguan.engines.fusion.contracts import (
    AMBIENT,
    MANDATORY,
    PERSONAL,
    Channel,
    ChannelState,
    Check,
    Encounter,
    Entry,
    Kind,
    Quality,
    Reading,
    Reason,
    Settings,
    State,
    Status,
)
from tongguan.engines.fusion.fusing import LaneFuser
from tongguan.engines.fusion.logs import as_line, encounter_as_json, read_log, replay
from tongguan.engines.fusion.verdicts import CHANNEL_NAMES, words_of

__all__ = [
    "AMBIENT",
    "CHANNEL_NAMES",
    "MANDATORY",
    "PERSONAL",
    "Channel",
    "ChannelState",
    "Check",
    "Clock",
    "Encounter",
    "Entry",
    "Exchange",
    "Kind",
    "LaneFuser",
    "Quality",
    "Reading",
    "Reason",
    "Settings",
    "State",
    "Status",
    "as_line",
    "encounter_as_json",
    "read_log",
    "replay",
    "words_of",
]
