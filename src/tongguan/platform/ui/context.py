"""The context processor behind every layout: theme, density, server time, languages, script texts."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import json_script
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_bidi, get_language_info
from django.utils.translation import gettext as _

from tongguan.platform.ui import ages
from tongguan.platform.ui.languages import per_language

THEME_COOKIE = "theme"
THEMES = ("auto", "light", "dark")


def chosen_theme(request: HttpRequest) -> str:
    """The theme that this browser's person chose; `auto` follows the system."""
    theme = request.COOKIES.get(THEME_COOKIE, "auto")
    return theme if theme in THEMES else "auto"


@per_language
def languages() -> list[dict[str, Any]]:
    """The offered languages by their own names, the current one marked."""
    current = get_language()
    return [
        {"code": code, "name": get_language_info(code)["name_local"], "current": code == current}
        for code, _name in settings.LANGUAGES
    ]


@per_language
def script_texts() -> SafeString:
    """The few sentences that the scripts say by themselves and the words of ages, as the element they read."""
    texts = {
        "dismiss": _("Dismiss"),
        "failed": _("That did not work. Check the connection and try again."),
        "refused": _("The server refused this ({status})."),
        "too_large": _("{name} is larger than {limit} MB."),
        "row_added": _("Line {number} added."),
        "row_removed": _("Line removed. It is taken out when you save."),
        "uploading": _("Uploading: {percent}%"),
        "unsent": _(
            "{count} records on this device were not sent yet. They stay here, unencrypted, until you sign in on "
            "this device again. Sign out all the same?"
        ),
        "units": ages.script_units(),
        "soon": ages.SOON_S,
    }
    return json_script(texts, "ui-texts")


def page(request: HttpRequest) -> dict[str, Any]:
    """`page`: what the layouts need on every page, whatever the view gives."""
    return {
        "page": {
            "theme": chosen_theme(request),
            "language": get_language() or settings.LANGUAGE_CODE,
            "direction": "rtl" if get_language_bidi() else "ltr",
            "languages": languages(),
            "now": timezone.now().isoformat(),
            "texts": script_texts(),
        }
    }
