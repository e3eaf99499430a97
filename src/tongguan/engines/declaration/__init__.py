"""The neutral goods declaration: model, rules, JSON and CSV."""

from tongguan.engines.declaration.csv_codec import CsvReading, from_csv, to_csv
from tongguan.engines.declaration.difference import Change, difference
from tongguan.engines.declaration.facts import Facts, StaticFacts
from tongguan.engines.declaration.json_codec import from_json, from_plain, to_json, to_plain
from tongguan.engines.declaration.model import (
    EXPORT,
    IMPORT,
    TRANSIT,
    Container,
    Document,
    Extension,
    GoodsDeclaration,
    Item,
    Money,
    Party,
)
from tongguan.engines.declaration.rules import RULES, Rule, validate

__all__ = [
    "EXPORT",
    "IMPORT",
    "RULES",
    "TRANSIT",
    "Change",
    "Container",
    "CsvReading",
    "Document",
    "Extension",
    "Facts",
    "GoodsDeclaration",
    "Item",
    "Money",
    "Party",
    "Rule",
    "StaticFacts",
    "difference",
    "from_csv",
    "from_json",
    "from_plain",
    "to_csv",
    "to_json",
    "to_plain",
    "validate",
]
