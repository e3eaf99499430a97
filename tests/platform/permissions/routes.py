"""Every address of the house with the access it declares, read from the running configuration."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

from tongguan.platform.permissions.interface import Access

CANDIDATES = ("999999999", "00000000-0000-0000-0000-000000000000", "nothing", "0" * 64, "2026-01-01")
"""For a named part of an address the first of these that its converter takes: things that do not exist."""
SAMPLE_BY_NAME = {"act": "close", "user_id": "999999999"}
"""Values for named parts of addresses; what is not named here gets a value of its type that does not exist."""


@dataclass(frozen=True)
class Route:
    """One address with the methods to try and what it demands; `access` None: it declares nothing."""

    name: str
    url: str
    methods: tuple[str, ...]
    access: Access | None
    view: Any
    api: bool = False


def pages() -> list[Route]:
    """Every page that is not a library's own."""
    return [
        Route(
            pattern.name or route,
            url,
            ("GET", "POST"),
            getattr(pattern.callback, "access", None),
            pattern.callback,
        )
        for pattern, route, url in _walk(get_resolver().url_patterns, "/")
        if not is_library(pattern.callback)
    ]


def is_library(view: Any) -> bool:
    """Whether a view belongs to a library that carries its own access rules, as the settings name them."""
    home = getattr(view, "view_class", view).__module__
    return any(home == name or home.startswith(name + ".") for name in settings.THIRD_PARTY_VIEWS)


def _walk(patterns: list[Any], prefix: str) -> Iterator[tuple[URLPattern, str, str]]:
    for pattern in patterns:
        route = str(pattern.pattern)
        url = prefix + _filled(route, pattern.pattern)
        if isinstance(pattern, URLResolver):
            if pattern.namespace != "api":
                yield from _walk(pattern.url_patterns, url)
        else:
            yield pattern, prefix + route, url


def _filled(route: str, pattern: Any) -> str:
    for name, converter in getattr(pattern, "converters", {}).items():
        fitting = [text for text in CANDIDATES if re.fullmatch(converter.regex, text)]
        value = SAMPLE_BY_NAME.get(name) or (fitting or ["nothing"])[0]
        route = re.sub(rf"<([^<>:]+:)?{name}>", value, route)
    return route.lstrip("^").rstrip("$")


def operations() -> list[Route]:
    """Every operation of the HTTP API."""
    from tongguan.config.api import api

    found = []
    for prefix, router in api._routers:
        for path, view in router.path_operations.items():
            for operation in view.operations:
                joined = "/".join(each for each in ("/api/v1", prefix, path) if each)  # as Ninja joins them
                url = _operation_url(re.sub("//+", "/", joined))
                found += [
                    Route(
                        f"{method} {path}", url, (method,), _access(operation), operation.view_func, api=True
                    )
                    for method in operation.methods
                ]
    return found


def _operation_url(url: str) -> str:
    def sample(found: re.Match[str]) -> str:
        by_kind = {"int": CANDIDATES[0], "uuid": CANDIDATES[1]}
        return SAMPLE_BY_NAME.get(found[2]) or by_kind.get(found[1] or "", "nothing")

    return re.sub(r"\{(?:(\w+):)?(\w+)\}", sample, url)


def _access(operation: Any) -> Access | None:
    for callback in operation.auth_callbacks:
        access = getattr(callback, "access", None)
        if isinstance(access, Access):
            return access
    return None
