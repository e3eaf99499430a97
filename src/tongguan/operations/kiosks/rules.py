"""Pure rules: keys and tokens, what a form's state may be, which officer is rung, how long the wait may be."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from tongguan.operations.kiosks.contracts import MAX_STATE_BYTES, FormState
from tongguan.operations.kiosks.enums import Match
from tongguan.platform.reference.interface import parameter
from tongguan.platform.ui.interface import TRAVELLER_LANGUAGES

EVERYBODY = frozenset({"zh"})
"""What every officer speaks without a skill that says so."""


def new_secret() -> tuple[str, str]:
    """A key or token, and the hash that is kept of it."""
    secret = secrets.token_urlsafe(32)
    return secret, hashed(secret)


def hashed(secret: str) -> str:
    """What is kept of a key or token: 32 random bytes need no slow hash."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def number(code: str) -> float:
    """A dated number of today."""
    return float(str(parameter(f"kiosks.{code}", timezone.localdate())))


def spoken(language: str) -> str:
    """The language of words for a tag a device sends: `zh-Hans` is zh, an unknown one is English."""
    base = language.replace("_", "-").partition("-")[0].lower()
    return base if base in TRAVELLER_LANGUAGES else "en"


def read_state(state: Any) -> FormState | None:
    """The state of a form out of what a device sent; None where it is none, or too large to keep."""
    if not isinstance(state, Mapping) or not isinstance(state.get("answers"), Mapping):
        return None
    texts = [state.get(key, "") for key in ("form", "language", "step")]
    if not all(isinstance(text, str) and len(text) <= 80 and text.isprintable() for text in texts):
        return None
    try:
        whole = json.dumps(state["answers"], ensure_ascii=True, allow_nan=False)
    except (ValueError, TypeError, RecursionError):
        return None
    if (
        len(whole) > MAX_STATE_BYTES
        or "\\u0000" in whole
        or ("\\ud8" in whole.lower() and _half(state["answers"]))
    ):
        return None
    return FormState(*texts, answers=dict(state["answers"]))


def _half(answers: Any) -> bool:
    """Whether a text holds half of a character pair, which no database keeps."""
    try:
        json.dumps(answers, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return True
    return False


@dataclass(frozen=True, slots=True)
class Candidate:
    """An officer on duty with the skill, page open and ready. `idle_since`: the end of the last call or ring, else the
    beginning of duty; `engaged`: rung or in a call."""

    officer_id: int
    languages: frozenset[str]
    idle_since: datetime
    engaged: bool = False


def choose(
    candidates: Iterable[Candidate], language: str, rung: frozenset[int] = frozenset()
) -> tuple[Candidate, Match] | None:
    """Whom to ring: the longest idle of those who speak the language; where nobody at a desk speaks it, free or not, of
    those who speak English; where nobody does, of all. Who was rung before for this call comes after the others."""
    present = list(candidates)
    for match, fits in _tiers(language):
        able = [each for each in present if fits(each)]
        free = [each for each in able if not each.engaged]
        if free:
            first = min(free, key=lambda each: (each.officer_id in rung, each.idle_since, each.officer_id))
            return first, match
        if able:
            return None
    return None


def sharing(candidates: Iterable[Candidate], language: str) -> list[Candidate]:
    """The officers who share the calls of a language."""
    present = list(candidates)
    found = ([each for each in present if fits(each)] for _match, fits in _tiers(language))
    return next((each for each in found if each), [])


def _tiers(language: str) -> tuple[tuple[Match, Any], ...]:
    speaks = lambda wanted: lambda each: wanted in EVERYBODY or wanted in each.languages  # noqa: E731
    return (
        (Match.LANGUAGE, speaks(language)),
        (Match.ENGLISH, speaks("en")),
        (Match.ANY, lambda each: True),
    )


def expected_wait_s(ahead: int, officers: int, mean_s: float) -> float | None:
    """How long until one of the officers is free for whoever has `ahead` calls before them: with all of them in
    conversation one ends every `mean_s` / `officers` seconds on average. None where there is no officer."""
    return None if officers < 1 else (ahead + 1) * mean_s / officers
