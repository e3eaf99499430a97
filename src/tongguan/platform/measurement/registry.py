"""The rules that turn readings into results, declared by the modules whose methods they serve."""

from __future__ import annotations

from tongguan.platform.measurement.contracts import Evaluator

_evaluators: dict[str, Evaluator] = {}


def evaluator(code: str, rule: Evaluator) -> Evaluator:
    """Declare a rule (in a module's `providers.py`). Its code carries its edition, `pcr.ct/1`: a changed rule gets a
    new one, so that old results can still be computed again."""
    _evaluators[code] = rule
    return rule


def evaluator_of(code: str) -> Evaluator | None:
    """The rule with this code."""
    return _evaluators.get(code)


def evaluators() -> tuple[str, ...]:
    """All codes."""
    return tuple(sorted(_evaluators))
