"""What crosses the module's border."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

SKILL = "traveller_calls"
"""What an officer on duty needs to be rung; languages are skills, too: `language.ja`. Chinese needs none."""
MAX_STATE_BYTES = 32_768
MAX_MESSAGES = 200
MAX_VERSIONS = 2_000
MAX_TEXT = 500


@dataclass(frozen=True, slots=True)
class FormState:
    """A form as a traveller has it before them. This module knows nothing of forms: it keeps it while a call lasts and
    has it told in words by whoever registered `describe_state`."""

    form: str
    language: str
    step: str
    answers: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class StateLine:
    """One question with its answer, in the reader's language; `code` is what an officer points at."""

    code: str
    question: str
    answer: str


Describe = Callable[[FormState, str], Sequence[StateLine]]
"""`describe(state, language)`; answers KeyError or ValueError where it does not know the form."""
