"""The side navigation of the signed-in person, from the manifests."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language

from tongguan.engines.problems import Text
from tongguan.platform.modules.interface import MenuItem, modules
from tongguan.platform.permissions.contracts import Actor

GROUPS = {
    "platform": Text(zh="我的工作", en="My work"),
    "operations": Text(zh="海关作业", en="Operations"),
    "datacentre": Text(zh="大数据中心", en="Data centre"),
    "public": Text(zh="公共服务", en="Public services"),
    "administration": Text(zh="海关管理", en="Administration"),
    "exchange": Text(zh="共享交换", en="Exchange"),
    "security": Text(zh="安全运维", en="Security and operations"),
}

Entry = dict[str, Any]
Groups = tuple[tuple[str, tuple[Entry, ...]], ...]


def page(request: HttpRequest) -> dict[str, Any]:
    """`menu`: groups of entries that the actor may open; `actor`: who they are."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None or actor.kind == "anonymous":
        return {"menu": [], "actor": actor}
    groups = _menu(actor.roles, actor.permissions, get_language() or actor.language)
    return {"menu": _marked(groups, request.path), "actor": actor}


@lru_cache(maxsize=512)
def _menu(roles: frozenset[str], permissions: frozenset[str], language: str) -> Groups:
    """What these roles and permissions may open; both are read anew with every request, so nothing here ages."""
    groups = []
    for system, title in GROUPS.items():
        items = [
            (item.order, _entry(item, language))
            for module in modules()
            if module.system == system
            for item in module.menu
            if _shown(item, roles, permissions)
        ]
        entries = tuple(entry for _order, entry in sorted(items, key=lambda pair: pair[0]) if entry)
        if entries:
            groups.append((title.in_language(language), entries))
    return tuple(groups)


def _shown(item: MenuItem, roles: frozenset[str], permissions: frozenset[str]) -> bool:
    if item.roles and not item.roles & roles:
        return False
    return not item.permission or item.permission in permissions


def _marked(groups: Groups, path: str) -> list[dict[str, Any]]:
    """The menu with the one entry marked that the page lies under: the longest address that it starts with."""
    under = [entry for _label, entries in groups for entry in entries if _lies_under(path, entry["url"])]
    here = max(under, key=lambda entry: len(entry["url"]), default=None)
    return [
        {"label": label, "items": [{**each, "current": True} if each is here else each for each in entries]}
        for label, entries in groups
    ]


def _lies_under(path: str, url: str) -> bool:
    return path == url or (url != "/" and path.startswith(url))


def _entry(item: MenuItem, language: str) -> dict[str, Any] | None:
    try:
        url = reverse(item.url_name, args=item.url_args)
    except NoReverseMatch:  # the module is not served by this process
        return None
    return {
        "label": item.title.in_language(language),
        "url": url,
        "icon": item.icon,
        "key": item.key,
        "current": False,
    }
