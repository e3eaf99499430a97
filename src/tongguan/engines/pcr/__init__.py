"""Nucleic-acid testing: run files, Ct from curves, verdicts by a kit's rules, plates, pools, a laboratory's load."""

from tongguan.engines.pcr.calling import Called, call_channel
from tongguan.engines.pcr.capacity import Load, load
from tongguan.engines.pcr.curves import Curve, read_curve
from tongguan.engines.pcr.kit import Kit
from tongguan.engines.pcr.plate import Planned, is_turned, layout, places, read_place, room, turned, wells_of
from tongguan.engines.pcr.pooling import Plan, array, best, dorfman, single
from tongguan.engines.pcr.reading import read_run
from tongguan.engines.pcr.runs import Channel, RunFile
from tongguan.engines.pcr.tubes import read_tube, tube_number
from tongguan.engines.pcr.verdict import Call, Result, Role, Verdict, Well, call_of, run_faults, verdict_of

__all__ = [
    "Call", "Called", "Channel", "Curve", "Kit", "Load", "Plan", "Planned", "Result", "Role", "RunFile", "Verdict",
    "Well", "array", "best", "call_channel", "call_of", "dorfman", "is_turned", "layout", "load", "places",
    "read_curve", "read_place", "read_run", "read_tube", "room", "run_faults", "single", "tube_number", "turned",
    "verdict_of", "wells_of",
]  # fmt: skip
