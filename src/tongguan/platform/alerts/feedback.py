"""Who learns from outcomes: rules, models and watches register for their kind of source."""

from __future__ import annotations

from collections import defaultdict

from tongguan.platform.alerts.contracts import Feedback, Outcome

_feedbacks: dict[str, list[Feedback]] = defaultdict(list)


def register_feedback(source_kind: str, feedback: Feedback) -> None:
    """Call `feedback` with the outcome of every alert that a source of this kind raised.

    It runs in the event dispatcher's transaction and is tried again if it raises, so its effects are rows only
    and happen once. Register in a module's `handlers.py` or `providers.py`.
    """
    if feedback not in _feedbacks[source_kind]:
        _feedbacks[source_kind].append(feedback)


def give(outcome: Outcome) -> int:
    """Hand an outcome to everyone registered for its source; returns to how many."""
    found = tuple(_feedbacks.get(outcome.source.kind, ()))
    for feedback in found:
        feedback(outcome)
    return len(found)
