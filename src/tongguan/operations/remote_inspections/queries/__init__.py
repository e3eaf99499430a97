"""Reads of remote inspections."""

from tongguan.operations.remote_inspections.queries.proofs import bundle, may_see_evidence, proof_of
from tongguan.operations.remote_inspections.queries.reads import (
    required_soon,
    room_of,
    side_of,
    signals_for,
    standing,
)

__all__ = [
    "bundle",
    "may_see_evidence",
    "proof_of",
    "required_soon",
    "room_of",
    "side_of",
    "signals_for",
    "standing",
]
