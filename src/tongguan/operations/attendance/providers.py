"""What this module gives to others: who sees its files, and what holds an opening back."""

from __future__ import annotations

from tongguan.operations.attendance.queries import held_back, may_see_evidence
from tongguan.operations.inspections.interface import register_opening_hold
from tongguan.platform.files.interface import register_visibility

register_visibility("attendance", may_see_evidence)
register_opening_hold(held_back)
