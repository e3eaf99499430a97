"""Writes: drafting, lodging, and what the system does with a lodged declaration."""

from tongguan.operations.declarations.actions.arriving import awaited_today, goods_arrived, look_for_goods
from tongguan.operations.declarations.actions.changing import amend, cancel
from tongguan.operations.declarations.actions.deciding import (
    bill,
    box_left,
    close,
    close_if_gone,
    examination_finished,
    rebill,
    release,
    route,
    shipped,
)
from tongguan.operations.declarations.actions.lodging import lodge, save_draft
from tongguan.operations.declarations.actions.requesting import ask_amendment, ask_cancellation
from tongguan.operations.declarations.actions.securing import cover_changed, secure

__all__ = [
    "amend",
    "ask_amendment",
    "ask_cancellation",
    "awaited_today",
    "bill",
    "box_left",
    "cancel",
    "close",
    "close_if_gone",
    "cover_changed",
    "examination_finished",
    "goods_arrived",
    "lodge",
    "look_for_goods",
    "rebill",
    "release",
    "route",
    "save_draft",
    "secure",
    "shipped",
]
