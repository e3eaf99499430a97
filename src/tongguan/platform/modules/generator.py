"""Makes a new module: manifest, one page for one permission, and its tests, which pass at once."""

from __future__ import annotations

import re
from pathlib import Path

from tongguan.engines.problems import Text
from tongguan.platform.modules.catalogue import CATALOGUE
from tongguan.platform.modules.errors import ManifestError
from tongguan.platform.modules.registry import SYSTEMS

CODE = re.compile(r"([a-z]+)\.([a-z][a-z0-9_]{1,30})")

MODULE = '''"""Manifest."""

from tongguan.engines.problems import Text
from tongguan.platform.modules.interface import MenuItem, Module, Permission

MODULE = Module(
    code="{code}",
    name=Text(zh="{zh}", en="{en}"),
    purpose=Text(zh="{zh}", en="{en}"),
    catalogue=({catalogue}),
    depends_on=("platform.permissions", "platform.ui"),
    permissions=(Permission("{label}.view", Text(zh="查看{zh}", en="View {en_lower}")),),
    grants={{"{role}": ("{label}.view",)}},
    menu=(MenuItem(Text(zh="{zh}", en="{en}"), "{label}_home", "list", "{label}.view"),),
)
'''

VIEWS = '''"""Pages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tongguan.{code}.module import MODULE
from tongguan.platform.permissions.interface import page


@page("{label}.view")
def home(request: HttpRequest) -> HttpResponse:
    """The module's first page."""
    return render(request, "{label}/home.html", {{"title": MODULE.name, "purpose": MODULE.purpose}})
'''

URLS = '''"""Addresses."""

from django.urls import path

from tongguan.{code} import views

urlpatterns = [path("{address}/", views.home, name="{label}_home")]
'''

TEMPLATE = """{{% extends "ui/base.html" %}}{{% load ui %}}
{{% block title %}}{{{{ title|words }}}}{{% endblock %}}
{{% block content %}}{{% empty title=title text=purpose %}}{{% endblock %}}
"""

TEST = '''"""The page of {en}: found, and open to its permission only."""

from __future__ import annotations

import pytest
from django.test import RequestFactory
from django.urls import resolve, reverse

from tongguan.{code} import views
from tongguan.platform.permissions.interface import ANONYMOUS, Actor, NotAllowed


def test_address_leads_to_the_page() -> None:
    assert resolve(reverse("{label}_home")).func is views.home


def test_page_is_closed_without_the_permission(rf: RequestFactory) -> None:
    request = rf.get("/{address}/")
    request.actor = Actor(kind="person", name="somebody")
    with pytest.raises(NotAllowed):
        views.home(request)


def test_nobody_is_sent_to_sign_in(rf: RequestFactory) -> None:
    request = rf.get("/{address}/")
    request.actor = ANONYMOUS
    assert views.home(request).status_code == 302
'''


def new_module(
    root: Path, code: str, name: Text, catalogue: tuple[str, ...], role: str = "administrator"
) -> list[Path]:
    """Write the module `code` and its tests below a checkout's root; returns the files made.

    Raises ManifestError where the code is malformed, the id unknown or missing, or the folder exists.
    """
    match = CODE.fullmatch(code)
    if not match or match[1] not in SYSTEMS:
        raise ManifestError(f"{code!r} is not <system>.<name> with a system of {', '.join(SYSTEMS)}")
    unknown = [one for one in catalogue if one not in CATALOGUE]
    if unknown or (not catalogue and match[1] != "platform"):
        raise ManifestError(f"give known catalogue ids, not {', '.join(unknown) or 'none'}")
    if any('"' in text or "\\" in text or "\n" in text for text in (name.zh, name.en)):
        raise ManifestError("a name holds no quotes, backslashes or line breaks")
    if any((root / "src" / "tongguan" / system / match[2]).exists() for system in SYSTEMS):
        raise ManifestError(f"a module named {match[2]} exists")
    words = {
        "code": code,
        "label": match[2],
        "address": match[2].replace("_", "-"),
        "zh": name.zh,
        "en": name.en,
        "en_lower": name.en[:1].lower() + name.en[1:],
        "role": role,
        "catalogue": "".join(f'"{one}", ' for one in catalogue).rstrip(" ")
        if len(catalogue) < 2
        else ", ".join(f'"{one}"' for one in catalogue),
    }
    made = []
    for path, text in _files(root, match[1], match[2]):
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            path.write_text(text.format(**words), encoding="utf-8")
            made.append(path)
    return made


def _files(root: Path, system: str, label: str) -> list[tuple[Path, str]]:
    source = root / "src" / "tongguan" / system / label
    tests = root / "tests" / system / label
    return [
        (source / "__init__.py", '"""{en}."""\n'),
        (source / "module.py", MODULE),
        (source / "views.py", VIEWS),
        (source / "urls.py", URLS),
        (source / "templates" / label / "home.html", TEMPLATE),
        (tests.parent / "__init__.py", ""),
        (tests / "__init__.py", ""),
        (tests / "test_views.py", TEST),
    ]
