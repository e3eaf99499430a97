"""What a service worker keeps: the files it is told, and every module they need to run."""

from __future__ import annotations

from tongguan.platform.ui.interface import service_worker
from tongguan.platform.ui.offline import imported_by


def test_modules_that_modules_import_are_kept() -> None:
    found = imported_by("ui/main.js")
    assert {"ui/theme.js", "ui/toasts.js", "ui/texts.js"} <= set(found)
    assert imported_by("ui/base.css") == ()


def test_the_script_holds_its_scope_and_each_file_once() -> None:
    answer = service_worker("gate-", ["ui/main.js", "ui/signout.js"], "/traveller-gate/")
    text = answer.content.decode()
    assert answer["Content-Type"].startswith("text/javascript")
    assert text.count("/static/ui/texts.js") == text.count("/static/ui/signout.js") == 1
    assert 'startsWith("/traveller\\u002Dgate/")' in text
