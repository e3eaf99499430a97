"""Writes: declarations, receipts, the gate, deletion."""

from tongguan.operations.passenger_declarations.actions.ageing import delete_personal, expire
from tongguan.operations.passenger_declarations.actions.declaring import Answered, declare
from tongguan.operations.passenger_declarations.actions.gate import accept, take_offline
from tongguan.operations.passenger_declarations.actions.keys import replace_key, signing_key

__all__ = [
    "Answered",
    "accept",
    "declare",
    "delete_personal",
    "expire",
    "replace_key",
    "signing_key",
    "take_offline",
]
