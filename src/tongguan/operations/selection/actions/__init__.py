"""Writes: rules, entering the draw, deciding, outcomes."""

from tongguan.operations.selection.actions.collapsing import guard_against_collapse
from tongguan.operations.selection.actions.deciding import decide, enter_draw
from tongguan.operations.selection.actions.demonstration import load_demonstration_rules
from tongguan.operations.selection.actions.outcomes import note_examination, note_review
from tongguan.operations.selection.actions.registering import register_model
from tongguan.operations.selection.actions.retiring import propose_retirements
from tongguan.operations.selection.actions.retraining import retrain
from tongguan.operations.selection.actions.screening import screen
from tongguan.operations.selection.actions.training import trained_from
from tongguan.operations.selection.actions.watching import watch_models
from tongguan.operations.selection.actions.writing import lapse_overdue, put_in_force, write_rule

__all__ = [
    "decide",
    "enter_draw",
    "guard_against_collapse",
    "lapse_overdue",
    "load_demonstration_rules",
    "note_examination",
    "note_review",
    "propose_retirements",
    "put_in_force",
    "register_model",
    "retrain",
    "screen",
    "trained_from",
    "watch_models",
    "write_rule",
]
