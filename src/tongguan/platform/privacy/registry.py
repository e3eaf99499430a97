"""The declared retentions."""

from __future__ import annotations

from tongguan.platform.privacy.contracts import Retention

_retentions: dict[str, Retention] = {}


def retention(one: Retention) -> Retention:
    """Declare a retention in a module's `providers.py`."""
    _retentions[one.code] = one
    return one


def retentions() -> tuple[Retention, ...]:
    """All declared retentions by code."""
    return tuple(_retentions[code] for code in sorted(_retentions))
