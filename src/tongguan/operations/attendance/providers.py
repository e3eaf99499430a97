"""What this module gives to others: who sees its files."""

from __future__ import annotations

from tongguan.operations.attendance.queries import may_see_evidence
from tongguan.platform.files.interface import register_visibility

register_visibility("attendance", may_see_evidence)
