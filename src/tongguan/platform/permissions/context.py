"""The side navigation of the signed-in person, from the manifests."""

from __future__ import annotations

from functools import lru_cache
from operator import itemgetter
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language

from tongguan.engines.problems import Text
from tongguan.platform.modules.interface import MenuItem, Task, modules
from tongguan.platform.permissions.contracts import Actor

GROUPS = {
    Task.WORK: Text(zh="我的工作", en="My work"),
    Task.DECLARING: Text(zh="申报与税款", en="Declarations and duties"),
    Task.CONTROL: Text(zh="风险与查验", en="Risk and inspection"),
    Task.TRAVELLERS: Text(zh="旅客与检疫", en="Travellers and quarantine"),
    Task.TRANSPORT: Text(zh="运输与口岸", en="Transport and port"),
    Task.OVERSIGHT: Text(zh="统计与监督", en="Figures and oversight"),
    Task.ADMINISTRATION: Text(zh="系统管理", en="Administration"),
}
FEW = 12
"""A menu of so many entries shows them all; a longer one folds the groups where the person is not."""

Entry = dict[str, Any]
Groups = tuple[tuple[Task, str, tuple[Entry, ...]], ...]


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
    found: dict[Task, list[tuple[int, Entry]]] = {task: [] for task in GROUPS}
    for module in modules():
        for item in module.menu:
            entry = _entry(item, language) if _shown(item, roles, permissions) else None
            if entry is not None:
                found[item.group].append((item.order, entry))
    return tuple(
        (task, GROUPS[task].in_language(language), tuple(e for _order, e in sorted(rows, key=itemgetter(0))))
        for task, rows in found.items()
        if rows
    )


def _shown(item: MenuItem, roles: frozenset[str], permissions: frozenset[str]) -> bool:
    if item.roles and not item.roles & roles:
        return False
    return not item.permission or item.permission in permissions


def _marked(groups: Groups, path: str) -> list[dict[str, Any]]:
    """The menu with the one entry marked that the page lies under: the longest address that it starts with. Folded are
    the groups of a long menu other than the work and the one the person is in."""
    every = [entry for _task, _label, entries in groups for entry in entries]
    under = [entry for entry in every if _lies_under(path, entry["url"])]
    here = max(under, key=lambda entry: len(entry["url"]), default=None)
    return [
        {
            "code": task.value,
            "label": label,
            "open": len(every) <= FEW or task is Task.WORK or any(each is here for each in entries),
            "items": [{**each, "current": True} if each is here else each for each in entries],
        }
        for task, label, entries in groups
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
