"""Rules about risk rules, what they may ask, and how those that hold make one chance; no database."""

from tongguan.operations.selection.rules.combining import NotOver, lane_of, methods_of, risk_probability
from tongguan.operations.selection.rules.facts import SCHEMA, facts_of_declaration
from tongguan.operations.selection.rules.learned import (
    RunsHere,
    TaughtByChance,
    column_title,
    frozen_scores,
    model_chance,
    row_of,
)
from tongguan.operations.selection.rules.outline import JOINING, MOST_ROWS, Row, row_at, rows_of, tree_of

__all__ = [
    "JOINING",
    "MOST_ROWS",
    "SCHEMA",
    "NotOver",
    "Row",
    "RunsHere",
    "TaughtByChance",
    "column_title",
    "facts_of_declaration",
    "frozen_scores",
    "lane_of",
    "methods_of",
    "model_chance",
    "risk_probability",
    "row_at",
    "row_of",
    "rows_of",
    "tree_of",
]
