"""The traveller's page on a phone and on a kiosk, in thirteen languages; it brings everything it needs along."""

from __future__ import annotations

from typing import Any

from csp.decorators import csp_update
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import json_script
from django.views.decorators.http import require_safe

from tongguan.operations.passenger_declarations.enums import Mode
from tongguan.operations.passenger_declarations.queries.forms import form_on, limits, whole
from tongguan.operations.passenger_declarations.queries.lists import country_names, ordered, port_names
from tongguan.platform.permissions.interface import PUBLIC, page
from tongguan.platform.ui.interface import (
    TRAVELLER_LANGUAGES,
    TravellerLanguage,
    service_worker,
    traveller_words,
)

SCANNER = getattr(settings, "KIOSK_SCANNER", "http://127.0.0.1:8917")
"""Where a kiosk's page finds the document scanner of its own machine."""
STYLES = ("tokens", "base", "layout", "controls", "forms", "tables", "work", "surfaces", "print")


@page(PUBLIC)
@require_safe
def languages(request: HttpRequest) -> HttpResponse:
    """Which language?"""
    return _languages(request, Mode.PHONE)


@page(PUBLIC)
@require_safe
def kiosk_languages(request: HttpRequest) -> HttpResponse:
    """Where a kiosk waits for the next traveller."""
    return _languages(request, Mode.KIOSK)


@page(PUBLIC)
@require_safe
def declare(request: HttpRequest, language: str) -> HttpResponse:
    """The form on the traveller's own device."""
    return _form(request, _known(language), Mode.PHONE)


@csp_update({"connect-src": ["'self'", SCANNER]})
@page(PUBLIC)
@require_safe
def kiosk(request: HttpRequest, language: str) -> HttpResponse:
    """The form on a kiosk: touched alone, its scanner asked by the page itself."""
    return _form(request, _known(language), Mode.KIOSK)


@page(PUBLIC)
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker; served under /declare/ so that it reaches no other page."""
    files = [f"passenger_declarations/declare.{kind}" for kind in ("js", "css")]
    files += [*(f"ui/{name}.css" for name in STYLES), "ui/mark.svg", "ui/icons.svg"]
    return service_worker("declare-", files, reverse("passenger_declarations_home"))


@page(PUBLIC)
@require_safe
def manifest(request: HttpRequest, language: str) -> HttpResponse:
    """What makes it an app on the phone's home screen."""
    known = _known(language)
    title = traveller_words(known.code)["ui.title"]
    told = {
        "name": title,
        "short_name": title,
        "lang": known.tag,
        "dir": known.direction,
        "start_url": reverse("passenger_declarations_declare", args=[known.code]),
        "scope": reverse("passenger_declarations_home"),
        "display": "standalone",
        "background_color": "#12263f",
        "theme_color": "#12263f",
        "icons": [{"src": static("ui/mark.svg"), "sizes": "any", "type": "image/svg+xml"}],
    }
    return JsonResponse(told, content_type="application/manifest+json")


def _known(language: str) -> TravellerLanguage:
    found = TRAVELLER_LANGUAGES.get(language)
    if found is None:
        raise Http404
    return found


def _preferred(request: HttpRequest) -> TravellerLanguage:
    """The first of the browser's languages that travellers' pages have, else Chinese."""
    wished = request.headers.get("Accept-Language", "")[:200].split(",")
    codes = (each.strip()[:2].lower() for each in wished)
    return next((TRAVELLER_LANGUAGES[code] for code in codes if code in TRAVELLER_LANGUAGES), _known("zh"))


def _query(request: HttpRequest) -> str:
    return f"?{request.GET.urlencode()}" if request.GET else ""


def _languages(request: HttpRequest, mode: Mode) -> HttpResponse:
    name = "passenger_declarations_kiosk" if mode is Mode.KIOSK else "passenger_declarations_declare"
    first = _preferred(request)
    ordered_ = [first, *(each for each in TRAVELLER_LANGUAGES.values() if each != first)]
    offered = [
        {
            "tag": each.tag,
            "name": each.name,
            "direction": each.direction,
            "url": reverse(name, args=[each.code]) + _query(request),
            "word": traveller_words(each.code)["ui.language"],
        }
        for each in ordered_
    ]
    return render(
        request, "passenger_declarations/declare.html", _shell(request, first, mode) | {"languages": offered}
    )


def _shell(request: HttpRequest, language: TravellerLanguage, mode: Mode) -> dict[str, Any]:
    words = traveller_words(language.code)
    home = "passenger_declarations_kiosk_home" if mode is Mode.KIOSK else "passenger_declarations_home"
    return {
        "language": language,
        "surface": "kiosk" if mode is Mode.KIOSK else "public",
        "words": {
            "title": words["ui.title"],
            "language": words["ui.language"],
            "call": words["ui.call"],
        },
        "home": reverse(home) + _query(request),
    }


def _form(request: HttpRequest, language: TravellerLanguage, mode: Mode) -> HttpResponse:
    today = timezone.localdate()
    ports = port_names(language.code, today)
    office = request.GET.get("port", "")
    forms = {"": form_on("", today)} | {port: form_on(port, today) for port in ports}
    distinct = list({form.code: form for form in forms.values()}.values())
    shell = _shell(request, language, mode)
    bundle = {
        "mode": mode.value,
        "today": today.isoformat(),
        "office": office if office in ports else "",
        "forms": [form.as_data() for form in distinct],
        "form_of_port": {port: distinct.index(form) for port, form in forms.items()},
        "words": dict(traveller_words(language.code)),
        "limits": dict(limits(today)),
        "countries": ordered(country_names(language.code, today), language.code),
        "ports": ordered(ports, language.code),
        "days": whole("retention", today),
        "guardian_age": whole("guardian_age", today),
        "timeout_s": whole("kiosk_timeout", today),
        "scanner": SCANNER if mode is Mode.KIOSK else "",
        "addresses": {
            "declare": "/api/v1/passenger-declarations",
            "document": "/api/v1/passenger-declarations/document",
            "worker": reverse("passenger_declarations_worker"),
            "scope": reverse("passenger_declarations_home"),
            "home": shell["home"],
        },
    }
    context = shell | {"bundle": json_script(bundle, "declare-bundle")}
    return render(request, "passenger_declarations/declare.html", context)
