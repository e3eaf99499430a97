"""The door to selection."""

from __future__ import annotations

from datetime import datetime

from tongguan.operations.selection import queries
from tongguan.operations.selection.actions import load_demonstration_rules, put_in_force, write_rule
from tongguan.operations.selection.contracts import Decision, Performance, Published, Reason
from tongguan.operations.selection.queries import random_arm
from tongguan.platform.permissions.interface import Actor


def reasons_for(actor: Actor, reference: str) -> Decision | None:
    """Why a declaration went where it went, for who may know; None while its draw is pending or hidden."""
    return queries.decision_of(actor, reference)


def published(since: datetime, until: datetime | None = None) -> Published:
    """The public numbers since a moment, and before another where given."""
    return queries.published(since, until)


__all__ = [
    "Decision",
    "Performance",
    "Published",
    "Reason",
    "load_demonstration_rules",
    "published",
    "put_in_force",
    "random_arm",
    "reasons_for",
    "write_rule",
]
