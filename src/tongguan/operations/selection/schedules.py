"""What selection does by the clock."""

from __future__ import annotations

from datetime import datetime, timedelta

from tongguan.engines.problems import Text
from tongguan.operations.selection.actions import (
    guard_against_collapse,
    propose_retirements,
    retrain,
    watch_models,
)
from tongguan.platform.schedules.interface import Every, schedule


@schedule(
    "selection.retirement",
    Text(zh="风险规则退出考察", en="Review of rules no better than chance"),
    Every(timedelta(days=1)),
)
def retirement(due_at: datetime) -> int:
    """Let rules propose their own retirement."""
    return propose_retirements(due_at)


@schedule(
    "selection.models",
    Text(zh="风险模型漂移与退出考察", en="Watch on risk models: drift, age, lift"),
    Every(timedelta(days=1)),
)
def models(due_at: datetime) -> int:
    """Let models raise alerts and suspend themselves."""
    return watch_models(due_at)


@schedule(
    "selection.collapse",
    Text(zh="布控失效监测", en="Watch on the collapse of targeting"),
    Every(timedelta(days=1)),
)
def collapse(due_at: datetime) -> int:
    """Raise the random share where risk finds no more than chance."""
    return guard_against_collapse(due_at)


@schedule(
    "selection.retraining",
    Text(zh="风险模型重新训练", en="Retraining of risk models"),
    Every(timedelta(days=7)),
)
def retraining(due_at: datetime) -> int:
    """Train challengers for people to decide on."""
    return retrain(due_at)
