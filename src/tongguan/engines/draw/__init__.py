"""Verifiable random selection: what is inspected, how, and by whom, so that anyone can recompute it."""

from tongguan.engines.draw.assignment import Assigner, Assignment, conflicts, kept_apart
from tongguan.engines.draw.commitment import commitment_of, input_hashes, seed_of, settle
from tongguan.engines.draw.inputs import Entry, Inputs, Officer, Party, Reveal, Role, Rules
from tongguan.engines.draw.reading import read_inputs, read_reveals
from tongguan.engines.draw.record import DrawRecord, commit, perform, recompute
from tongguan.engines.draw.selection import Selection, choose, risk_factor, select
from tongguan.engines.draw.stream import Stream
from tongguan.engines.draw.times import DRAW_VERSION, milliseconds

__all__ = [
    "DRAW_VERSION",
    "Assigner",
    "Assignment",
    "DrawRecord",
    "Entry",
    "Inputs",
    "Officer",
    "Party",
    "Reveal",
    "Role",
    "Rules",
    "Selection",
    "Stream",
    "choose",
    "commit",
    "commitment_of",
    "conflicts",
    "input_hashes",
    "kept_apart",
    "milliseconds",
    "perform",
    "read_inputs",
    "read_reveals",
    "recompute",
    "risk_factor",
    "seed_of",
    "select",
    "settle",
]
