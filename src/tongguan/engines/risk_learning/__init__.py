"""Risk learning: how likely a declaration hides a finding and what that would recover, learned from examined ones."""

from tongguan.engines.risk_learning.boosting import Unavailable, boosting_available
from tongguan.engines.risk_learning.calibrating import CalibrationError, calibration_error
from tongguan.engines.risk_learning.drifting import stability
from tongguan.engines.risk_learning.evaluating import Evaluation, auc, evaluate
from tongguan.engines.risk_learning.frames import (
    NUMBERS,
    TEXTS,
    Course,
    Frame,
    Row,
    Scope,
    frame_of,
    in_scope,
    rows_in_scope,
)
from tongguan.engines.risk_learning.gates import Gate, GateFailed, lookup_scores, no_twins, twins
from tongguan.engines.risk_learning.generating import Generated, World, generate
from tongguan.engines.risk_learning.models import (
    BOOSTED,
    PROFILE,
    Model,
    ReasonPart,
    Score,
    runs_here,
)
from tongguan.engines.risk_learning.quotas import Thresholds, chance_by, level_at, levels_of, reached
from tongguan.engines.risk_learning.storing import digest_of, dumps, loads
from tongguan.engines.risk_learning.training import ALGORITHMS, Settings, TooFew, train

__all__ = [
    "ALGORITHMS",
    "BOOSTED",
    "NUMBERS",
    "PROFILE",
    "TEXTS",
    "CalibrationError",
    "Course",
    "Evaluation",
    "Frame",
    "Gate",
    "GateFailed",
    "Generated",
    "Model",
    "ReasonPart",
    "Row",
    "Scope",
    "Score",
    "Settings",
    "Thresholds",
    "TooFew",
    "Unavailable",
    "World",
    "auc",
    "boosting_available",
    "calibration_error",
    "chance_by",
    "digest_of",
    "dumps",
    "evaluate",
    "frame_of",
    "generate",
    "in_scope",
    "level_at",
    "levels_of",
    "loads",
    "lookup_scores",
    "no_twins",
    "reached",
    "rows_in_scope",
    "runs_here",
    "stability",
    "train",
    "twins",
]
