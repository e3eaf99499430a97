"""Reads of lanes."""

from tongguan.operations.lanes.queries.logs import entry_of, log_of
from tongguan.operations.lanes.queries.numbers import lane_settings, limits_of
from tongguan.operations.lanes.queries.pages import (
    recent,
    referred,
    visible_encounter,
    visible_encounters,
    visible_lanes,
)
from tongguan.operations.lanes.queries.person import document_in

__all__ = [
    "document_in",
    "entry_of",
    "lane_settings",
    "limits_of",
    "log_of",
    "recent",
    "referred",
    "visible_encounter",
    "visible_encounters",
    "visible_lanes",
]
