"""Reads of endoscopy."""

from tongguan.operations.endoscopy.queries.months import months
from tongguan.operations.endoscopy.queries.sessions import (
    evidence_of,
    may_see_evidence,
    sessions_of,
    verification,
)

__all__ = ["evidence_of", "may_see_evidence", "months", "sessions_of", "verification"]
