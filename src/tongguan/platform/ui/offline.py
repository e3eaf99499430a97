"""Pages that work without a network: the service worker that keeps them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from django.contrib.staticfiles.finders import find
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.templatetags.static import static

IMPORT = re.compile(r'^import\s[^"\n]*"(\.[^"\n]+)"', re.MULTILINE)


def service_worker(name: str, files: Iterable[str], scope: str) -> HttpResponse:
    """A service worker that keeps the pages below the path `scope` and the static `files`, the network first.

    Modules that the files import are kept as well: without one of them none of those that need it would run. The view
    stands under `scope`, so that it reaches no other page. `name` begins its cache's name; one of an earlier version is
    deleted.
    """
    kept = dict.fromkeys(each for path in files for each in (path, *imported_by(path)))
    told = {"name": name, "files": [static(path) for path in kept], "scope": scope}
    response = HttpResponse(
        render_to_string("ui/worker.js", told), content_type="text/javascript; charset=utf-8"
    )
    response["Cache-Control"] = "no-cache"
    return response


@cache
def imported_by(path: str) -> tuple[str, ...]:
    """Every module that a static script imports, also by way of others."""
    found: dict[str, None] = {}
    waiting = [path]
    while waiting:
        script = waiting.pop()
        place = find(script) if script.endswith(".js") else None
        if not isinstance(place, str):
            continue
        for address in IMPORT.findall(Path(place).read_text(encoding="utf-8")):
            module = posixpath.normpath(posixpath.join(posixpath.dirname(script), address))
            if module not in found:
                found[module] = None
                waiting.append(module)
    return tuple(found)
