"""What this module gives to others: who sees its files, and how it is found."""

from __future__ import annotations

from tongguan.operations.remote_inspections.queries import may_see_evidence
from tongguan.platform.files.interface import register_visibility

register_visibility("remote_inspection", may_see_evidence)
