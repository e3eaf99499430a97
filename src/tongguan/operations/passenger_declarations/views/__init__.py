"""Pages: the traveller's, the gate's, the supervisor's."""

from tongguan.operations.passenger_declarations.views.declaring import (
    declare,
    kiosk,
    kiosk_languages,
    languages,
    manifest,
    worker,
)
from tongguan.operations.passenger_declarations.views.gate import gate, gate_worker
from tongguan.operations.passenger_declarations.views.supervising import flight_summary, flights

__all__ = [
    "declare",
    "flight_summary",
    "flights",
    "gate",
    "gate_worker",
    "kiosk",
    "kiosk_languages",
    "languages",
    "manifest",
    "worker",
]
