"""What files are called, how long they and their functions may be, and where their tests lie."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

from tongguan.engines.problems import Problem, Text
from tongguan.platform.modules.contracts import Module

LINES_MAX = 500
FUNCTION_LINES_MAX = 70
FORBIDDEN_NAMES = frozenset({"utils", "util", "helpers", "helper", "common", "manager", "managers", "misc"})
ROLES = frozenset(
    {
        "__init__",
        "module",
        "enums",
        "errors",
        "contracts",
        "rules",
        "workflow",
        "models",
        "queries",
        "actions",
    }
    | {
        "interface",
        "handlers",
        "forms",
        "tables",
        "views",
        "rest",
        "urls",
        "tasks",
        "schedules",
        "providers",
        "loops",
    }
    | {"context", "commands", "pages", "templates", "templatetags", "migrations", "static", "data", "locale"}
)
"""What a file or folder of a business module may be called; platform mechanisms may have parts of their own."""


def python_files(root: Path) -> Iterator[Path]:
    """The source files below a folder; no caches, no migrations."""
    for path in sorted(root.rglob("*.py")):
        if "__pycache__" not in path.parts and "migrations" not in path.parts:
            yield path


def file_problems(package: Path, tests: Path | None, modules: Iterable[Module]) -> list[Problem]:
    """Problems of all files of the package folder; `tests` None leaves the mirror unchecked."""
    found: list[Problem] = []
    for path in python_files(package):
        shown = path.relative_to(package).as_posix()
        found += _size_problems(path, shown)
        if FORBIDDEN_NAMES & {path.stem, *path.relative_to(package).parts[:-1]}:
            found.append(_problem("name", shown, 0, "文件名不说明内容", "a name that says nothing"))
    for module in modules:
        found += _module_problems(package, module)
        if tests is not None:
            found += _mirror_problems(tests, module)
    if tests is not None:
        found += _stray_tests(package, tests)
    return found


def _size_problems(path: Path, shown: str) -> list[Problem]:
    source = path.read_text(encoding="utf-8")
    found = []
    lines = source.count("\n") + 1
    if lines > LINES_MAX:
        found.append(_problem("long", shown, 0, f"{lines} 行，超过 {LINES_MAX}", f"{lines} lines"))
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        return [_problem("syntax", shown, error.lineno or 0, "语法错误", str(error.msg))]
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > FUNCTION_LINES_MAX:
                found.append(
                    _problem(
                        "long_function",
                        shown,
                        node.lineno,
                        f"函数 {node.name} 有 {length} 行，超过 {FUNCTION_LINES_MAX}",
                        f"function {node.name} has {length} lines, more than {FUNCTION_LINES_MAX}",
                    )
                )
    return found


def _module_problems(package: Path, module: Module) -> list[Problem]:
    folder = package.joinpath(*module.code.split("."))
    found = []
    for path in sorted(folder.iterdir()):
        if path.name.startswith((".", "__pycache__")) or module.system == "platform":
            continue
        if path.stem not in ROLES and (path.suffix == ".py" or path.is_dir()):
            shown = path.relative_to(package).as_posix()
            found.append(
                _problem("role", shown, 0, "文件名不是约定的角色", "not the name of a module's part")
            )
    templates = folder / "templates"
    if templates.is_dir() and not (templates / module.label).is_dir():
        shown = templates.relative_to(package).as_posix()
        found.append(
            _problem("templates", shown, 0, f"模板须在 {module.label}/ 下", f"lie not in {module.label}/")
        )
    return found


def _mirror_problems(tests: Path, module: Module) -> list[Problem]:
    folder = tests.joinpath(*module.code.split("."))
    if any(folder.glob("**/test_*.py")):
        return []
    return [_problem("untested", module.code, 0, "没有测试", f"has no tests in {folder.name}/")]


def _stray_tests(package: Path, tests: Path) -> list[Problem]:
    found = []
    for system in sorted(path for path in package.iterdir() if path.is_dir()):
        for folder in sorted((tests / system.name).glob("*/")):
            if folder.name.startswith("__") or not any(folder.glob("**/test_*.py")):
                continue
            if not (system / folder.name).is_dir() and not (system / f"{folder.name}.py").is_file():
                shown = folder.relative_to(tests.parent).as_posix()
                found.append(_problem("stray_tests", shown, 0, "没有对应的源码", "mirrors no source folder"))
    return found


def _problem(kind: str, shown: str, line: int, zh: str, en: str) -> Problem:
    return Problem(f"file.{kind}", Text(zh=zh, en=en), pointer=shown, line=line or None)
