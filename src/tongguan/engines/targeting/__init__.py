"""Targeting: typed condition trees over a flat record with lines; read, said in words, compiled, explained."""

from tongguan.engines.targeting.backtesting import BackTest, Past, back_test
from tongguan.engines.targeting.columns import Columns
from tongguan.engines.targeting.compiling import CompiledCondition, compile_condition
from tongguan.engines.targeting.conditions import (
    All,
    AnyOf,
    Comparison,
    Condition,
    Lines,
    Not,
    Operator,
    Quantifier,
)
from tongguan.engines.targeting.estimating import (
    Difference,
    Lift,
    Rate,
    Total,
    difference_of,
    lift_of,
    rate_of,
    total_of,
)
from tongguan.engines.targeting.fields import (
    Facts,
    Field,
    FieldType,
    Schema,
    facts_of,
    restored,
    stored,
)
from tongguan.engines.targeting.indexing import RuleSet
from tongguan.engines.targeting.intervals import Share, wilson
from tongguan.engines.targeting.matches import Match
from tongguan.engines.targeting.reading import Limits, read_condition, read_condition_text
from tongguan.engines.targeting.scanning import rows_holding
from tongguan.engines.targeting.wording import in_words

__all__ = [
    "All",
    "AnyOf",
    "BackTest",
    "Columns",
    "Comparison",
    "CompiledCondition",
    "Condition",
    "Difference",
    "Facts",
    "Field",
    "FieldType",
    "Lift",
    "Limits",
    "Lines",
    "Match",
    "Not",
    "Operator",
    "Past",
    "Quantifier",
    "Rate",
    "RuleSet",
    "Schema",
    "Share",
    "Total",
    "back_test",
    "compile_condition",
    "difference_of",
    "facts_of",
    "in_words",
    "lift_of",
    "rate_of",
    "read_condition",
    "read_condition_text",
    "restored",
    "rows_holding",
    "stored",
    "total_of",
    "wilson",
]
