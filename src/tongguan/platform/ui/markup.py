"""Small pieces of HTML that are needed by the hundred on a page: icons and badges, no template each."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import Any

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from tongguan.engines.problems import Text

TONE_ICONS = {"idle": "dot", "info": "info", "good": "done", "warn": "warning", "bad": "alert"}


@cache
def _sprite() -> str:
    return static("ui/icons.svg")


def words(value: Any) -> Any:
    """A label in the page's language: a `Text` by language, anything else as it is, None as nothing."""
    if isinstance(value, Text):
        return value.in_language(get_language() or "en")
    return "" if value is None else value


def icon(name: str, label: Any = "") -> SafeString:
    """One icon of the sprite; hidden from screen readers unless it is given a label."""
    if label:
        picture = '<svg class="icon" role="img" aria-label="{}"><use href="{}#{}"/></svg>'
        return format_html(picture, words(label), _sprite(), name)
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', _sprite(), name)


def badge(label: Any, tone: str = "idle", icon_name: str = "") -> SafeString:
    """A status: colour, icon and word together."""
    picture = icon(icon_name or TONE_ICONS.get(tone, "dot"))
    return format_html('<span class="badge" data-tone="{}">{}{}</span>', tone, picture, words(label))


def number(value: Any, places: int | None = None) -> str:
    """A number grouped by thousands in every language, as trade documents write it; as precise as given or fixed.

    Django's own grouping follows the locale, and Chinese there means groups of four.
    """
    if value is None or value == "":
        return ""
    if places is not None:
        return f"{Decimal(str(value)):,.{places}f}"
    return (
        f"{value:,.6g}"
        if isinstance(value, float) and value != int(value)
        else f"{Decimal(str(value)).normalize():,f}"
    )
