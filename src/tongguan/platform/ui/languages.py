"""What is said alike on every page of a language, worked out once."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from django.utils.translation import get_language

Said = TypeVar("Said")


def per_language(make: Callable[[], Said]) -> Callable[[], Said]:
    """Remember what `make` returns, once a language; it depends on nothing else and nobody changes it."""
    known: dict[str | None, Said] = {}

    @wraps(make)
    def told() -> Said:
        language = get_language()
        if language not in known:
            known[language] = make()
        return known[language]

    return told
