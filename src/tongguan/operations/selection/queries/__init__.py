"""Reads: active rules and what they say of a declaration, decisions, performance."""

from tongguan.operations.selection.queries.decisions import (
    decision_of,
    decisions,
    hits_of,
    match_in_words,
    published,
    reasons_of,
)
from tongguan.operations.selection.queries.evaluating import evaluate, history_of
from tongguan.operations.selection.queries.performance import (
    performance,
    performances,
    random_arm,
    rows_behind,
)
from tongguan.operations.selection.queries.plans import (
    draw_rules,
    repeat_days,
    reveal_seconds,
    round_seconds,
)
from tongguan.operations.selection.queries.versions import active_rules, condition_of, listed, words_of

__all__ = [
    "active_rules",
    "condition_of",
    "decision_of",
    "decisions",
    "draw_rules",
    "evaluate",
    "history_of",
    "hits_of",
    "listed",
    "match_in_words",
    "performance",
    "performances",
    "published",
    "random_arm",
    "reasons_of",
    "repeat_days",
    "reveal_seconds",
    "round_seconds",
    "rows_behind",
    "words_of",
]
