"""All checks of all modules together: the pure ones of `rules`, and those that other mechanisms contribute."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import tongguan
from tongguan.engines.problems import Problem, Text
from tongguan.platform.modules.contracts import Module
from tongguan.platform.modules.registry import modules
from tongguan.platform.modules.rules import file_problems, import_problems, manifest_problems

Check = Callable[[], list[Problem]]
_contributed: list[Check] = []


def contributes_check(check: Check) -> Check:
    """Add a check to `tongguan module check`; a mechanism above this one registers it in its `providers.py`."""
    if check not in _contributed:
        _contributed.append(check)
    return check


def package_folder() -> Path:
    """The folder of the installed package."""
    return Path(next(iter(tongguan.__path__)))


def repository() -> Path | None:
    """The checkout the package lies in, None for an installed one without tests and docs."""
    root = package_folder().parent.parent
    return root if (root / "pyproject.toml").is_file() and (root / "tests").is_dir() else None


def check_all() -> list[Problem]:
    """Every problem of every module, file and import; needs Django's apps to be loaded."""
    root = repository()
    found = manifest_problems(modules())
    found += file_problems(package_folder(), root / "tests" if root else None, modules())
    found += import_problems(package_folder(), modules())
    found += folder_problems(package_folder(), modules())
    found += foreign_key_problems()
    for check in _contributed:
        found += check()
    return sorted(found, key=lambda p: (p.code, p.pointer, p.line or 0))


def folder_problems(package: Path, known: tuple[Module, ...]) -> list[Problem]:
    """Folders of the big systems that hold code but no manifest: nobody would find or own them."""
    codes = {module.code for module in known}
    return [
        Problem(
            "folder.unclaimed",
            Text(zh="没有 module.py", en="has code but no module.py"),
            pointer=f"{system}/{folder.name}",
        )
        for system in sorted({module.system for module in known})
        for folder in sorted((package / system).glob("*/"))
        if f"{system}.{folder.name}" not in codes and any(folder.glob("*.py"))
    ]


def foreign_key_problems() -> list[Problem]:
    """Relations between tables that do not follow `depends_on`."""
    from django.apps import apps

    by_label = {module.label: module for module in modules()}
    found = []
    for model in apps.get_models():
        owner = by_label.get(model._meta.app_label)
        if owner is None:
            continue
        for field in model._meta.get_fields():
            target = field.related_model if field.concrete and field.is_relation else None
            other = by_label.get(target._meta.app_label) if target is not None else None
            if other is None or other is owner or other.code in _needs(owner):
                continue
            found.append(
                Problem(
                    "foreign_key.undeclared",
                    Text(
                        zh=f"指向 {other.code}，未在 depends_on 中", en=f"points at {other.code}, undeclared"
                    ),
                    pointer=f"{model._meta.label}.{field.name}",
                )
            )
    return found


def _needs(module: Module) -> set[str]:
    known = {candidate.code: candidate for candidate in modules()}
    seen: set[str] = set()
    waiting = list(module.depends_on)
    while waiting:
        code = waiting.pop()
        if code not in seen:
            seen.add(code)
            waiting += known[code].depends_on
    return seen
