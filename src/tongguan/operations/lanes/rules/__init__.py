"""Pure rules: the protocol of devices, and the seven adapters."""

from tongguan.operations.lanes.rules.adapters import ADAPTERS
from tongguan.operations.lanes.rules.declaring import Adapter, Limits
from tongguan.operations.lanes.rules.protocol import (
    Envelope,
    Message,
    device_key,
    read_envelope,
    read_message,
    signed,
)

__all__ = [
    "ADAPTERS",
    "Adapter",
    "Envelope",
    "Limits",
    "Message",
    "device_key",
    "read_envelope",
    "read_message",
    "signed",
]
