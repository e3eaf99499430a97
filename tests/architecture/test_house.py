"""The house as it stands: every rule of the checker, the map, the layers, and what permissions are for."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
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
    program = Path(sys.executable).with_name("lint-imports")
    if not program.exists():
        pytest.skip("import-linter is not installed")
    ran = subprocess.run(
        [str(program), "--no-cache"], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout


def test_every_permission_is_asked_for_somewhere() -> None:
    """A permission that no code asks for, by its code or by its manifest's name for it, protects nothing."""
    texts = {
        path: path.read_text(encoding="utf-8")
        for path in package_folder().rglob("*.py")
        if "migrations" not in path.parts
    }
    code = re.compile(r'"([a-z_]+(?:\.[a-z_]+)+)"')
    asked = {word for path, text in texts.items() if path.name != "module.py" for word in code.findall(text)}
    for manifest, text in texts.items():
        if manifest.name == "module.py":
            beside = " ".join(
                t for path, t in texts.items() if manifest.parent in path.parents and path != manifest
            )
            for name, value in _constants(text):
                if re.search(rf"\b{name}\b", beside):
                    asked.add(value)
    assert sorted(set(permissions()) - asked) == []


def _constants(source: str) -> Iterator[tuple[str, str]]:
    """(name, text) of what a module assigns at its top, one by one or as a row."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign):
            target, value = node.targets[0], node.value
            names = target.elts if isinstance(target, ast.Tuple) else [target]
            values = value.elts if isinstance(value, ast.Tuple) else [value]
            for name, text in zip(names, values, strict=False):
                if (
                    isinstance(name, ast.Name)
                    and isinstance(text, ast.Constant)
                    and isinstance(text.value, str)
                ):
                    yield name.id, text.value
