"""The back-test of a draft, kept with it for whoever approves."""

from __future__ import annotations

from tongguan.operations.selection.queries import back_test_of
from tongguan.platform.cases.interface import Moving


def back_tested(moving: Moving) -> None:
    """Effect of `back_test`: ask the condition of the decided declarations of the last weeks and keep the result."""
    rule = moving.case
    rule.back_test = found = back_test_of(rule)
    moving.facts["back_test"] = {key: found[key] for key in ("from", "to", "declarations", "hits")}
