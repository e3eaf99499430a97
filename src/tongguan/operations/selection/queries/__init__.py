"""Reads: active rules and what they say of a declaration, decisions, performance."""

from tongguan.operations.selection.queries.backtests import back_test_of, told
from tongguan.operations.selection.queries.decisions import (
    decision_of,
    decisions,
    hits_of,
    match_in_words,
    published,
    reasons_of,
)
from tongguan.operations.selection.queries.evaluating import evaluate, history_of, hit_of, within_quota
from tongguan.operations.selection.queries.files import Unreadable, past_in
from tongguan.operations.selection.queries.performance import (
    Evidence,
    evidence,
    performance,
    performances,
    random_arm,
    rows_behind,
)
from tongguan.operations.selection.queries.plans import (
    draw_rules,
    repeat_days,
    retirement_days,
    reveal_seconds,
    round_seconds,
)
from tongguan.operations.selection.queries.versions import active_rules, condition_of, listed, words_of

__all__ = [
    "Evidence",
    "Unreadable",
    "active_rules",
    "back_test_of",
    "condition_of",
    "decision_of",
    "decisions",
    "draw_rules",
    "evaluate",
    "evidence",
    "history_of",
    "hit_of",
    "hits_of",
    "listed",
    "match_in_words",
    "past_in",
    "performance",
    "performances",
    "published",
    "random_arm",
    "reasons_of",
    "repeat_days",
    "retirement_days",
    "reveal_seconds",
    "round_seconds",
    "rows_behind",
    "told",
    "within_quota",
    "words_of",
]
