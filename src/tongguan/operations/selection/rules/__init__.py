"""Rules about risk rules, what they may ask, and how those that hold make one chance; no database."""

from tongguan.operations.selection.rules.combining import NotOver, lane_of, methods_of, risk_probability
from tongguan.operations.selection.rules.facts import SCHEMA, facts_of_declaration

__all__ = ["SCHEMA", "NotOver", "facts_of_declaration", "lane_of", "methods_of", "risk_probability"]
