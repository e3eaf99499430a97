"""The port to whoever knows forms: a state told in words."""

from __future__ import annotations

import json
from collections.abc import Sequence

from tongguan.operations.kiosks.contracts import Describe, FormState, StateLine

_describers: list[Describe] = []


def register_describe_state(describe: Describe) -> None:
    """Declare who tells a form in words; asked in the order of their registration."""
    if describe not in _describers:
        _describers.append(describe)


def describe_state(state: FormState, language: str) -> Sequence[StateLine]:
    """The form in a reader's language; in its own codes where nobody knows it, so that nothing is hidden."""
    for describe in _describers:
        try:
            return describe(state, language)
        except (KeyError, ValueError):
            continue
    return [
        StateLine(
            str(code)[:80],
            str(code)[:80],
            answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False),
        )
        for code, answer in state.answers.items()
    ]
