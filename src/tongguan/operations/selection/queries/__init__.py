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
from tongguan.operations.selection.queries.evaluating import (
    evaluate,
    firms_behind,
    history_of,
    hit_of,
    within_quota,
)
from tongguan.operations.selection.queries.files import Unreadable, past_in
from tongguan.operations.selection.queries.frames import frame_in
from tongguan.operations.selection.queries.learning import frame_since, labelled
from tongguan.operations.selection.queries.model_evidence import (
    Arms,
    ModelEvidence,
    against_champion,
    arms_since,
    latest_flagged,
    model_evidence,
)
from tongguan.operations.selection.queries.performance import (
    Evidence,
    evidence,
    performance,
    performances,
    random_arm,
    rows_behind,
)
from tongguan.operations.selection.queries.plans import (
    ModelPlan,
    WatchPlan,
    draw_rules,
    model_plan,
    repeat_days,
    retirement_days,
    retraining_outcomes,
    reveal_seconds,
    round_seconds,
    watch_plan,
)
from tongguan.operations.selection.queries.scoring import model_of, scores_of
from tongguan.operations.selection.queries.versions import (
    active_rules,
    condition_of,
    latest_retrainings,
    listed,
    models_listed,
    stamp_of,
    words_of,
)

__all__ = [
    "Arms",
    "Evidence",
    "ModelEvidence",
    "ModelPlan",
    "Unreadable",
    "WatchPlan",
    "active_rules",
    "against_champion",
    "arms_since",
    "back_test_of",
    "condition_of",
    "decision_of",
    "decisions",
    "draw_rules",
    "evaluate",
    "evidence",
    "firms_behind",
    "frame_in",
    "frame_since",
    "history_of",
    "hit_of",
    "hits_of",
    "labelled",
    "latest_flagged",
    "latest_retrainings",
    "listed",
    "match_in_words",
    "model_evidence",
    "model_of",
    "model_plan",
    "models_listed",
    "past_in",
    "performance",
    "performances",
    "published",
    "random_arm",
    "reasons_of",
    "repeat_days",
    "retirement_days",
    "retraining_outcomes",
    "reveal_seconds",
    "round_seconds",
    "rows_behind",
    "scores_of",
    "stamp_of",
    "told",
    "watch_plan",
    "within_quota",
    "words_of",
]
