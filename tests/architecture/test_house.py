"""The house as it stands: every rule of the checker, the map, the layers, and what permissions are for."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tongguan.platform.modules.interface import check_all, modules, package_folder
from tongguan.platform.modules.map import drawn
from tongguan.platform.permissions.interface import permissions

REPOSITORY = Path(__file__).resolve().parents[2]


def test_no_module_breaks_a_rule() -> None:
    assert [f"{p.pointer}:{p.line or ''} {p.message.en} [{p.code}]" for p in check_all()] == []


def test_the_map_is_current() -> None:
    """Run `tongguan module map --write` after a manifest changed."""
    assert (REPOSITORY / "docs" / "map.md").read_text(encoding="utf-8") == drawn(modules())


def test_layers_hold() -> None:
    program = shutil.which("lint-imports") or str(Path(shutil.which("python") or "").parent / "lint-imports")
    if not Path(program).exists():
        pytest.skip("import-linter is not installed")
    ran = subprocess.run([program, "--no-cache"], cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout


def test_every_permission_is_asked_for_somewhere() -> None:
    """A permission that no code asks for protects nothing."""
    sources = [
        path.read_text(encoding="utf-8")
        for path in package_folder().rglob("*.py")
        if path.name != "module.py" and "migrations" not in path.parts
    ]
    asked = {word for text in sources for word in re.findall(r'"([a-z_]+(?:\.[a-z_]+)+)"', text)}
    assert sorted(set(permissions()) - asked) == []
