"""The door to measurements (K3)."""

from tongguan.platform.measurement.actions import (
    authorise,
    calibrate,
    measure,
    register_instrument,
    set_method,
)
from tongguan.platform.measurement.contracts import Measured, Reading, Recomputed, Validity
from tongguan.platform.measurement.enums import InstrumentKind
from tongguan.platform.measurement.queries import (
    authorised,
    instruments,
    method_on,
    readings_of,
    recompute,
    result_of,
    standing,
    usable_instruments,
    valid_instrument,
)
from tongguan.platform.measurement.registry import evaluator

__all__ = [
    "InstrumentKind",
    "Measured",
    "Reading",
    "Recomputed",
    "Validity",
    "authorise",
    "authorised",
    "calibrate",
    "evaluator",
    "instruments",
    "measure",
    "method_on",
    "readings_of",
    "recompute",
    "register_instrument",
    "result_of",
    "set_method",
    "standing",
    "usable_instruments",
    "valid_instrument",
]
