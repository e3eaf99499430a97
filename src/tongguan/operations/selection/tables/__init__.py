"""Tables of rules, decisions and outcomes; the risk rule's pages; a back-test in words."""

from tongguan.operations.selection.tables.back_tests import back_test_words
from tongguan.operations.selection.tables.listing import (
    LANES,
    DecisionTable,
    OutcomeTable,
    RuleRow,
    RuleTable,
    percent,
    rate_in_words,
    rule_url,
)
from tongguan.operations.selection.tables.models import (
    RETRAINED_TONES,
    SHOWN_DAYS,
    ModelRow,
    ModelTable,
    model_url,
    shown_lift,
    shown_rate,
)

__all__ = [
    "LANES",
    "RETRAINED_TONES",
    "SHOWN_DAYS",
    "DecisionTable",
    "ModelRow",
    "ModelTable",
    "OutcomeTable",
    "RuleRow",
    "RuleTable",
    "back_test_words",
    "model_url",
    "percent",
    "rate_in_words",
    "rule_url",
    "shown_lift",
    "shown_rate",
]
