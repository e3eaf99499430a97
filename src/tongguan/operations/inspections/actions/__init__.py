"""Writes of inspections."""

from tongguan.operations.inspections.actions.assigning import (
    draw_again,
    inspector_drawn,
    inspector_named,
    reinspection_drawn,
)
from tongguan.operations.inspections.actions.finishing import finish, report_submitted
from tongguan.operations.inspections.actions.ordering import (
    order_by_image,
    order_by_officer,
    order_by_selection,
)
from tongguan.operations.inspections.actions.synchronising import synchronise

__all__ = [
    "draw_again",
    "finish",
    "inspector_drawn",
    "inspector_named",
    "order_by_image",
    "order_by_officer",
    "order_by_selection",
    "reinspection_drawn",
    "report_submitted",
    "synchronise",
]
