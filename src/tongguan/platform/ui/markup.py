"""Small pieces of HTML that are needed by the hundred on a page: icons and badges, no template each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from functools import cache, lru_cache
from html import escape
from typing import Any

from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tongguan.engines.problems import Text
from tongguan.platform.ui import ages

TONE_ICONS = {"idle": "dot", "info": "info", "good": "done", "warn": "warning", "bad": "alert"}


@cache
def _sprite() -> str:
    return static("ui/icons.svg")


def words(value: Any) -> Any:
    """A label in the page's language: a `Text` by language, anything else as it is, None as nothing."""
    if isinstance(value, Text):
        return value.in_language(get_language() or "en")
    return "" if value is None else value


def safe(value: Any) -> str:
    """A label in the page's language as HTML: escaped, unless it is marked as safe already."""
    text = str(words(value))
    return text if isinstance(text, SafeString) else escape(text)


def attributes(given: Mapping[str, Any]) -> str:
    """HTML attributes, each with a space before it; True gives the bare name, None, False and "" nothing."""
    return "".join(
        f" {name}" if value is True else f' {name}="{safe(value)}"'
        for name, value in given.items()
        if value is not None and value is not False and value != ""
    )


def icon(name: str, label: Any = "") -> SafeString:
    """One icon of the sprite; hidden from screen readers unless it is given a label."""
    if label:
        picture = '<svg class="icon" role="img" aria-label="{}"><use href="{}#{}"/></svg>'
        return format_html(picture, words(label), _sprite(), name)
    return _icon(name)


@lru_cache(maxsize=512)
def _icon(name: str) -> SafeString:
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', _sprite(), name)


def badge(label: Any, tone: str = "idle", icon_name: str = "") -> SafeString:
    """A status: colour, icon and word together."""
    picture = icon(icon_name or TONE_ICONS.get(tone, "dot"))
    return SafeString(f'<span class="badge" data-tone="{safe(tone)}">{picture}{safe(label)}</span>')


def button(label: Any, **given: Any) -> SafeString:
    """A button, or with `url` a link that looks like one.

    kind: primary, danger, quiet or plain; size: small, large; icon; icon_only; type, name, value, form;
    disabled; hotkey: a letter; post: a URL that htmx posts to, with target and confirm; opens: the id of a dialog.
    """
    get = given.get
    element, posted = ("a", "") if get("url") else ("button", get("post", ""))
    own = (
        {"href": get("url")}
        if get("url")
        else {
            "type": get("type") or ("button" if get("opens") or posted else "submit"),
            "name": get("name"),
            "value": get("value"),
            "form": get("form"),
            "disabled": bool(get("disabled")),
            "aria-describedby": get("describedby"),
            "data-dialog-open": get("opens"),
            "aria-haspopup": "dialog" if get("opens") else "",
            "hx-post": posted,
            "hx-target": get("target") if posted else "",
            "hx-disabled-elt": "this" if posted else "",
            "hx-confirm" if posted else "data-confirm": get("confirm"),
        }
    )
    shape = {
        "data-kind": get("kind"),
        "data-size": get("size"),
        "data-icon-only": bool(get("icon_only")),
        "data-hotkey": get("hotkey"),
    }
    picture = icon(get("icon")) if get("icon") else ""
    hidden = ' class="hidden-text"' if get("icon_only") else ""
    key = f'<kbd aria-hidden="true">{safe(get("hotkey"))}</kbd>' if get("hotkey") else ""
    return SafeString(
        f'<{element} class="button"{attributes(own | shape)}>{picture}'
        f"<span{hidden}>{safe(label)}</span>{key}</{element}>"
    )


def age(at: datetime | None, stale_after_s: int = 0) -> SafeString:
    """How old a reading is, kept current by the page; stale when older than `stale_after_s` (0: never)."""
    seconds = None if at is None else (timezone.now() - at).total_seconds()
    stale = seconds is None or bool(stale_after_s and seconds > stale_after_s)
    limit = {"data-stale-after": stale_after_s or None}
    shown = (
        f"<span>{safe(ages.ago(None))}</span>"
        if at is None
        else f'<time datetime="{at.isoformat()}" title="{moment(at)}" data-age{attributes(limit)}>'
        f"{safe(ages.ago(seconds))}</time>"
    )
    return SafeString(
        f'<span class="age"{attributes({"data-stale": stale})}>{icon("clock")}{shown}'
        f'<span class="age-stale">{safe(_("stale"))}</span></span>'
    )


def due(at: datetime | None) -> SafeString:
    """A deadline as the time left or the delay, kept current by the page."""
    if at is None:
        return badge(ages.left(None), "idle", "clock")
    seconds = (at - timezone.now()).total_seconds()
    shown = (
        f'<time datetime="{at.isoformat()}" title="{moment(at, "%Y-%m-%d %H:%M")}" data-due>'
        f"{safe(ages.left(seconds))}</time>"
    )
    return badge(SafeString(shown), ages.due_tone(seconds), "clock")


def moment(at: datetime, form: str = "%Y-%m-%d %H:%M:%S") -> str:
    """A moment in the house's time zone."""
    return timezone.localtime(at).strftime(form)


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
