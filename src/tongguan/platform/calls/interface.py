"""The door to calls between browsers.

A room is named by its owner (`remote_inspection:…`), who checks that an actor is a side of it. Scripts import
`calls/connection.js`; pages give it `relays`, to each side its own.
"""

from tongguan.platform.calls.actions import close_room, send_signal
from tongguan.platform.calls.contracts import MAX_SIGNAL_CHARACTERS, MAX_SIGNALS, SignalBody
from tongguan.platform.calls.queries import signals_for
from tongguan.platform.calls.relays import relays

__all__ = [
    "MAX_SIGNALS",
    "MAX_SIGNAL_CHARACTERS",
    "SignalBody",
    "close_room",
    "relays",
    "send_signal",
    "signals_for",
]
