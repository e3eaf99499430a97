"""The door to alerts (K4)."""

from tongguan.platform.alerts.actions import (
    acknowledge,
    conclude_clue,
    disposition,
    escalate_due,
    hand_over,
    raise_alert,
)
from tongguan.platform.alerts.contracts import Evidence, Funnel, Outcome, Source
from tongguan.platform.alerts.enums import ClueResult, Disposition, Severity, State
from tongguan.platform.alerts.feedback import register_feedback
from tongguan.platform.alerts.queries import funnel, mine, visible

__all__ = [
    "ClueResult",
    "Disposition",
    "Evidence",
    "Funnel",
    "Outcome",
    "Severity",
    "Source",
    "State",
    "acknowledge",
    "conclude_clue",
    "disposition",
    "escalate_due",
    "funnel",
    "hand_over",
    "mine",
    "raise_alert",
    "register_feedback",
    "visible",
]
