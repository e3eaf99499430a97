"""Who may know whom between modules and inside one; the layers of the big systems are import-linter's."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

from tongguan.engines.problems import Problem, Text
from tongguan.platform.modules.contracts import Module
from tongguan.platform.modules.rules.files import python_files

DOORS = frozenset({"interface", "contracts", "enums", "errors", "module"})
"""The parts of a module that others may import; their `models.py` may also build on a platform module's."""

LAYERS = (
    ("urls",),
    ("views", "rest", "context"),
    ("forms", "tables"),
    ("handlers", "tasks", "commands", "schedules", "providers"),
    ("interface",),
    ("actions",),
    ("queries",),
    ("workflow",),
    ("models",),
    ("rules",),
    ("contracts",),
    ("enums", "errors"),
)
"""The parts of a module, the upper first; a part imports no part above it."""
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}


def import_problems(package: Path, modules: Iterable[Module]) -> list[Problem]:
    """Imports past a module's door, against `depends_on`, or upwards inside a module."""
    known = {module.code: module for module in modules}
    reach = {code: _reachable(code, known) for code in known}
    found = []
    for path in python_files(package):
        shown = path.relative_to(package).as_posix()
        here = ".".join(path.relative_to(package).parts[:2])
        part = path.relative_to(package).parts[2].removesuffix(".py") if here in known else ""
        for line, target in _imports(path, package.name, known):
            code, inner = target
            if code == here:
                problem = _inside(part, inner)
            elif here in known:
                problem = _through_door(code, inner, part) or _declared(code, reach[here])
            else:
                problem = _through_door(code, inner, part)
            if problem:
                found.append(Problem(problem[0], problem[1], pointer=shown, line=line))
    return found


def _imports(path: Path, package: str, known: dict[str, Module]) -> Iterator[tuple[int, tuple[str, str]]]:
    """(line, (module code, its part)) of every import of a module of the house."""
    try:
        tree = ast.parse(path.read_text(encoding="utf-8"))
    except SyntaxError:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        targets = set()
        for name in names:
            parts = name.split(".")
            code = ".".join(parts[1:3])
            if parts[0] == package and code in known:
                targets.add((code, parts[3] if len(parts) > 3 else ""))
        yield from ((node.lineno, target) for target in sorted(targets))


def _reachable(code: str, known: dict[str, Module]) -> frozenset[str]:
    seen: set[str] = set()
    waiting = [code]
    while waiting:
        current = waiting.pop()
        if current not in seen and current in known:
            seen.add(current)
            waiting += known[current].depends_on
    return frozenset(seen)


def _through_door(code: str, inner: str, part: str) -> tuple[str, Text] | None:
    if inner in DOORS:
        return None
    if inner == part == "models" and code.startswith("platform."):
        return None
    return "import.door", Text(
        zh=f"不得引用其他模块的 {inner or '包'}，只能经由 interface",
        en=f"imports {inner or 'the package'} of another module instead of its interface",
    )


def _declared(code: str, reach: frozenset[str]) -> tuple[str, Text] | None:
    if code in reach or code == "platform.modules":
        return None
    return "import.undeclared", Text(zh=f"{code} 不在 depends_on 中", en=f"{code} is not in depends_on")


def _inside(part: str, inner: str) -> tuple[str, Text] | None:
    if part not in RANK or inner not in RANK or part == inner or RANK[inner] >= RANK[part]:
        return None
    return "import.upward", Text(
        zh=f"{part} 不得引用上层 {inner}", en=f"{part} imports {inner}, which is above it"
    )
