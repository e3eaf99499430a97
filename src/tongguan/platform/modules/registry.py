"""Finds every module by its manifest; nothing anywhere lists them by hand."""

from __future__ import annotations

import importlib
from functools import cache
from graphlib import CycleError, TopologicalSorter
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

import tongguan
from tongguan.platform.modules.contracts import Module
from tongguan.platform.modules.errors import ManifestError

SYSTEMS = ("platform", "exchange", "administration", "operations", "security", "datacentre", "public")


@cache
def modules() -> tuple[Module, ...]:
    """All modules, each after those it depends on; raises ManifestError on a cycle or an unknown code."""
    found: dict[str, Module] = {}
    root = Path(next(iter(tongguan.__path__)))
    for system in SYSTEMS:
        for manifest in sorted((root / system).glob("*/module.py")):
            code = f"{system}.{manifest.parent.name}"
            module = importlib.import_module(f"tongguan.{code}.module").MODULE
            if module.code != code:
                raise ManifestError(f"{manifest}: code is {module.code!r}, the folder says {code!r}")
            found[code] = module
    graph = {code: module.depends_on for code, module in found.items()}
    for code, needs in graph.items():
        for need in needs:
            if need not in found:
                raise ManifestError(f"{code} depends on {need}, which does not exist")
    try:
        order = list(TopologicalSorter({c: sorted(graph[c]) for c in sorted(graph)}).static_order())
    except CycleError as error:
        raise ManifestError(f"modules depend on each other in a circle: {error.args[1]}") from error
    return tuple(found[code] for code in order)


def module(code: str) -> Module:
    """The manifest with this code; raises ManifestError where there is none."""
    for candidate in modules():
        if candidate.code == code:
            return candidate
    raise ManifestError(f"no module {code!r}")


def has_part(of: Module, name: str) -> bool:
    """Whether a module has the submodule `name`, without importing it: safe while settings are being read."""
    return (Path(next(iter(tongguan.__path__))).joinpath(*of.code.split(".")) / f"{name}.py").is_file()


def part(of: Module, name: str) -> ModuleType | None:
    """The submodule `name` of a module (`urls`, `rest`, `workflow` …), imported, or None where it has none."""
    dotted = f"{of.package}.{name}"
    if find_spec(dotted) is None:
        return None
    return importlib.import_module(dotted)
