"""How old something is and how long is left, in the words that the scripts also use."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tongguan.platform.ui.languages import per_language

MINUTE_S, HOUR_S, DAY_S = 60, 3600, 86400
SOON_S = 2 * HOUR_S
"""A deadline nearer than this is shown as urgent; a matter of display, not of law."""


@per_language
def _units() -> tuple[tuple[int, str, str, str], ...]:
    """(seconds, past, left, late) from the largest unit down."""
    return (
        (DAY_S, _("{number} d ago"), _("{number} d left"), _("{number} d late")),
        (HOUR_S, _("{number} h ago"), _("{number} h left"), _("{number} h late")),
        (MINUTE_S, _("{number} min ago"), _("{number} min left"), _("{number} min late")),
        (1, _("{number} s ago"), _("{number} s left"), _("{number} s late")),
    )


def _worded(seconds: float, form: int) -> str:
    for size, *forms in _units():
        if seconds >= size or size == 1:
            return forms[form].format(number=int(seconds // size))
    raise AssertionError("the last unit always applies")


def ago(seconds: float | None) -> str:
    """`3 s ago`; None reads as never."""
    return _("never") if seconds is None else _worded(max(seconds, 0), 0)


def left(seconds: float | None) -> str:
    """`2 h left`, or `2 h late` when negative; None reads as no deadline."""
    if seconds is None:
        return _("no deadline")
    return _worded(seconds, 1) if seconds >= 0 else _worded(-seconds, 2)


def due_tone(seconds: float) -> str:
    """The tone of a deadline that is `seconds` away."""
    if seconds < 0:
        return "bad"
    return "warn" if seconds < SOON_S else "idle"


def script_units() -> list[dict[str, object]]:
    """The same words for the scripts that keep ages current."""
    return [{"size": size, "ago": past, "left": rest, "late": late} for size, past, rest, late in _units()]
