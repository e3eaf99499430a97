"""Declared tables: columns, filters, search, sorting, keyset pages and exports of a query or a list."""

from tongguan.platform.ui.listing.columns import (
    BooleanColumn,
    Column,
    DateColumn,
    DateTimeColumn,
    DueColumn,
    MoneyColumn,
    NumberColumn,
    StatusColumn,
    TextColumn,
)
from tongguan.platform.ui.listing.filters import ChoiceFilter, DateRangeFilter, NumberRangeFilter, TextFilter
from tongguan.platform.ui.listing.table import Table

__all__ = [
    "BooleanColumn",
    "ChoiceFilter",
    "Column",
    "DateColumn",
    "DateRangeFilter",
    "DateTimeColumn",
    "DueColumn",
    "MoneyColumn",
    "NumberColumn",
    "NumberRangeFilter",
    "StatusColumn",
    "Table",
    "TextColumn",
    "TextFilter",
]
