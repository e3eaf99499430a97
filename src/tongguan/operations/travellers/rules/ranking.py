"""How grave a hit is: its probability times what it would cost to miss it (1–10)."""

from __future__ import annotations

from tongguan.platform.alerts.interface import Severity

SEVERITIES = ((7.2, Severity.CRITICAL), (3.6, Severity.HIGH), (1.0, Severity.MEDIUM))
"""From which priority on; house defaults: a sure match of a list of 8 and more is critical, of 4 and more high."""


def severity_of(priority: float) -> Severity:
    """The severity that decides the deadline."""
    return next((severity for least, severity in SEVERITIES if priority >= least), Severity.LOW)
