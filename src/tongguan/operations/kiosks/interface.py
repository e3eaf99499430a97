"""The door to kiosks.

Pages of a kiosk or phone include `kiosks/call.js` (`startSession`, `endSession`, `startCall`, `heartbeat`). Whoever
knows forms registers `describe_state`, so that an officer sees a traveller's form in words.
"""

from tongguan.operations.kiosks.contracts import FormState, StateLine
from tongguan.operations.kiosks.queries import describe_state, register_describe_state

__all__ = ["FormState", "StateLine", "describe_state", "register_describe_state"]
