"""The neutral goods declaration: model, rules, JSON and CSV."""

from tongguan.engines.declaration.json_codec import from_json, from_plain, to_json, to_plain
from tongguan.engines.declaration.model import (
    EXPORT,
    IMPORT,
    Container,
    Document,
    Extension,
    GoodsDeclaration,
    Item,
    Money,
    Party,
)

__all__ = [
    "EXPORT",
    "IMPORT",
    "Container",
    "Document",
    "Extension",
    "GoodsDeclaration",
    "Item",
    "Money",
    "Party",
    "from_json",
    "from_plain",
    "to_json",
    "to_plain",
]
